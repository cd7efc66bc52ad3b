import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { docs, namespace, pod, virtualService } from '../../../src/analyze/example.ts';
import { ruleAnalyzers } from '../../../src/analyze/rules/analyzers.ts';
import { fieldPath } from '../../../src/analyze/rules/field-path.ts';
import { rulesIn } from '../../../src/analyze/rules/read.ts';
import { run } from '../../../src/cli/run.ts';
import { parseManifests } from '../../../src/yaml/parse.ts';
import { testHost } from '../../support/host.ts';
import { ROOT } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';
import { findingsIn } from '../support.ts';

const RULES = readFileSync(join(ROOT, 'fixtures', 'analyze', 'rules', 'rules.yaml'), 'utf8');
const HEAD = 'apiVersion: meshctl.dev/v1\nkind: AnalysisRules\nrules:\n';

const analyzersOf = (text: string) =>
  ruleAnalyzers(parseManifests(text, 'rules.yaml').manifests.flatMap((manifest) => rulesIn(manifest)));

/** What a rule finds: code, line, message. */
const found = (rules: string, text: string) =>
  findingsIn(text, { analyzers: analyzersOf(rules) }).map(
    ({ code, range, message }) => `${code}:${range?.start.line}:${range?.start.col} ${message}`,
  );

/** One rule about Services. */
const about = (require: string, more = '') =>
  `${HEAD}- {code: ACME1, kinds: [Service], message: broken, require: '${require}'${more}}\n`;
const WEB =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop, labels: {app: web}}\nspec: {selector: {app: web}, ports: [{port: 80}, {port: 8080}]}\n';

