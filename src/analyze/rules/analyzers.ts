/** Rules of the user's own as analyzers. */
import type { ParseResult } from '@marcbachmann/cel-js';
import type { Path } from '../../model/diagnostic.ts';
import { ConfigError } from '../../model/errors.ts';
import { asList, getIn } from '../../model/json.ts';
import { toDialect } from '../../validate/crds/dialect.ts';
import { type Analyzer, type Found, found, ownCode } from '../analyzer.ts';
import type { Context } from '../context.ts';
import type { AnalyzedResource } from '../resource.ts';
import { Expressions, type Names } from './expressions.ts';
import { EACH, type Rule, type Written } from './rule.ts';

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** Expressions may come out as what is not known before they are evaluated. */
const DYNAMIC: ReadonlySet<string> = new Set(['dyn']);

/** Throws ConfigError for a text that is no expression, or one of another type. */
function compiled(expressions: Expressions, { text, place }: Written, type: 'bool' | 'string'): ParseResult {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new ConfigError('CONFIG_RULES', `${place}: not an expression of CEL: ${reason}`, { cause });
  };
  let parsed: ParseResult;
  try {
    parsed = expressions.parse(toDialect(text));
  } catch (cause) {
    return refuse(firstLine(cause), cause);
  }
  const { valid, error, type: result = 'dyn' } = parsed.check();
  if (!valid) return refuse(firstLine(error), error);
  if (result !== type && !DYNAMIC.has(String(result)))
    throw new ConfigError('CONFIG_RULES', `${place}: the expression gives ${String(result)} instead of ${type}`);
  return parsed;
}

/** Every path in a value that a path with `*` stands for. */
function* expanded(value: unknown, path: Path, before: Path = []): Generator<Path> {
  const at = path.indexOf(EACH);
  if (at < 0) {
    yield [...before, ...path];
    return;
  }
  const list: Path = [...before, ...path.slice(0, at)];
  for (const index of asList(getIn(value, list)).keys()) yield* expanded(value, path.slice(at + 1), [...list, index]);
}

/** A place a rule is about. */
interface Subject {
  readonly path: Path;
  readonly item: unknown;
  readonly index: number;
}

/** The items of what CEL sees: lists are lists there, and mappings are maps. */
function itemAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) at = at instanceof Map ? at.get(step) : asList(at)[Number(step)];
  return at;
}

function* subjectsOf({ each }: Rule, object: unknown, self: unknown): Generator<Subject> {
  if (each === undefined) {
    yield { path: [], item: self, index: 0 };
    return;
  }
  const items = each.at(-1) === EACH ? each : [...each, EACH];
  for (const path of expanded(object, items)) {
    const item = itemAt(self, path);
    // What could not be decoded is a finding of validation.
    if (item !== undefined) yield { path, item, index: Number(path.at(-1)) };
  }
}

/** A rule with its expressions ready. */
class CompiledRule {
  readonly rule: Rule;
  private readonly expressions: Expressions;
  private readonly when: ParseResult | undefined;
  private readonly require: ParseResult;
  private readonly message: ParseResult | undefined;

  constructor(rule: Rule, expressions: Expressions) {
    this.rule = rule;
    this.expressions = expressions;
    this.when = rule.when && compiled(expressions, rule.when, 'bool');
    this.require = compiled(expressions, rule.require, 'bool');
    this.message = rule.messageExpression && compiled(expressions, rule.messageExpression, 'string');
  }

  *analyze(resource: AnalyzedResource, context: Context): Generator<Found> {
    const self = this.expressions.valueOf(resource);
    for (const subject of subjectsOf(this.rule, resource.object, self)) {
      const finding = this.check(subject, self, context);
      if (finding) yield finding;
    }
  }

  private check({ path, item, index }: Subject, self: unknown, context: Context): Found | undefined {
    const { rule, expressions } = this;
    const at = [...path, ...rule.field];
    try {
      const kinds = new Set([...rule.kinds, ...rule.reads]);
      const message = expressions.within(context, kinds, (mesh) =>
        this.broken({ self, item, index: BigInt(index), mesh }),
      );
      if (message === undefined) return undefined;
      const { level, remediation } = rule;
      return found(ownCode(rule.code), at, { level, message, ...(remediation === undefined ? {} : { remediation }) });
    } catch (error) {
      return found('MSH3906', at, {
        message: `the rule ${JSON.stringify(rule.code)} (${rule.place}) cannot be evaluated: ${firstLine(error)}`,
      });
    }
  }

  /** What to say where the rule does not hold; `undefined` where it does, or is not about it. */
  private broken(names: Names): string | undefined {
    if (this.when && this.when({ ...names }) !== true) return undefined;
    if (this.require({ ...names }) === true) return undefined;
    const made = this.message?.({ ...names });
    return typeof made === 'string' && made.trim() !== '' ? made : this.rule.message;
  }
}

/** Throws ConfigError for a code that stands twice: its findings could not be told apart. */
function refuseRepeated(rules: readonly Rule[]): void {
  const places = new Map<string, string>();
  for (const { code, place } of rules) {
    const earlier = places.get(code);
    if (earlier !== undefined)
      throw new ConfigError('CONFIG_RULES', `${place}: the code "${code}" stands at ${earlier} already`);
    places.set(code, place);
  }
}

/** Analyzers that check the rules. Throws ConfigError with file, line and column for expressions that cannot be evaluated. */
export function ruleAnalyzers(rules: readonly Rule[]): readonly Analyzer[] {
  refuseRepeated(rules);
  const expressions = new Expressions();
  return rules.map((rule) => {
    const compiledRule = new CompiledRule(rule, expressions);
    return {
      name: rule.code,
      codes: [ownCode(rule.code), 'MSH3906'],
      subjects: rule.kinds,
      inputs: [...new Set([...rule.kinds, ...rule.reads])],
      description: rule.description,
      view: 'own',
      analyze: (resource, context) => compiledRule.analyze(resource, context),
    };
  });
}
