/** Reads the rules of a file. */
import { CODES } from '../../model/codes.ts';
import type { Level, Path } from '../../model/diagnostic.ts';
import { ConfigError } from '../../model/errors.ts';
import { asList, asMap, asString, getIn, isMap } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { nearest } from '../../model/suggest.ts';
import { ANALYZED, type AnalyzedKind } from '../kinds.ts';
import { fieldPath } from './field-path.ts';
import { EACH, type Rule, type Written } from './rule.ts';

const API_VERSION = 'meshctl.dev/v1';
const KIND = 'AnalysisRules';

/** Codes of users do not begin as those of meshctl and of the reference do. */
const CODE = /^(?!IST\d|MSH\d)[A-Z][A-Z0-9-]*\d+$/;

const LEVELS: readonly Level[] = ['info', 'warning', 'error'];

/** The fields of a rule, and whether each is a list of texts. */
const FIELDS = {
  code: 'text',
  description: 'text',
  level: 'text',
  kinds: 'list',
  reads: 'list',
  each: 'text',
  when: 'text',
  require: 'text',
  message: 'text',
  messageExpression: 'text',
  field: 'text',
  remediation: 'text',
} as const satisfies Record<string, 'text' | 'list'>;
type Field = keyof typeof FIELDS;

/** One rule of a document, and how its mistakes are told. */
class Reader {
  private readonly manifest: Manifest;
  readonly path: Path;

  constructor(manifest: Manifest, path: Path) {
    this.manifest = manifest;
    this.path = path;
  }

  place(path: Path, of: 'key' | 'value' = 'value'): string {
    const { start } = this.manifest.locate(path, of);
    return `${this.manifest.file}:${start.line}:${start.col}`;
  }

  fail(path: Path, message: string, { of = 'value', hint }: { of?: 'key' | 'value'; hint?: string } = {}): never {
    const details = hint === undefined ? {} : { hint };
    throw new ConfigError('CONFIG_RULES', `${this.place(path, of)}: ${message}`, details);
  }

  text(field: Field): string | undefined {
    const path = [...this.path, field];
    const value = getIn(this.manifest.value, path);
    if (value === undefined || value === null) return undefined;
    return asString(value) ?? this.fail(path, `"${field}" is a text`);
  }

  needed(field: Field): string {
    return this.text(field) || this.fail(this.path, `the rule has no "${field}"`);
  }

  written(field: Field): Written | undefined {
    const text = this.text(field);
    return text === undefined ? undefined : { text, place: this.place([...this.path, field]) };
  }

  kinds(field: 'kinds' | 'reads'): readonly AnalyzedKind[] {
    const path = [...this.path, field];
    const value = getIn(this.manifest.value, path);
    if (value !== undefined && !Array.isArray(value)) this.fail(path, `"${field}" is a list of kinds`);
    return asList(value).map((item, index) => {
      const kind = [...ANALYZED.keys()].find((each) => each === item);
      if (kind !== undefined) return kind;
      const meant = nearest(String(item), ANALYZED.keys());
      return this.fail([...path, index], `there is no kind "${String(item)}" that rules can be about`, {
        hint: meant === undefined ? `there are ${[...ANALYZED.keys()].join(', ')}` : `did you mean ${meant}?`,
      });
    });
  }

  fieldPath(field: 'each' | 'field'): Path | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    return (
      fieldPath(text) ??
      this.fail([...this.path, field], `"${text}" is no path of a field`, {
        hint: 'such as spec.http[*].route, or metadata.labels["istio.io/rev"]',
      })
    );
  }

  level(): Level {
    const text = this.text('level') ?? 'warning';
    const level = LEVELS.find((each) => each === text);
    return level ?? this.fail([...this.path, 'level'], `"${text}" is none of ${LEVELS.join(', ')}`);
  }

  code(): string {
    const code = this.needed('code');
    if (CODE.test(code) && !Object.hasOwn(CODES, code)) return code;
    return this.fail([...this.path, 'code'], `"${code}" cannot be the code of a rule of your own`, {
      hint: 'capitals and then digits, such as ACME001; IST and MSH are taken',
    });
  }

  fields(): void {
    const value = getIn(this.manifest.value, this.path);
    if (!isMap(value)) this.fail(this.path, 'a rule is a mapping');
    for (const name of Object.keys(asMap(value))) {
      if (Object.hasOwn(FIELDS, name)) continue;
      const meant = nearest(name, Object.keys(FIELDS));
      this.fail([...this.path, name], `a rule has no "${name}"`, {
        of: 'key',
        ...(meant === undefined ? {} : { hint: `did you mean ${meant}?` }),
      });
    }
  }
}

function ruleAt(reader: Reader): Rule {
  reader.fields();
  const code = reader.code();
  const kinds = reader.kinds('kinds');
  if (kinds.length === 0) reader.fail(reader.path, 'the rule has no "kinds"');
  const [each, when, made, remediation] = [
    reader.fieldPath('each'),
    reader.written('when'),
    reader.written('messageExpression'),
    reader.text('remediation'),
  ];
  const field = reader.fieldPath('field') ?? (each === undefined ? ['metadata', 'name'] : []);
  if (field.includes(EACH)) reader.fail([...reader.path, 'field'], '"field" is one field: it cannot have [*]');
  const description = reader.text('description');
  const message = reader.text('message') ?? description;
  if (message === undefined) reader.fail(reader.path, 'the rule has neither "message" nor "description"');
  reader.needed('require');
  return {
    code,
    description: description ?? message,
    level: reader.level(),
    kinds,
    reads: reader.kinds('reads'),
    require: { text: reader.needed('require'), place: reader.place([...reader.path, 'require']) },
    message,
    field,
    place: reader.place(reader.path),
    ...(each === undefined ? {} : { each }),
    ...(when === undefined ? {} : { when }),
    ...(made === undefined ? {} : { messageExpression: made }),
    ...(remediation === undefined ? {} : { remediation }),
  };
}

/**
 * The rules that stand in the configuration file, in a list where texts name files, or alone. Throws ConfigError with file, line
 * and column for one that is none.
 */
export function rulesAt(manifest: Manifest, path: Path): readonly Rule[] {
  const value = getIn(manifest.value, path);
  if (!Array.isArray(value)) return [ruleAt(new Reader(manifest, path))];
  return value.flatMap((item, index) => (isMap(item) ? [ruleAt(new Reader(manifest, [...path, index]))] : []));
}

/**
 * The rules of a document; none of an empty one. Throws ConfigError with file, line and column for a document that holds no
 * rules, and for a rule that is not one.
 */
export function rulesIn(manifest: Manifest): readonly Rule[] {
  const { value } = manifest;
  if (value === undefined || value === null) return [];
  const reader = new Reader(manifest, []);
  const { apiVersion, kind, rules } = asMap(value);
  if (apiVersion !== API_VERSION || kind !== KIND)
    reader.fail([], 'this is no document of rules', {
      hint: `it begins with apiVersion: ${API_VERSION} and kind: ${KIND}`,
    });
  if (!Array.isArray(rules)) reader.fail(['rules'], '"rules" is a list');
  return asList(rules).map((_, index) => ruleAt(new Reader(manifest, ['rules', index])));
}
