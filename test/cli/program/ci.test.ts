import { cpSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BIN, ROOT } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

const CI = join(ROOT, 'ci');
const MESH = join(ROOT, 'fixtures', 'bookinfo');
const BROKEN = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: bookinfo}
spec:
  hosts: [web.example.com]
  gateways: [nowhere]
  http: [{route: [{destination: {host: reviews}}]}]
`;
const WORKLOAD = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: app}]}
`;

/** A folder with `meshctl` in it, to be put on a PATH. */
function folderWithProgram(): string {
  const folder = tempFolder();
  symlinkSync(BIN, join(folder, 'meshctl'));
  return folder;
}

interface Runs {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a line of a shell with `meshctl` on its PATH. */
async function bash(script: string, { cwd, env = {}, input = '' }: Runs) {
  const path = `${folderWithProgram()}:${process.env['PATH'] ?? ''}`;
  const { exitCode, stdout, stderr } = await execa('bash', ['-e', '-c', script], {
    cwd,
    env: { ...env, PATH: path, HOME: process.env['HOME'] ?? '/nonexistent' },
    extendEnv: false,
    input,
    reject: false,
    stripFinalNewline: false,
  });
  return { status: exitCode, stdout, stderr };
}

/** A copy of a sound mesh, in a repository with one commit. */
async function mesh(more: Readonly<Record<string, string>> = {}): Promise<string> {
  const cwd = tempFolder(more);
  cpSync(MESH, cwd, { recursive: true });
  const git = (...args: readonly string[]) =>
    execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd });
  await git('init', '--quiet');
  await git('add', '.');
  await git('commit', '--quiet', '-m', 'one');
  return cwd;
}

/** With a Gateway beside it, so that one that is missing is missing. */
const docsOf = (text: string): string =>
  `${text}---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: other, namespace: bookinfo}\nspec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: reviews, namespace: bookinfo}\nspec: {ports: [{name: http, port: 80}]}\n`;

interface Step {
  readonly shell?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string; readonly description: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly (Step & { readonly id?: string })[] };
}

const ACTION = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;

/** Runs the steps of the action as GitHub would, with these inputs. */
async function runAction(inputs: Readonly<Record<string, string>>, cwd: string) {
  const given = Object.fromEntries(Object.entries(ACTION.inputs).map(([name, input]) => [name, input.default]));
  const values = { ...given, ...inputs };
  const folder = tempFolder({ output: '', path: '' });
  const github = {
    GITHUB_ACTION_PATH: ROOT,
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_PATH: join(folder, 'path'),
  };
  const log: string[] = [];
  for (const { run = '', env = {} } of ACTION.runs.steps) {
    const bound = Object.entries(env).map(([name, text]) => [
      name,
      text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input: string) => values[input] ?? 'undefined'),
    ]);
    const { status, stdout, stderr } = await bash(run, { cwd, env: { ...github, ...Object.fromEntries(bound) } });
    log.push(stdout, stderr);
    if (status !== 0) return { status, log: log.join(''), outputs: readFileSync(github.GITHUB_OUTPUT, 'utf8') };
  }
  return { status: 0, log: log.join(''), outputs: readFileSync(github.GITHUB_OUTPUT, 'utf8') };
}

describe('the action for GitHub', () => {
  it('is one of shell steps whose inputs and outputs are there', () => {
    expect(ACTION.runs.using).toBe('composite');
    const text = readFileSync(join(ROOT, 'action.yml'), 'utf8');
    for (const { shell, run } of ACTION.runs.steps)
      expect({ shell, run: run !== undefined }).toEqual({ shell: 'bash', run: true });
    for (const [, input = ''] of text.matchAll(/inputs\.([\w-]+)/g))
      expect(Object.keys(ACTION.inputs)).toContain(input);
    const ids = ACTION.runs.steps.map(({ id }) => id);
    for (const { value } of Object.values(ACTION.outputs))
      expect(ids).toContain(/steps\.([\w-]+)\.outputs/.exec(value)?.[1]);
  });

  it('annotates what it finds, and fails with the status of meshctl', async () => {
    const cwd = await mesh({ 'web.yaml': BROKEN });
    const { status, log, outputs } = await runAction({ 'sarif-file': 'out/mesh.sarif' }, cwd);
    expect(status).toBe(79);
    expect(log).toContain('::error file=web.yaml,line=6,');
    expect(outputs).toBe('sarif-file=out/mesh.sarif\nstatus=79\n');
    const sarif = JSON.parse(readFileSync(join(cwd, 'out/mesh.sarif'), 'utf8')) as { version: string };
    expect(sarif.version).toBe('2.1.0');
  });

  it('passes a sound mesh, and takes paths, flags and a threshold', async () => {
    const cwd = await mesh({ 'my web.yaml': BROKEN });
    expect(await runAction({ paths: '00-namespaces.yaml\n\n12-reviews.yaml\n' }, cwd)).toMatchObject({
      status: 0,
      outputs: 'status=0\n',
    });
    expect((await runAction({ paths: '.\nmy web.yaml', args: '--level\nIST0101=info' }, cwd)).status).toBe(0);
    writeFileSync(join(cwd, '.meshctl.yaml'), 'analyze: {failure-threshold: info}\n');
    expect((await runAction({ args: '--level=IST0101=info' }, cwd)).status).toBe(79);
    expect((await runAction({ args: '--level=IST0101=info', 'failure-threshold': 'error' }, cwd)).status).toBe(0);
    expect((await runAction({ args: '--level=IST0101=info', 'failure-threshold': 'info' }, cwd)).status).toBe(79);
    expect((await runAction({ paths: 'absent' }, cwd)).status).toBe(66);
  });
});

