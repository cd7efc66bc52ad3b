/** Kubernetes' formats of CEL: `!format.dns1123Label().validate(self).hasValue()`. */
import { type Environment, Optional } from '@marcbachmann/cel-js';
import { requestUrl } from '../cel/url.ts';
import { formatProblem } from '../structure/formats.ts';

/** What is wrong with a text; nothing when it has the format. */
type Check = (text: string) => readonly string[];

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const LABEL_1035 = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const NAME = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const LABEL_MAX = 63;
const SUBDOMAIN_MAX = 253;

const formed =
  (pattern: RegExp, max: number, words: string): Check =>
  (text) => [
    ...(text.length > max ? [`must be no more than ${max} characters`] : []),
    ...(pattern.test(text) ? [] : [`must be ${words}`]),
  ];

/** A beginning of a name may end in a dash, which more has to follow. */
const beginning =
  (check: Check): Check =>
  (text) =>
    check(text.replace(/-$/, 'a'));

const label = formed(LABEL, LABEL_MAX, 'lower case letters, digits and inner dashes');
const label1035 = formed(LABEL_1035, LABEL_MAX, 'lower case letters, digits and inner dashes, a letter first');
const subdomain = formed(SUBDOMAIN, SUBDOMAIN_MAX, 'lower case labels between dots');
const named = formed(NAME, LABEL_MAX, 'letters, digits and inner "-", "_" and "."');

function qualifiedName(text: string): readonly string[] {
  const [name = '', prefix, ...more] = text.split('/').reverse();
  if (more.length > 0) return ['must be a name, or a domain, a slash and a name'];
  return [...(prefix === undefined ? [] : subdomain(prefix)), ...named(name)];
}

const openApi =
  (format: string): Check =>
  (text) => {
    const problem = formatProblem(format, text);
    return problem === undefined ? [] : [problem];
  };

const FORMATS: Readonly<Record<string, Check>> = {
  dns1123Label: label,
  dns1123LabelPrefix: beginning(label),
  dns1123Subdomain: subdomain,
  dns1123SubdomainPrefix: beginning(subdomain),
  dns1035Label: label1035,
  dns1035LabelPrefix: beginning(label1035),
  qualifiedName,
  labelValue: (text) => (text === '' ? [] : named(text)),
  uri: (text) => (requestUrl(text) === undefined ? ['must be a URI'] : []),
  uuid: openApi('uuid'),
  byte: openApi('byte'),
  date: openApi('date'),
  datetime: openApi('date-time'),
};

class FormatValue {
  readonly check: Check;

  constructor(check: Check) {
    this.check = check;
  }
}

class FormatNamespace {}

const FORMAT = 'kubernetes.NamedFormat';
const NAMESPACE = 'kubernetes.FormatNamespace';

/** Teaches an environment the formats by name. */
export function addNamedFormats(environment: Environment): void {
  environment
    .registerType(FORMAT, FormatValue)
    .registerType(NAMESPACE, FormatNamespace)
    .registerConstant('format', NAMESPACE, new FormatNamespace())
    .registerFunction(`${FORMAT}.validate(string): optional<list<string>>`, ({ check }: FormatValue, text: string) => {
      const problems = check(text);
      return problems.length === 0 ? Optional.none() : Optional.of(problems);
    })
    .registerFunction(`${NAMESPACE}.named(string): optional<${FORMAT}>`, (_: unknown, name: string) => {
      const check = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
      return check === undefined ? Optional.none() : Optional.of(new FormatValue(check));
    });
  for (const [name, check] of Object.entries(FORMATS)) {
    const value = new FormatValue(check);
    environment.registerFunction(`${NAMESPACE}.${name}(): ${FORMAT}`, () => value);
  }
}
