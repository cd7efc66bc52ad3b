/** `proxy run --engine envoy`: the built program and a real Envoy. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { fetchEnvoy } from '../../support/envoy.ts';
import { freePorts, type ProxyProcess, startProxyProcess, until } from '../../support/proxy-process.ts';

const envoy = await fetchEnvoy();
const binary = 'path' in envoy ? envoy.path : '';
const why = 'reason' in envoy ? ` (skipped: ${envoy.reason})` : '';

/** An upstream that says its name, after so many milliseconds. */
async function upstream(name: string, delayMs = 0): Promise<number> {
  const server = createServer((_, response) => {
    setTimeout(() => response.end(name), delayMs);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server on a TCP port has an address of this form.
  return (server.address() as AddressInfo).port;
}

const mesh = (route: string, policy = '{}'): string => `apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {selector: {app: web}, ports: [{port: 80, name: http}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web, namespace: default}
spec: {host: web, trafficPolicy: ${policy}, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: PORT, name: http, protocol: HTTP}, bind: 127.0.0.1, hosts: ["*"]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: default}
spec:
  hosts: ["*"]
  gateways: [gw]
  http: [${route}]
`;

const to = (subset: string): string => `{route: [{destination: {host: web, subset: ${subset}}}]}`;

const ENVOY = ['--engine', 'envoy', '--envoy', binary];

async function start(text: string, flags: readonly string[] = []): Promise<ProxyProcess> {
  const run = await startProxyProcess({ mesh: text, flags: [...ENVOY, ...flags] });
  // Envoy is ready before meshctl knows of it.
  await until(() => run.stderr().includes('admin on'));
  return run;
}

const maps = (v1: number, v2: number): readonly string[] => [
  '--map',
  `web/v1=127.0.0.1:${v1}`,
  '--map',
  `web/v2=127.0.0.1:${v2}`,
];

/** Processes whose command line has the text. */
const processesWith = (text: string): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(join('/proc', pid, 'cmdline'), 'utf8').includes(text);
    } catch {
      return false;
    }
  });

/** The Envoy of a run: the child that is one. */
function envoyOf({ process: { pid } }: ProxyProcess): number {
  return Number(execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).trim());
}

const isRunning = (pid: number): boolean => processesWith(binary).includes(String(pid));

/** The folder of the files that an Envoy follows. */
function folderOf(pid: number): string {
  const words = readFileSync(join('/proc', String(pid), 'cmdline'), 'utf8').split('\0');
  return dirname(words[words.indexOf('-c') + 1] ?? '');
}

