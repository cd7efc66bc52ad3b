import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { testHost } from '../support/host.ts';
import { tempFolder } from '../support/temp.ts';

const route = (name: string, host: string, gateway = 'edge'): string =>
  `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: shop}
spec:
  hosts: [${name}]
  gateways: [${gateway}]
  http: [{route: [{destination: {host: ${host}}}]}]
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
`;

/** A repository with a known mistake (there is no gateway) in one commit. */
function repository(more: Readonly<Record<string, string>> = {}) {
  const cwd = tempFolder({ 'deploy/web.yaml': route('web', 'web'), 'deploy/service.yaml': SERVICE, ...more });
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd, stdio: 'ignore' });
  };
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'one');
  return { cwd, git, at: (path: string): string => join(cwd, path) };
}

async function analyze(cwd: string, ...args: readonly string[]) {
  const host = testHost({ cwd, env: { PATH: process.env['PATH'] ?? '' } });
  const status = await run(['analyze', ...args, '-o', 'github'], host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

describe('--diff with a revision', () => {
  it('knows what is in files that were renamed, moved by lines, or have other line ends', async () => {
    const { cwd, at } = repository();
    mkdirSync(at('deploy/sub'));
    writeFileSync(at('deploy/web.yaml'), `# more\n\n${route('web', 'web')}`.replaceAll('\n', '\r\n'));
    renameSync(at('deploy/web.yaml'), at('deploy/sub/renamed.yaml'));
    expect(await analyze(cwd, 'deploy', '--diff', 'HEAD')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('is sure that what a change removes is nowhere else, though nothing like it is left', async () => {
    const gateway =
      'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: shop}\nspec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}\n';
    const { cwd, git, at } = repository({ 'deploy/gateway.yaml': gateway });
    rmSync(at('deploy/service.yaml'));
    const { status, stdout } = await analyze(cwd, 'deploy', '--diff', 'HEAD');
    expect(status).toBe(79);
    expect(stdout).toContain('::error file=deploy/web.yaml');
    expect(stdout).toContain('nobody offers the host "web"');
    expect((await analyze(cwd, 'deploy')).status).toBe(0);
    git('commit', '--quiet', '--all', '-m', 'two');
    expect(await analyze(cwd, 'deploy', '--diff', 'HEAD')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect((await analyze(cwd, 'deploy', '--diff', 'HEAD~1')).status).toBe(79);
  });

  it('shows what is in files git does not know, and says nothing of files there were none of', async () => {
    const { cwd, at } = repository();
    writeFileSync(at('deploy/new.yaml'), route('new', 'wbe'));
    const { status, stdout, stderr } = await analyze(cwd, 'deploy/new.yaml', 'deploy/service.yaml', '--diff', 'HEAD');
    expect(status).toBe(79);
    expect(stdout.match(/file=[^,]+/g)).toEqual(['file=deploy/new.yaml', 'file=deploy/new.yaml']);
    expect(stderr).toBe('');
  });

  it('tells of what went with a file', async () => {
    const { cwd, at } = repository();
    rmSync(at('deploy/web.yaml'));
    const { status, stderr } = await analyze(cwd, 'deploy', '--diff', 'HEAD');
    expect(status).toBe(0);
    expect(stderr).toBe('gone since HEAD: IST0101 VirtualService shop/web: there is no gateway "edge"\n');
  });

  it('compares from a folder below, one beside it, and one the revision does not have', async () => {
    const { cwd, at } = repository();
    writeFileSync(at('deploy/web.yaml'), route('web', 'wbe'));
    mkdirSync(at('fresh'));
    writeFileSync(at('fresh/new.yaml'), route('new', 'web'));
    const below = await analyze(at('deploy'), '.', '--diff', 'HEAD');
    expect(below.stdout.match(/file=[^,]+/g)).toEqual(['file=web.yaml']);
    const beside = await analyze(at('fresh'), '../deploy', '--diff', 'HEAD');
    expect(beside.stdout.match(/file=[^,]+/g)).toEqual(['file=../deploy/web.yaml']);
    const fresh = await analyze(at('fresh'), '.', '--diff', 'HEAD');
    expect(fresh.stdout).toContain('there is no gateway');
    expect((await analyze(cwd, at('deploy'), '--diff', 'HEAD')).stdout).toContain('file=');
  });

  it('sees files that archives leave out, and leaves index and working tree alone', async () => {
    const { cwd, git, at } = repository({ '.gitattributes': '*.yaml export-ignore\n' });
    writeFileSync(at('deploy/web.yaml'), `\n${route('web', 'web')}`);
    git('add', '.');
    const state = (): string => execFileSync('git', ['status', '--porcelain'], { cwd }).toString();
    const before = state();
    expect((await analyze(cwd, '.', '--diff', 'HEAD')).status).toBe(0);
    expect(state()).toBe(before);
  });

  it.each([
    ['nothing', 'the repository has no revision "nothing"'],
    ['--oops', '"--oops" is no revision'],
  ])('refuses %s, and says what to name', async (revision, message) => {
    const { cwd } = repository();
    const { status, stderr } = await analyze(cwd, 'deploy', `--diff=${revision}`);
    expect(status).toBe(64);
    expect(stderr).toContain(message);
    expect(stderr).toContain('hint: name a commit, branch or tag');
  });

  it('refuses to compare outside of a repository, and paths outside of it', async () => {
    const outside = await analyze(tempFolder({ 'a.yaml': SERVICE }), '.', '--diff', 'HEAD');
    expect([outside.status, outside.stderr]).toEqual([64, expect.stringContaining('hint: run it inside a git')]);
    const { cwd } = repository();
    const beyond = await analyze(cwd, tempFolder({ 'a.yaml': SERVICE }), '--diff', 'HEAD');
    expect([beyond.status, beyond.stderr]).toEqual([64, expect.stringContaining('nothing to compare it with')]);
  });

  it('takes mesh config and rules from the run', async () => {
    const { cwd, at } = repository();
    writeFileSync(at('mesh.yaml'), 'rootNamespace: istio-config\n');
    expect((await analyze(cwd, 'deploy', '--diff', 'HEAD', '--meshConfigFile', 'mesh.yaml')).status).toBe(0);
  });
});
