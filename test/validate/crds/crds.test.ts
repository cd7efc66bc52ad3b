import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { toDialect } from '../../../src/validate/crds/dialect.ts';
import { celEvaluator } from '../../../src/validate/crds/evaluate.ts';
import { structural } from '../../../src/validate/crds/read.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    schema:
      openAPIV3Schema:
        type: object
        required: [spec]
        properties:
          spec:
            type: object
            required: [size]
            x-kubernetes-validations:
            - {rule: "self.size <= self.limit", messageExpression: "'at most ' + string(self.limit)"}
            - {rule: "self == oldSelf", message: immutable}
            - {rule: "nosuchfunction(self)"}
            properties:
              size: {type: integer, minimum: 1}
              limit: {type: integer, default: 10}
              weird-name: {type: string, x-kubernetes-validations: [{rule: "self.matches('(?i)^[a-z]+$')", message: letters}]}
              namespace: {type: string}
              host: {type: string, pattern: '^(?:a|b)\\.example$'}
              either: {anyOf: [{type: integer}, {type: string}], x-kubernetes-int-or-string: true}
              one: {type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}
              tags: {type: array, items: {type: string}, x-kubernetes-list-type: set}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
  - name: v1alpha1
    served: false
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`;

const widget = (spec: string, version = 'v1') =>
  `apiVersion: example.com/${version}\nkind: Widget\nmetadata: {name: w}\nspec: ${spec}\n`;

interface Found {
  readonly code: string;
  readonly level: string;
  readonly message: string;
}

/** The findings of a Widget, but for the rule that nobody can evaluate. */
async function findings(text: string): Promise<readonly Found[]> {
  const host = testHost({ cwd: tempFolder({ 'crd.yaml': DEFINITION, 'w.yaml': text }) });
  await run(['validate', '-f', 'w.yaml', '--crds', 'crd.yaml', '-o', 'json'], host);
  return JSON.parse(host.written()).findings.filter(({ code }: Found) => code !== 'MSH2951');
}

const codes = async (spec: string) => (await findings(widget(spec))).map(({ code }) => code);

describe('--crds', () => {
  it.each([
    [
      '{size: 3, weird-name: Abc, namespace: x, host: a.example, either: 5, one: {a: x}, tags: [a, b], free: {x: 1}}',
      [],
    ],
    ['{}', ['MSH2904']],
    ['{size: 0}', ['MSH2907']],
    ['{size: "3"}', ['MSH2902']],
    ['{size: 11}', ['MSH2950']],
    ['{size: 11, limit: 20}', []],
    ['{size: 1, weird-name: a1}', ['MSH2950']],
    ['{size: 1, host: c.example}', ['MSH2906']],
    ['{size: 1, either: 1.5}', ['MSH2902']],
    ['{size: 1, one: {a: x, b: z}}', ['MSH2912']],
    ['{size: 1, one: {}}', ['MSH2912']],
    ['{size: 1, tags: [a, a]}', ['MSH2908']],
    ['{size: 1, siez: 1}', ['MSH2901']],
  ])('%s', async (spec, expected) => {
    expect(await codes(spec)).toEqual(expected);
  });

  it('says what a rule says', async () => {
    expect(await findings(widget('{size: 11}'))).toMatchObject([{ message: 'spec: at most 10' }]);
  });

  it('refuses versions that are not served', async () => {
    expect(await findings(widget('{}', 'v1alpha1'))).toMatchObject([{ code: 'MSH2909' }]);
  });

  it('tells of rules that are not evaluated', async () => {
    const host = testHost({ cwd: tempFolder({ 'crd.yaml': DEFINITION, 'w.yaml': widget('{size: 1}') }) });
    expect(await run(['validate', '-f', 'w.yaml', '--crds', '.', '-o', 'json'], host)).toBe(0);
    expect(JSON.parse(host.written()).findings).toMatchObject([{ code: 'MSH2951', level: 'warning' }]);
  });

  it.each([
    ['no definition', 'kind: ConfigMap\napiVersion: v1\n', 'no CustomResourceDefinition in'],
    ['no kind', 'kind: CustomResourceDefinition\napiVersion: v1\nspec: {group: a}\n', 'needs spec.group'],
    ['no YAML', 'kind: [\n', 'bad.yaml:1'],
    ['a bad pattern', DEFINITION.replace("'^(?:a|b)", "'^(?:a|b"), 'bad.yaml'],
  ])('refuses a file with %s', async (_, text, message) => {
    const host = testHost({ cwd: tempFolder({ 'bad.yaml': text, 'w.yaml': widget('{}') }) });
    expect(await run(['validate', '-f', 'w.yaml', '--crds', 'bad.yaml'], host)).toBe(78);
    expect(host.complained()).toContain(message);
  });

  it('ends with 66 for a file that is not there', async () => {
    const host = testHost({ cwd: tempFolder({ 'w.yaml': widget('{}') }) });
    expect(await run(['validate', '-f', 'w.yaml', '--crds', 'nowhere.yaml'], host)).toBe(66);
    expect(host.complained()).toContain('nowhere.yaml');
  });
});

describe('rules as Kubernetes writes them', () => {
  const evaluate = celEvaluator();
  const anything = structural({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true });
  const holds = (rule: string, value: unknown) => evaluate({ rule }, anything, value).length === 0;

  it.each([
    ['self.a.matches("^(?i)B$")', { a: 'b' }],
    ['has(self.list[0].name) && !has(self.list[0].other)', { list: [{ name: 'x' }] }],
    ["url('https://h.example:8443/p?q=1').getPort() == '8443' && url('/p').getScheme() == ''", {}],
    [
      "url('http://[::1]/a%20b?c=1&c=2&d=3').getHostname() == '::1' && url('http://h/a%20b').getEscapedPath() == '/a%20b'",
      {},
    ],
    ["url('https://h:80/p?c=1&c=2&d=').getQuery() == {'c': ['1', '2'], 'd': ['']} && url('/p').getPort() == ''", {}],
    ["url('https://h:80/p').getHost() == 'h:80' && 'ab'.find('c') == '' && 'ab'.charAt(2) == ''", {}],
    ["isURL('http://[::1]/') && !isURL('a b')", {}],
    ["isIP('::1') && !isIP('1.2.3.256') && isCIDR('10.0.0.0/8') && isQuantity('500m')", {}],
    ["'hello'.charAt(1) == 'e' && 'a-b-a'.replace('a', 'c') == 'c-b-c'", {}],
    ["'abc123'.find('[0-9]+') == '123' && 'a1b2'.findAll('[0-9]') == ['1', '2']", {}],
    ["duration(self.d) >= duration('1ms')", { d: '5s' }],
    ['self.n == 5 && self.n < 6', { n: 5 }],
  ])('%s', (rule, value) => {
    expect(holds(rule, value)).toBe(true);
  });

  it('are broken by a URL that is none', () => {
    expect(evaluate({ rule: "url('a b').getHost() == ''" }, anything, {})).toMatchObject([
      { message: expect.stringContaining('cannot read "a b" as a URL') },
    ]);
  });

  it('are broken when they fail', () => {
    expect(evaluate({ rule: "self.missing == ''", message: 'set it' }, anything, {})).toMatchObject([
      { message: expect.stringMatching(/^set it: No such key/) },
    ]);
  });

  it('keep their strings', () => {
    expect(toDialect(`self.matches(r"""has(x[0].y) '.matches('""")`)).toBe(
      `self.re2Matches(r"""has(x[0].y) '.matches('""")`,
    );
    expect(toDialect("'has(a[0].b)' == \"it's .matches(\"")).toBe("'has(a[0].b)' == \"it's .matches(\"");
    expect(toDialect('has(self.a) && x.has(1)')).toBe('has(self.a) && x.has(1)');
  });
});