describe.skipIf('reason' in envoy)(`proxy run --engine envoy${why}`, () => {
  it('serves what the built-in engine does, and says the same when it begins', async () => {
    const [v1, v2] = [await upstream('one'), await upstream('two')];
    const run = await start(mesh(to('v1')), maps(v1, v2));
    const own = await startProxyProcess({ mesh: mesh(to('v1')), flags: maps(v1, v2) });
    expect(await run.get()).toMatchObject({ status: 200, body: 'one' });
    const plain = (text: string) => text.replace(/\/\S*\//g, '').replace(/:\d{4,5}\b/g, ':PORT');
    await until(() => run.stderr().includes('admin on') && own.stderr().includes('admin on'));
    expect(plain(run.stderr())).toBe(plain(own.stderr()));
    await until(() => /"GET \/ HTTP\/1.1" 200 - via_upstream/.test(run.stdout()));
    expect((await run.ask('GET /server_info')).body).toContain('BoringSSL');
  });

  it('takes over changed weights, policies and routes without a failed request', async () => {
    const [v1, v2] = [await upstream('one', 2), await upstream('two', 2)];
    const run = await start(mesh(to('v1')), maps(v1, v2));
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const failed: number[] = [];
    let over = false;
    const asking = Array.from({ length: 8 }, async () => {
      while (!over) {
        const { status } = await run.get('/', agent);
        if (status !== 200) failed.push(status);
      }
    });
    const steps = [
      { text: mesh(to('v2')), body: 'two' },
      { text: mesh(to('v1'), '{connectionPool: {tcp: {connectTimeout: 3s}}}'), body: 'one' },
      { text: mesh(`{match: [{uri: {prefix: /x}}], directResponse: {status: 200}}, ${to('v2')}`), body: 'two' },
    ];
    for (const { text, body } of steps) {
      run.rewrite(text);
      await until(async () => (await run.get()).body === body);
    }
    over = true;
    await Promise.all(asking);
    agent.destroy();
    expect(failed).toEqual([]);
    await until(() => run.stderr().match(/^reloaded: /gm)?.length === steps.length);
  });

  it('keeps what runs when a change cannot, and says where it stands', async () => {
    const [v1, v2] = [await upstream('one'), await upstream('two')];
    const run = await start(mesh(to('v1')), maps(v1, v2));
    run.rewrite(mesh('{rute: [{destination: {host: web, subset: v1}}]}'));
    await until(() => run.stderr().includes('what ran before goes on'));
    expect(run.stderr()).toMatch(/mesh\.yaml:\d+/);
    run.rewrite(mesh(`{match: [{headers: {x: {regex: "(?<n>a)(?P<n>b"}}}], ${to('v2').slice(1)}`));
    await until(() => (run.stderr().match(/what ran before goes on/g) ?? []).length === 2);
    expect((await run.get()).body).toBe('one');
    run.rewrite(mesh(to('v2')));
    await until(async () => (await run.get()).body === 'two');
  });

  it('lets requests end when it is told to end, and leaves nothing behind', async () => {
    const slow = await upstream('slow', 1000);
    const run = await start(mesh(to('v1')), maps(slow, slow));
    const pid = envoyOf(run);
    const folder = folderOf(pid);
    expect(existsSync(folder)).toBe(true);
    const answer = run.get();
    await sleep(300);
    run.process.kill('SIGTERM');
    expect(await answer).toMatchObject({ status: 200, body: 'slow', headers: { connection: 'close' } });
    expect(await run.ended).toBe(0);
    expect(isRunning(pid)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  it('ends with 130 at once after a second Ctrl-C', async () => {
    const never = await upstream('never', 60_000);
    const run = await start(mesh(to('v1')), maps(never, never));
    const pid = envoyOf(run);
    const answer = run.get();
    await sleep(300);
    run.process.kill('SIGINT');
    await sleep(100);
    run.process.kill('SIGINT');
    expect(await run.ended).toBe(130);
    expect((await answer).status).toBe(0);
    await until(() => !isRunning(pid));
  });

  it('ends when its Envoy does', async () => {
    const run = await start(mesh(to('v1')));
    process.kill(envoyOf(run), 'SIGKILL');
    expect(await run.ended).toBe(69);
    expect(run.stderr()).toContain('Envoy has ended by itself (SIGKILL)');
  });

  it.skipIf(process.platform !== 'linux')('takes its Envoy along when it is killed', async () => {
    const run = await start(mesh(to('v1')));
    const pid = envoyOf(run);
    const folder = folderOf(pid);
    run.process.kill('SIGKILL');
    await until(() => !isRunning(pid));
    rmSync(folder, { recursive: true });
  });

  it('names who has the address it wants', async () => {
    const taken = await upstream('taken');
    const [port = 0] = await freePorts(1);
    const args = ['proxy', 'run', '-f', '-', '--admin', 'off', '--metrics', 'off', ...ENVOY];
    const { status, stderr } = await runCli(args, { stdin: mesh(to('v1')).replace('PORT', String(taken)) });
    expect(status).toBe(69);
    expect(stderr).toContain(`127.0.0.1:${taken} is in use by process ${process.pid}`);
    const admin = ['proxy', 'run', '-f', '-', '--admin', `127.0.0.1:${taken}`, '--metrics', 'off', ...ENVOY];
    const other = await runCli(admin, { stdin: mesh(to('v1')).replace('PORT', String(port)) });
    expect(other.status).toBe(69);
    expect(other.stderr).toContain(`127.0.0.1:${taken} is in use`);
  });
});

describe('proxy run --engine envoy without it', () => {
  const run = (flags: readonly string[]) =>
    runCli(['proxy', 'run', '-f', '-', '--engine', 'envoy', ...flags], { stdin: mesh(to('v1')).replace('PORT', '1') });

  it('says how to get one', async () => {
    const { status, stderr } = await run(['--envoy', '/no/such']);
    expect(status).toBe(66);
    expect(stderr).toContain('meshctl doctor says where to get one');
  });

  it('refuses flags that Envoy has nothing for', async () => {
    const { status, stderr } = await run(['--lb', 'peak-ewma']);
    expect(status).toBe(64);
    expect(stderr).toContain('--lb is for the built-in engine');
  });
});
