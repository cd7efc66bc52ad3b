import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { type TestHost, testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const route = (name: string, host: string): string =>
  `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: shop}
spec:
  hosts: [${name}]
  http: [{route: [{destination: {host: ${host}}}]}]
`;
const service = (name: string): string => `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {selector: {app: ${name}}, ports: [{name: http, port: 80}]}
`;
const FILES = { 'web.yaml': service('web'), 'route.yaml': route('shop', 'web') };

/** Watching a folder of these files; what was written and complained since the last look. */
async function watching(files: Readonly<Record<string, string>> = FILES, ...args: readonly string[]) {
  const cwd = tempFolder(files);
  const host = testHost({ cwd });
  const ended = run(['analyze', '--watch', ...(args.length > 0 ? args : ['.'])], host);
  onTestFinished(async () => {
    await host.interrupt();
    await ended;
  });
  let seen = 0;
  const next = async (): Promise<string> => {
    await vi.waitFor(() => expect(host.complained().slice(seen)).toMatch(/ in \d+ objects? of/), { timeout: 10_000 });
    seen = host.complained().length;
    return host.written();
  };
  await next();
  const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
  return { cwd, host, ended, next, write, at: (name: string): string => join(cwd, name) };
}

/** The lines of changes, without the folder that was named. */
const changes = (host: TestHost): readonly string[] =>
  host
    .written()
    .split('\n')
    .filter((line) => /^[+-] /.test(line))
    .map((line) => line.replace(' ./', ' '));

describe('--watch', () => {
  it('tells what came and what went, in files that were not written as well', async () => {
    const { host, next, write, at } = await watching();
    write('route.yaml', route('shop', 'wbe'));
    await next();
    rmSync(at('web.yaml'));
    write('route.yaml', route('shop', 'web'));
    await next();
    write('web.yaml', service('web'));
    await next();
    expect(changes(host)).toEqual([
      '+ route.yaml:6:40: error IST0101 nobody offers the host "wbe"',
      '- route.yaml:6:40: error IST0101 nobody offers the host "wbe"',
      '+ route.yaml:6:40: info IST0101 nobody offers the host "web"',
      '- route.yaml:6:40: info IST0101 nobody offers the host "web"',
    ]);
  });

  it('sees files that editors put in the place of others, new folders, and folders that were renamed', async () => {
    const { host, next, write, at } = await watching();
    write('.route.yaml.swp', route('shop', 'wbe'));
    renameSync(at('.route.yaml.swp'), at('route.yaml'));
    await next();
    mkdirSync(at('deep/er'), { recursive: true });
    write('deep/er/more.yaml', route('more', 'wbe'));
    await next();
    renameSync(at('deep'), at('other'));
    await next();
    write('other/er/more.yaml', route('more', 'web'));
    await next();
    expect(changes(host).map((line) => line.slice(0, 25))).toEqual([
      '+ route.yaml:6:40: error ',
      '+ deep/er/more.yaml:6:40:',
      '- deep/er/more.yaml:6:40:',
      '+ other/er/more.yaml:6:40',
      '- other/er/more.yaml:6:40',
    ]);
  });

  it('keeps what is known of a file that is half written', async () => {
    const { host, next, write } = await watching({ ...FILES, 'web.yaml': service('web') });
    write('web.yaml', `${service('web')}  broken: [\n`);
    await next();
    write('web.yaml', service('web'));
    await next();
    expect(changes(host).map((line) => line.replace(/:\d+:\d+: .*(MSH\d+) .*/, ' $1'))).toEqual([
      '+ web.yaml MSH0001',
      '- web.yaml MSH0001',
    ]);
  });

  it('ends when it is interrupted, and lets go of everything', async () => {
    const { host, ended } = await watching();
    await host.interrupt();
    expect(await ended).toBe(130);
  });

  it('writes a document on a line for each change', async () => {
    const cwd = tempFolder(FILES);
    const host = testHost({ cwd });
    const ended = run(['analyze', '--watch', '-o', 'json', '.'], host);
    const lines = (): readonly string[] => host.written().split('\n').filter(Boolean);
    await vi.waitFor(() => expect(lines()).toHaveLength(1), { timeout: 10_000 });
    writeFileSync(join(cwd, 'route.yaml'), `# a line more\n${route('shop', 'wbe')}`);
    await vi.waitFor(() => expect(lines()).toHaveLength(2), { timeout: 10_000 });
    await host.interrupt();
    await ended;
    const [first, second] = lines().map((line): unknown => JSON.parse(line));
    expect(first).toMatchObject({ kind: 'FindingChange', came: [], went: [], summary: { files: 2, resources: 2 } });
    expect(second).toMatchObject({ came: [{ code: 'IST0101', range: { start: { line: 7 } } }], summary: { error: 1 } });
  });

  it('draws a terminal anew', async () => {
    const cwd = tempFolder(FILES);
    const inner = testHost({ cwd });
    const host = { ...inner, stdout: { ...inner.stdout, isTTY: true } };
    const ended = run(['--color', 'never', 'analyze', '--watch', '.'], host);
    await vi.waitFor(() => expect(inner.written()).toContain('watching'), { timeout: 10_000 });
    writeFileSync(join(cwd, 'route.yaml'), route('shop', 'wbe'));
    await vi.waitFor(() => expect(inner.written()).toContain('IST0101'), { timeout: 10_000 });
    await inner.interrupt();
    await ended;
    const screens = inner.written().split('\u001B[H\u001B[2J');
    expect(screens.at(1)).toMatch(/^no findings in 2 objects of 2 files\n.*watching; Ctrl-C ends\n$/);
    expect(screens.at(-1)).toContain('6 |   http: [{route: [{destination: {host: wbe}}]}]');
    expect(screens.at(-1)).toMatch(/1 error in 2 objects of 2 files\n.*watching; Ctrl-C ends\n\n$/);
  });

  it('shows nothing that is in the baseline', async () => {
    const cwd = tempFolder({ 'a.yaml': route('shop', 'nobody.example.com') });
    const updated = testHost({ cwd });
    await run(['analyze', 'a.yaml', '--baseline', 'known.json', '--update-baseline'], updated);
    const host = testHost({ cwd });
    const ended = run(['analyze', '--watch', '--baseline', 'known.json', 'a.yaml'], host);
    await vi.waitFor(() => expect(host.complained()).toContain('no findings'), { timeout: 10_000 });
    await host.interrupt();
    await ended;
    expect(host.written()).toBe('');
  });

  it('goes on when the mesh config is broken meanwhile', async () => {
    const { host, write } = await watching({ ...FILES, 'mesh.txt': '{}' }, '--meshConfigFile', 'mesh.txt', '.');
    write('mesh.txt', '[');
    await vi.waitFor(() => expect(host.complained()).toContain('meshctl: --meshConfigFile'), { timeout: 10_000 });
    write('mesh.txt', '{}');
    write('route.yaml', route('shop', 'wbe'));
    await vi.waitFor(() => expect(changes(host)).toHaveLength(1), { timeout: 10_000 });
  });

  it.each([
    [['-'], '"-" cannot be watched'],
    [['https://example.com/a.yaml'], 'cannot be watched'],
    [['.', '-o', 'sarif'], 'there is no format "sarif" for changes'],
    [['.', '--fix'], '--watch and --fix exclude each other'],
    [['.', '--compat', 'istioctl'], '--watch and --compat exclude each other'],
  ])('refuses %j', async (args, message) => {
    const host = testHost({ cwd: tempFolder(FILES) });
    expect(await run(['analyze', '--watch', ...args], host)).toBe(64);
    expect(host.complained()).toContain(message);
    expect(host.complained()).toContain('hint: ');
  });
});