describe('the job for GitLab', () => {
  it('writes the report for merge requests, and fails when analysis does', async () => {
    const text = readFileSync(join(CI, 'gitlab', 'meshctl.yml'), 'utf8');
    const { meshctl } = parse(text) as {
      meshctl: {
        variables: Record<string, string>;
        script: readonly string[];
        artifacts: { reports: { codequality: string } };
      };
    };
    const script = meshctl.script.filter((line) => !line.startsWith('npm install')).join('\n');
    for (const [files, expected] of [
      [{ 'web.yaml': BROKEN }, 79],
      [{}, 0],
    ] as const) {
      const cwd = await mesh(files);
      expect((await bash(script, { cwd, env: meshctl.variables })).status).toBe(expected);
      const report = JSON.parse(readFileSync(join(cwd, meshctl.artifacts.reports.codequality), 'utf8')) as {
        readonly location: { readonly path: string };
      }[];
      expect(report.filter(({ location }) => location.path === 'web.yaml')).toHaveLength(expected === 0 ? 0 : 1);
    }
  });
});

describe('the hooks for pre-commit', () => {
  const hooks = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as readonly {
    readonly id: string;
    readonly entry: string;
    readonly args: readonly string[];
    readonly language: string;
    readonly files: string;
  }[];

  it.each([
    ['meshctl-analyze', BROKEN, 79],
    ['meshctl-validate', BROKEN.replace('hosts', 'hots'), 79],
    ['meshctl-inject-check', WORKLOAD, 79],
  ])('%s fails where it should', async (id, text, status) => {
    const hook = hooks.find((each) => each.id === id);
    expect(hook?.language).toBe('node');
    const line = `${hook?.entry} ${hook?.args.join(' ')}`;
    expect((await bash(line, { cwd: tempFolder({ 'a.yaml': text }) })).status).toBe(status);
    expect(
      (await bash(line, { cwd: tempFolder({ 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' }) }))
        .status,
    ).toBe(0);
    expect(new RegExp(hook?.files ?? '').test('deploy/a.yaml')).toBe(true);
  });
});

describe('an installation from git', () => {
  const build = (text: string) =>
    JSON.stringify({
      name: 'a',
      scripts: {
        build: `node -e "require('fs').mkdirSync('dist',{recursive:true});require('fs').writeFileSync('dist/boot.cjs','${text}')"`,
      },
    });

  it.each([
    ['true', {}, 'built'],
    ['true', { 'dist/boot.cjs': 'as it was' }, 'as it was'],
    ['false', {}, undefined],
  ])('is built where it was not (global %s): %j', async (global, more, expected) => {
    // With the tools of the build in place nothing is fetched.
    const cwd = tempFolder({ 'package.json': build('built'), 'node_modules/tsx/package.json': '{}', ...more });
    const env = { npm_config_global: global };
    expect(await bash(`node ${join(ROOT, 'scripts', 'prepare.cjs')}`, { cwd, env })).toMatchObject({ status: 0 });
    const made = join(cwd, 'dist/boot.cjs');
    expect(existsSync(made) ? readFileSync(made, 'utf8') : undefined).toBe(expected);
  });
});

describe('the post-renderer for Helm', () => {
  const script = join(CI, 'helm', 'post-render.sh');

  it('writes the sidecar, with the flags it is given', async () => {
    const { status, stdout } = await bash(`${script} --revision canary`, { cwd: tempFolder(), input: `\n${WORKLOAD}` });
    expect(status).toBe(0);
    expect(stdout).toContain('istio-proxy');
    expect(stdout).toContain('istio.io/rev: canary');
  });

  it('leaves a chart that renders nothing as it is, and fails with the reason', async () => {
    expect(await bash(script, { cwd: tempFolder(), input: '\n\n' })).toMatchObject({ status: 0, stdout: '\n\n' });
    const broken = await bash(script, { cwd: tempFolder(), input: 'a: [\n' });
    expect(broken).toMatchObject({ status: 65, stdout: '' });
    expect(broken.stderr).toContain('MSH0001');
  });

  it('is the plugin of Helm 4 as well', () => {
    const plugin = parse(readFileSync(join(CI, 'helm', 'plugin.yaml'), 'utf8')) as {
      readonly type: string;
      readonly version: string;
      readonly runtimeConfig: { readonly platformCommand: readonly { readonly command: string }[] };
    };
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(plugin).toMatchObject({ apiVersion: 'v1', type: 'postrenderer/v1', runtime: 'subprocess', version });
    const command = plugin.runtimeConfig.platformCommand[0]?.command ?? '';
    expect(existsSync(command.replace(/\$\{HELM_PLUGIN_DIR\}/, join(CI, 'helm')))).toBe(true);
  });
});

describe('the scripts of ci/', () => {
  const scripts = readdirSync(CI, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => readFileSync(file, 'utf8').startsWith('#!'));

  it.each(scripts)('%s can be run, and a shell can read it', async (script) => {
    expect(statSync(script).mode & 0o111).toBe(0o111);
    expect((await bash(`bash -n ${script}`, { cwd: ROOT })).stderr).toBe('');
  });

  it.each(['meshctl-fn-analyze', 'meshctl-fn-inject'])('%s is the function', async (name) => {
    const input = 'apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n';
    expect(await bash(join(CI, 'kustomize', name), { cwd: tempFolder(), input })).toMatchObject({
      status: 0,
      stdout: input,
    });
  });
});

describe('kpt', () => {
  it('runs them in a pipeline, with their configuration', async (context) => {
    const { status: missing } = await bash('command -v kpt', { cwd: ROOT });
    context.skip(missing !== 0, 'kpt is not installed');
    const page = readFileSync(join(ROOT, 'docs', 'ci.md'), 'utf8');
    const [, pipeline = ''] = /^```yaml\n(pipeline:\n[\s\S]*?)^```$/m.exec(page) ?? [];
    const head = 'apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata: {name: mesh}\n';
    const text = docsOf(BROKEN);
    const cwd = tempFolder({ 'a.yaml': text, Kptfile: head + pipeline });
    const failed = await bash('kpt fn render . --allow-exec', { cwd });
    expect(failed.stderr).toContain('there is no gateway "nowhere"');
    expect(failed.status).not.toBe(0);
    const lower = pipeline.replace('IST0102=off', 'IST0101=info');
    writeFileSync(join(cwd, 'Kptfile'), head + lower);
    expect((await bash('kpt fn render . --allow-exec', { cwd })).status).toBe(0);
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toContain('kind: VirtualService');
  });

  it('runs the functions and shows their results', async (context) => {
    const { status: missing } = await bash('command -v kpt', { cwd: ROOT });
    context.skip(missing !== 0, 'kpt is not installed');
    const cwd = tempFolder({ 'a.yaml': BROKEN });
    const failed = await bash(
      'kpt fn eval . --exec "meshctl fn analyze" --results-dir results --truncate-output=false',
      { cwd },
    );
    expect(failed.status).not.toBe(0);
    // kpt shows results itself: nothing is said twice.
    expect(failed.stderr.match(/there is no gateway "nowhere"/g)).toHaveLength(1);
    expect(readFileSync(join(cwd, 'results', 'results.yaml'), 'utf8')).toContain('code: IST0101');
    writeFileSync(join(cwd, 'a.yaml'), WORKLOAD);
    const injected = await bash('kpt fn eval . --exec "meshctl fn inject"', { cwd });
    expect(injected).toMatchObject({ status: 0 });
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toContain('istio-proxy');
  });
});

describe('docs/ci.md', () => {
  const page = readFileSync(join(ROOT, 'docs', 'ci.md'), 'utf8');
  const blocks = (language: string): readonly string[] =>
    [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
      .filter(([, of]) => of === language)
      .map(([, , text = '']) => text);

  it.each(blocks('sh'))('has commands that work: %s', async (block) => {
    const tool = /^(kpt|helm)\b/.exec(block)?.[1];
    // Helm is not something a test can bring, and what it would run is tested above.
    if (tool !== undefined && (await bash(`command -v ${tool}`, { cwd: ROOT })).status !== 0) return;
    // kpt takes no package with an object that has no name, as one of the mesh.
    const cwd = tool === 'kpt' ? tempFolder({ 'a.yaml': WORKLOAD }) : await mesh();
    if (tool === 'helm') cpSync(join(CI, 'helm'), join(cwd, 'ci', 'helm'), { recursive: true });
    expect(await bash(block, { cwd })).toMatchObject({ status: 0 });
  });

  it('has the job for GitLab as it is in the repository', () => {
    expect(blocks('yaml')).toContain(readFileSync(join(CI, 'gitlab', 'meshctl.yml'), 'utf8'));
  });

  it('has settings of .meshctl.yaml, hooks and inputs that there are', async () => {
    const [settings = ''] = blocks('yaml');
    const cwd = tempFolder({ '.meshctl.yaml': settings, 'a.yaml': WORKLOAD });
    expect((await bash('meshctl analyze .', { cwd })).status).toBe(0);
    for (const [, id = ''] of page.matchAll(/- id: (meshctl-[\w-]+)/g))
      expect(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')).toContain(`- id: ${id}\n`);
    const rows = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
    expect(rows).toEqual(Object.keys(ACTION.inputs));
  });
});