describe('rules of the user', () => {
  it('are for the whole object, or each item of a list, and point at the field they name', () => {
    const route = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: shop}
spec:
  hosts: [web]
  http:
  - timeout: 1s
    route:
    - destination: {host: web}
  - route:
    - destination: {host: web}
    - destination:
        host: api
  - redirect: {uri: /}
`;
    expect(found(RULES, docs(route, WEB, namespace('shop', '{a: b}')))).toEqual([
      'ACME001:10:5 route 1 of web has no timeout',
      'ACME002:13:15 the destination is no Service of the namespace',
      'ACME003:23:24 Namespaces say whose they are.',
    ]);
  });

  it.each([
    ['self.spec.ports.all(p, p.port < 1024)', ['ACME1:3:18 broken']],
    ['self.spec.ports.size() == 2', []],
    ['wholeHost("web", "shop") == "web.shop.svc.cluster.local"', []],
    ['self.metadata.name.matches("^w")', []],
    ['self.metadata.labels["app"] == "web"', []],
    ['has(self.spec.externalName)', ['ACME1:3:18 broken']],
    ['self.kind == "Service" && self.apiVersion == "v1"', []],
  ])('are expressions of CEL: %s', (require, expected) => {
    expect(found(about(require), WEB)).toEqual(expected);
  });

  it.each([
    ['pods(self.spec.selector, self.metadata.namespace).size() > 0', '[Pod]', []],
    ['pods({"app": "api"}, "shop").size() > 0', '[Pod]', ['ACME1']],
    ['objects("Pod").exists(p, p.spec.containers[0].image == "app")', '[Pod]', []],
    ['objects("Pod", "other").size() == 0', '[Pod]', []],
    ['namespaceLabels("shop")["istio-injection"] == "enabled"', '[Namespace]', []],
    ['isKnownHost("web", "shop") && !isKnownHost("api", "shop")', '[ServiceEntry]', []],
    ['mesh.rootNamespace == "istio-system"', '[MeshConfig]', []],
  ])('look other objects up: %s', (require, reads, expected) => {
    const text = docs(WEB, pod('shop/web', '{app: web}'), namespace('shop', '{istio-injection: enabled}'));
    const codes = findingsIn(text, { analyzers: analyzersOf(about(require, `, reads: ${reads}`)) });
    expect(codes.map(({ code }) => code)).toEqual(expected);
  });

  it('see the spec as the mesh reads it', () => {
    const rules = `${HEAD}- {code: ACME1, kinds: [VirtualService], message: broken, require: 'self.spec.http[0].retries.perTryTimeout == "2s"'}\n`;
    const text = virtualService('shop/web', '{hosts: [web], http: [{retries: {attempts: 1, per_try_timeout: 2s}}]}');
    expect(found(rules, text)).toEqual([]);
  });

  it('that cannot be evaluated for an object are an error there', () => {
    expect(found(about('self.spec.nothing == 1'), WEB)).toEqual([
      'MSH3906:3:18 the rule "ACME1" (rules.yaml:4:3) cannot be evaluated: No such key: nothing',
    ]);
    expect(found(about('objects("Pod").size() == 0'), WEB)).toEqual([
      'MSH3906:3:18 the rule "ACME1" (rules.yaml:4:3) cannot be evaluated: the rule does not say that it reads Pod: add it to "reads"',
    ]);
  });

  it.each([
    ['code: MSH3001', '4:9: "MSH3001" cannot be the code of a rule of your own'],
    ['code: lower1', '4:9: "lower1" cannot be the code of a rule of your own'],
    ['code: A1\n  kinds: [Servce]', '5:11: there is no kind "Servce" that rules can be about'],
    ['code: A1\n  kinds: [Service]\n  requires: a', '6:3: a rule has no "requires"'],
    ['code: A1\n  kinds: [Service]\n  message: a', '4:3: the rule has no "require"'],
    ['code: A1\n  kinds: [Service]\n  require: "true"', '4:3: the rule has neither "message" nor "description"'],
    ['code: A1\n  message: a\n  require: "true"', '4:3: the rule has no "kinds"'],
    ['code: A1\n  kinds: [Service]\n  message: a\n  require: self.spec.', '7:12: not an expression of CEL: '],
    [
      'code: A1\n  kinds: [Service]\n  message: a\n  require: selff.spec',
      '7:12: not an expression of CEL: Unknown variable: selff',
    ],
    ['code: A1\n  kinds: [Service]\n  message: a\n  require: 1 + 1', '7:12: the expression gives int instead of bool'],
    [
      'code: A1\n  kinds: [Service]\n  message: a\n  require: "true"\n  field: a..b',
      '8:10: "a..b" is no path of a field',
    ],
    ['code: A1\n  kinds: [Service]\n  message: a\n  require: "true"\n  field: "a[*]"', '8:10: "field" is one field'],
    [
      'code: A1\n  kinds: [Service]\n  message: a\n  require: "true"\n  level: fatal',
      '8:10: "fatal" is none of info, warning, error',
    ],
    ['code: A1\n  kinds: Service', '5:10: "kinds" is a list of kinds'],
  ])('that are none are refused with their place: %s', (rule, message) => {
    expect(() => analyzersOf(`${HEAD}- ${rule}\n`)).toThrow(`rules.yaml:${message}`);
  });

  it('have codes of their own', () => {
    const rule = "- {code: ACME1, kinds: [Service], message: a, require: 'true'}\n";
    expect(() => analyzersOf(`${HEAD}${rule}${rule}`)).toThrow(
      'rules.yaml:5:3: the code "ACME1" stands at rules.yaml:4:3',
    );
  });

  it('are nothing else', () => {
    expect(() => analyzersOf(WEB)).toThrow('rules.yaml:1:1: this is no document of rules');
    expect(() => analyzersOf(`${HEAD}`)).toThrow('"rules" is a list');
    expect(analyzersOf('# nothing\n')).toEqual([]);
  });
});

describe('docs/analyze.md', () => {
  it('shows rules that are ones, and find what it says', () => {
    const page = readFileSync(join(ROOT, 'docs', 'analyze.md'), 'utf8');
    const [, rules = ''] =
      /^```yaml\n(apiVersion: meshctl\.dev\/v1\nkind: AnalysisRules\n[\s\S]*?)^```$/m.exec(page) ?? [];
    const route = virtualService('shop/web', '{hosts: [web], http: [{route: [{destination: {host: api}}]}]}');
    expect(found(rules, docs(WEB, route)).map((text) => text.split(' ').slice(1).join(' '))).toEqual([
      'the route has no timeout',
      'there is no Service api',
    ]);
  });
});

describe('a path of a field', () => {
  it.each([
    ['', []],
    ['spec.http[*].route', ['spec', 'http', '*', 'route']],
    ['spec.http[1].name', ['spec', 'http', 1, 'name']],
    ['metadata.labels["istio.io/rev"]', ['metadata', 'labels', 'istio.io/rev']],
    ["metadata.labels['a']", ['metadata', 'labels', 'a']],
    ['spec.', undefined],
    ['spec[', undefined],
    ['a b', undefined],
  ])('%s', (text, path) => {
    expect(fieldPath(text)).toEqual(path);
  });
});

describe('meshctl analyze --rules', () => {
  const analyze = async (args: readonly string[], files: Readonly<Record<string, string>>) => {
    const host = testHost({ cwd: tempFolder({ 'a.yaml': WEB, ...files }) });
    const status = await run(['analyze', 'a.yaml', ...args], host);
    return { status, stdout: host.written(), stderr: host.complained() };
  };
  const RULE = about('self.spec.ports.all(p, p.port < 1024)', ', level: error, remediation: Use another.');

  it('shows what rules of files and folders find like everything else', async () => {
    const { status, stdout } = await analyze(['--rules', 'policy'], { 'policy/a.yaml': RULE });
    expect(status).toBe(79);
    expect(stdout).toContain('a.yaml:3:18: error ACME1 broken\n');
    expect(stdout).toContain('Use another.');
    for (const format of ['json', 'yaml', 'sarif', 'github', 'junit', 'codeclimate'])
      expect((await analyze(['--rules', 'r.yaml', '-o', format], { 'r.yaml': RULE })).stdout).toContain('ACME1');
  });

  it('gives code scanning what the rule advises', async () => {
    const { stdout } = await analyze(['--rules', 'r.yaml', '-o', 'sarif'], { 'r.yaml': RULE });
    const { runs } = JSON.parse(stdout) as {
      readonly runs: readonly [{ tool: { driver: { rules: readonly unknown[] } } }];
    };
    expect(runs[0].tool.driver.rules).toContainEqual({ id: 'ACME1', help: { text: 'Use another.' } });
  });

  it('takes rules from the configuration file', async () => {
    const files = { 'policy/a.yaml': RULE, '.meshctl.yaml': 'analyze: {rules: [policy]}\n' };
    expect((await analyze([], files)).status).toBe(79);
  });

  describe('in the configuration file itself', () => {
    const INLINE = `analyze:
  rules:
    - policy
    - code: ACME7
      kinds: [Service]
      level: error
      message: too many ports
      require: self.spec.ports.size() < 2
`;
    const policy = { 'policy/a.yaml': RULE };

    it('stand beside the names of files', async () => {
      const { status, stdout } = await analyze([], { ...policy, '.meshctl.yaml': INLINE });
      expect(status).toBe(79);
      expect(stdout).toContain('ACME1 broken');
      expect(stdout).toContain('ACME7 too many ports');
      const alone = INLINE.replace('    - policy\n', '').replace('    - code', '      code');
      expect((await analyze([], { '.meshctl.yaml': alone })).stdout).toContain('ACME7');
    });

    it('count in folders below, and for the function when they are for all commands', async () => {
      const shared = INLINE.replace('analyze:\n', '').replaceAll(/^ {2}/gm, '').replace('  - policy\n', '');
      const cwd = tempFolder({ 'deploy/a.yaml': WEB, '.git/HEAD': '', '.meshctl.yaml': shared });
      const host = testHost({ cwd: join(cwd, 'deploy') });
      expect(await run(['analyze', '.'], host)).toBe(79);
      expect(host.written()).toContain('ACME7 too many ports');
      const items = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- ${WEB.trim().replaceAll('\n', '\n  ')}\n`;
      const fnHost = testHost({ cwd, stdin: items });
      expect(await run(['fn', 'analyze'], fnHost)).toBe(79);
      expect(fnHost.written()).toContain('code: ACME7');
    });

    it.each([
      ['kinds: [Service]', 'kinds: [Servce]', '.meshctl.yaml:5:15: there is no kind "Servce"'],
      ['.size() < 2', '.size( < 2', '.meshctl.yaml:8:16: not an expression of CEL'],
      ['require:', 'requires:', '.meshctl.yaml:8:7: a rule has no "requires"'],
      ['code: ACME7', 'code: IST0101', '.meshctl.yaml:4:13: "IST0101" cannot be the code'],
      ['- policy', '- [policy]', '.meshctl.yaml:3:5: "rules" does not take this value'],
    ])('end the run with file and line when they are none: %s', async (from, to, message) => {
      const bad = await analyze([], { ...policy, '.meshctl.yaml': INLINE.replace(from, to) });
      expect(bad).toMatchObject({ status: 78, stdout: '' });
      expect(bad.stderr).toContain(message);
    });
  });

  it('suppresses, lowers and chooses them like the others', async () => {
    const files = { 'r.yaml': RULE };
    const rules = ['--rules', 'r.yaml'];
    expect((await analyze([...rules, '--level', 'ACME1=info'], files)).status).toBe(0);
    expect((await analyze([...rules, '-S', 'ACME1=Service shop/web'], files)).status).toBe(0);
    expect((await analyze([...rules, '--analyzer', 'ACME1'], files)).status).toBe(79);
    expect((await analyze([...rules, '--list-analyzers'], files)).stdout).toContain(
      '* ACME1 (ACME1, MSH3906):\n    broken\n',
    );
  });

  it('ends with status 78 for rules that are none, before anything is read', async () => {
    const { status, stdout, stderr } = await analyze(['--rules', 'r.yaml'], {
      'r.yaml': RULE.replace('ports', 'ports('),
    });
    expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
    expect(stderr).toContain('r.yaml:4:');
    expect((await analyze(['--rules', 'absent.yaml'], {})).status).toBe(78);
    expect((await analyze(['--rules', 'r.yaml'], { 'r.yaml': 'a: [\n' })).status).toBe(78);
  });
});
