import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { testHost } from '../support/host.ts';
import { tempFolder } from '../support/temp.ts';

const ROUTE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: web
  namespace: shop
spec:
  hosts: [web.example.com]
  gateways: [edge]
  http:
  - route:
    - destination: {host: web.shop.svc.cluster.local}
`;
const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {ports: [{name: http, port: 80}]}\n';
const GATEWAY = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}
`;
const BAD = `${ROUTE}---\n${SERVICE}`;
const GOOD = `${BAD}---\n${GATEWAY}`;

/** Runs `meshctl analyze` in a folder of these files. */
async function analyze(args: readonly string[], files: Readonly<Record<string, string>> = {}, cwd = tempFolder(files)) {
  const host = testHost({ cwd, env: { PATH: process.env['PATH'] ?? '' } });
  const status = await run(['analyze', ...args], host);
  return { status, stdout: host.written(), stderr: host.complained(), cwd };
}

const codes = ({ stdout }: { readonly stdout: string }): readonly string[] =>
  (JSON.parse(stdout) as { findings: readonly { code: string }[] }).findings.map(({ code }) => code);

describe('analyze', () => {
  it('shows the field that is wrong, and ends with status 79', async () => {
    const { status, stdout, stderr } = await analyze(['a.yaml'], { 'a.yaml': BAD });
    expect(status).toBe(79);
    expect(stdout).toMatchInlineSnapshot(`
      "a.yaml:8:14: error IST0101 there is no gateway "edge"
        8 |   gateways: [edge]
          |              ^^^^
          Correct the name, or add what it names to the input.
      "
    `);
    expect(stderr).toBe('1 error in 2 objects of 1 file\n');
  });

  it.each([
    ['its own view', []],
    ["istioctl's", ['--compat', 'istioctl', '--use-kube=false', '-A']],
  ])('leaves out what --exclude names, in %s', async (_view, flags) => {
    const files = { 'd/good.yaml': GOOD, 'd/chart/templates/bad.yaml': 'kind: [\n' };
    expect((await analyze(['d', ...flags], files)).status).toBe(65);
    expect((await analyze(['d', '--exclude', 'chart', ...flags], files)).status).toBe(0);
  });

  it('has nothing to read in empty input', async () => {
    const { status, stdout } = await analyze(['a.yaml', '-o', 'json'], { 'a.yaml': '' });
    expect(status).toBe(66);
    expect(codes({ stdout })).toEqual(['MSH0005']);
  });

  it('reads the folder it stands in, those inside included', async () => {
    const { status, stdout, stderr } = await analyze([], {
      'route.yaml': ROUTE,
      'more/rest.yaml': `${SERVICE}---\n${GATEWAY}`,
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toBe('analyzing the files of this folder\nno findings in 3 objects of 2 files\n');
  });

  it.each(['json', 'yaml', 'sarif', 'github', 'junit', 'codeclimate'])('has the same status for %s', async (format) => {
    expect((await analyze(['a.yaml', '-o', format], { 'a.yaml': BAD })).status).toBe(79);
    expect((await analyze(['a.yaml', '-o', format], { 'a.yaml': GOOD })).status).toBe(0);
  });

  it('reads the good files beside a broken one', async () => {
    const broken = await analyze(['.', '-o', 'json'], { 'a.yaml': BAD, 'b.yaml': 'kind: [\n' });
    expect(codes(broken)).toEqual(['IST0101', 'MSH0001']);
    expect(broken.status).toBe(79);
    expect((await analyze(['.'], { 'a.yaml': GOOD, 'b.yaml': 'kind: [\n' })).status).toBe(65);
    expect((await analyze(['absent.yaml'])).status).toBe(66);
  });

  it('takes YAML that is no manifest for a note, and a manifest without kind for an error', async () => {
    expect((await analyze(['.'], { 'a.yaml': GOOD, 'values.yaml': 'image: {tag: a}\n' })).status).toBe(0);
    expect((await analyze(['.'], { 'a.yaml': GOOD, 'b.yaml': SERVICE.replace('kind: Service\n', '') })).status).toBe(
      79,
    );
  });

  it('takes lists in JSON among other files for reports, and on standard input for a mistake', async () => {
    expect((await analyze(['.'], { 'a.yaml': GOOD, 'report.json': '[{"a": 1}]\n' })).status).toBe(0);
    const host = testHost({ cwd: '/', stdin: '[1]' });
    expect(await run(['analyze', '-'], host)).toBe(79);
  });

  it('is narrowed to a namespace', async () => {
    expect((await analyze(['a.yaml', '-n', 'other'], { 'a.yaml': BAD })).status).toBe(0);
    expect((await analyze(['a.yaml', '-n', 'shop'], { 'a.yaml': BAD })).status).toBe(79);
    expect((await analyze(['a.yaml', '-n', 'other', '-A'], { 'a.yaml': BAD })).status).toBe(79);
  });

  it.each(['VirtualService shop/web', 'VirtualService web.shop', 'VirtualService shop/*', '*'])(
    'leaves out findings by --suppress IST0101=%s',
    async (resource) => {
      expect((await analyze(['a.yaml', '-S', `IST0101=${resource}`], { 'a.yaml': BAD })).status).toBe(0);
    },
  );

  it.each(['galley.istio.io/analyze-suppress', 'meshctl.dev/suppress'])(
    'leaves out findings by the annotation %s',
    async (name) => {
      const text = BAD.replace('metadata:\n', `metadata:\n  annotations: {${name}: "IST0132, IST0101"}\n`);
      expect((await analyze(['a.yaml'], { 'a.yaml': text })).status).toBe(0);
    },
  );

  it('leaves out findings by a comment, and tells of comments that do nothing', async () => {
    const commented = (code: string) =>
      BAD.replace('  gateways', `  # meshctl-disable-next-line ${code} -- made elsewhere\n  gateways`);
    expect(codes(await analyze(['a.yaml', '-o', 'json'], { 'a.yaml': commented('IST0101') }))).toEqual([]);
    const unused = await analyze(['a.yaml', '-o', 'json'], { 'a.yaml': commented('IST0112') });
    expect(codes(unused)).toEqual(['MSH3901', 'IST0101']);
  });

  it('gives findings the level the user wants', async () => {
    expect((await analyze(['a.yaml', '--level', 'IST0101=warning'], { 'a.yaml': BAD })).status).toBe(0);
    const off = await analyze(['a.yaml', '--level', 'IST0101=off', '-o', 'json'], { 'a.yaml': BAD });
    expect(codes(off)).toEqual([]);
  });

  it('takes levels from the configuration file', async () => {
    const files = { 'a.yaml': BAD, '.meshctl.yaml': 'analyze:\n  level: [IST0101=info]\n' };
    expect((await analyze(['a.yaml'], files)).status).toBe(0);
  });

  it('says that it hides what is below the level that is shown', async () => {
    const { stdout, stderr } = await analyze(
      ['a.yaml', '--level', 'IST0101=warning', '--output-threshold', 'error', '--failure-threshold', 'warning'],
      { 'a.yaml': BAD },
    );
    expect(stdout).toBe('');
    expect(stderr).toBe('no findings in 2 objects of 1 file; 1 finding below --output-threshold\n');
  });

  it('says how to make a baseline that is not there', async () => {
    const { status, stderr } = await analyze(['a.yaml', '--baseline', 'known.json'], { 'a.yaml': BAD });
    expect(status).toBe(66);
    expect(stderr).toContain(
      '--baseline: no such file or folder: "known.json"\nhint: write one with --update-baseline',
    );
  });

  it.each([
    [['-n', 'shpo'], true],
    [['-n', 'shop'], false],
    [['-l', 'app=web'], true],
    [['-A', '-n', 'shpo'], false],
  ])('warns when nothing is asked for: %s', async (flags, warns) => {
    const { stderr } = await analyze(['a.yaml', ...flags], { 'a.yaml': GOOD });
    expect(stderr.includes('warning: no object that was read is what -n and -l ask for')).toBe(warns);
  });

  it('fails for findings that are not in the baseline, and tells which are gone', async () => {
    const { cwd, status, stderr } = await analyze(['a.yaml', '--baseline', 'known.json', '--update-baseline'], {
      'a.yaml': BAD,
      'b.yaml': BAD.replaceAll('edge', 'egde'),
      'c.yaml': GOOD,
    });
    expect(status).toBe(0);
    expect(stderr).toBe('wrote known.json: 1 finding known from now on\n');
    expect(JSON.parse(readFileSync(join(cwd, 'known.json'), 'utf8'))).toMatchObject({ kind: 'FindingBaseline' });
    expect((await analyze(['a.yaml', '--baseline', 'known.json'], {}, cwd)).status).toBe(0);
    expect((await analyze(['b.yaml', '--baseline', 'known.json'], {}, cwd)).status).toBe(79);
    expect((await analyze(['c.yaml', '--baseline', 'known.json'], {}, cwd)).stderr).toContain(
      'gone since the baseline: IST0101',
    );
  });

  it('shows what is new beside a folder', async () => {
    const files = { 'base/a.yaml': BAD, 'a.yaml': BAD.replace('[edge]', '[edge, other]') };
    expect((await analyze(['a.yaml', '--diff', 'base'], files)).status).toBe(79);
    expect((await analyze(['a.yaml', '--diff', 'base'], { 'base/a.yaml': BAD, 'a.yaml': `\n\n${BAD}` })).status).toBe(
      0,
    );
    const mended = await analyze(['a.yaml', '--diff', 'base'], { 'base/a.yaml': BAD, 'a.yaml': GOOD });
    expect(mended.stderr).toContain('gone since base: IST0101 VirtualService shop/web');
  });

  it('shows what is new since a revision, in files that did not change as well', async () => {
    const cwd = tempFolder({ 'route.yaml': `${ROUTE}---\n${SERVICE}`, 'gateway.yaml': GATEWAY });
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd, stdio: 'ignore' });
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '-m', 'one');
    writeFileSync(join(cwd, 'gateway.yaml'), GATEWAY.replace('name: edge', 'name: egde'));
    const changed = await analyze(['.', '--diff', 'HEAD', '-o', 'json'], {}, cwd);
    expect(codes(changed)).toEqual(['IST0101']);
    expect(changed.status).toBe(79);
    git('commit', '--quiet', '-am', 'two');
    expect((await analyze(['.', '--diff', 'HEAD'], {}, cwd)).status).toBe(0);
    expect((await analyze(['.', '--diff', 'nothing'], {}, cwd)).status).toBe(64);
    expect((await analyze(['-', '--diff', 'HEAD'], {}, cwd)).status).toBe(64);
  });

  it("runs the analyzers named, by meshctl's names and the reference's", async () => {
    const files = { 'a.yaml': BAD };
    expect((await analyze(['a.yaml', '--analyzer', 'route-gateways'], files)).status).toBe(79);
    expect((await analyze(['a.yaml', '--analyzer', 'virtualservice.GatewayAnalyzer'], files)).status).toBe(79);
    expect((await analyze(['a.yaml', '--analyzer', 'route-subsets'], files)).status).toBe(0);
    const wrong = await analyze(['a.yaml', '--analyzer', 'route-gatewys'], files);
    expect(wrong.status).toBe(64);
    expect(wrong.stderr).toContain('did you mean route-gateways?');
  });

  it('knows an analyzer by how its name begins', async () => {
    const { stderr, status } = await analyze(['a.yaml', '--analyzer', 'virtualservice.DestinationHost'], {
      'a.yaml': GOOD,
    });
    expect(stderr).toContain('did you mean virtualservice.DestinationHostAnalyzer?');
    expect(status).toBe(64);
  });

  it('lists the analyzers', async () => {
    const { stdout, status } = await analyze(['--list-analyzers']);
    expect(status).toBe(0);
    expect(stdout).toContain('* route-gateways (IST0101, IST0132, IST0165):\n');
  });

  it.each([
    [['--failure-threshold', 'fatal']],
    [['-o', 'tabel']],
    [['-S', 'IST0101']],
    [['--level', 'IST0101=high']],
    [['--update-baseline']],
  ])('refuses %s', async (args) => {
    expect((await analyze(['a.yaml', ...args], { 'a.yaml': GOOD })).status).toBe(64);
  });

  it('refuses a mesh config that is none', async () => {
    expect(
      (await analyze(['a.yaml', '--meshConfigFile', 'm.yaml'], { 'a.yaml': GOOD, 'm.yaml': '- a\n' })).status,
    ).toBe(78);
  });

  it('ends with status 0 when asked to', async () => {
    expect((await analyze(['a.yaml', '--exit-zero'], { 'a.yaml': BAD })).status).toBe(0);
  });
});
