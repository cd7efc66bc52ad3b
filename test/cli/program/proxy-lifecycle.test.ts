import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { BIN } from '../../support/paths.ts';
import { freePorts, startProxyProcess, until } from '../../support/proxy-process.ts';
import { tempFolder } from '../../support/temp.ts';

const OFF = ['--admin', 'off', '--metrics', 'off', '--access-log', 'off'];

const gateway = (port: number | string): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers:
  - {port: {number: ${port}, name: http, protocol: HTTP}, bind: 127.0.0.1, hosts: ["*"]}
`;

const route = (name: string, match: string, says: string): string => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: default}
spec:
  hosts: [${name}.test]
  gateways: [gw]
  http: [{match: [{uri: {${match}}}], directResponse: {status: 200, body: {string: "${says}"}}}]
`;

/** So many hosts, each with a service, a rule and a route. */
const large = (count: number, says: string): string =>
  gateway('PORT') +
  Array.from({ length: count }, (_, index) => {
    const host = `svc-${index}`;
    return `${route(host, 'prefix: /', says)}---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ${host}, namespace: default}
spec: {hosts: [${host}.test], location: MESH_EXTERNAL, resolution: STATIC, ports: [{number: 80, name: http, protocol: HTTP}], endpoints: [{address: 127.0.0.1}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ${host}, namespace: default}
spec: {host: ${host}.test, trafficPolicy: {connectionPool: {tcp: {maxConnections: 10}}}}
`;
  }).join('');

/** Starts the program with a pipe as descriptor 3; it is gone when the test is over. */
function start(args: readonly string[], input = '') {
  const child = spawn(process.execPath, [BIN, 'proxy', 'run', ...OFF, ...args], {
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
  const said = { stderr: '', ready: '' };
  child.stderr?.on('data', (data: Buffer) => {
    said.stderr += data.toString();
  });
  child.stdio[3]?.on('data', (data: Buffer) => {
    said.ready += data.toString();
  });
  child.stdin?.end(input);
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, said, ended };
}

describe('--ready-fd', () => {
  it('has the addresses when everything listens, and is closed', async () => {
    const [port = 0] = await freePorts(1);
    const { child, said } = start(['-f', '-', '--ready-fd', '3'], gateway(port) + route('a', 'prefix: /', 'hello'));
    const pipe = child.stdio[3];
    if (pipe) await once(pipe, 'end');
    expect(said.ready).toBe(`127.0.0.1:${port}\n`);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { host: 'a.test' } });
    expect(answer.status).toBe(404);
  });

  it('that nobody has opened is refused', async () => {
    const folder = tempFolder({ 'mesh.yaml': gateway(1) });
    const { status, stderr } = await runCli(['proxy', 'run', '-f', join(folder, 'mesh.yaml'), '--ready-fd', '77']);
    expect([status, stderr]).toEqual([64, expect.stringContaining('--ready-fd: 77 is no open file descriptor')]);
  });
});

describe('standard input', () => {
  it('is read once, and counts for reloads too', async () => {
    const [port = 0] = await freePorts(1);
    const { child, said } = start(['-f', '-', '--ready-fd', '3'], gateway(port) + route('a', 'prefix: /', 'hello'));
    await until(() => said.ready !== '');
    child.kill('SIGHUP');
    // Long enough for the thread that compiles to have read it again.
    await sleep(500);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    expect(said.stderr).not.toContain('error');
  });
});

describe('a mesh of 900 resources', () => {
  it('is reloaded without a request that fails', async () => {
    const proxy = await startProxyProcess({ mesh: large(300, 'v0') });
    const agents = Array.from({ length: 8 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    onTestFinished(() => {
      for (const agent of agents) agent.destroy();
    });
    let stop = false;
    const bad: number[] = [];
    const clients = agents.map(async (agent) => {
      // The host is none of the mesh's: what is asked is whether there is an answer at all.
      while (!stop) {
        const { status } = await proxy.get('/', agent);
        if (status !== 404) bad.push(status);
      }
    });
    for (let version = 1; version <= 3; version++) {
      proxy.rewrite(large(300, `v${version}`));
      await until(() => proxy.stderr().split('reloaded:').length === version + 1);
    }
    stop = true;
    await Promise.all(clients);
    expect(bad).toEqual([]);
    expect(proxy.stderr()).toMatch(/reloaded: 1 listeners, 301 clusters in \d+ ms/);
  });
});

describe('what only running shows to be wrong', () => {
  const BAD = 'regex: "(?<"';

  it.each([['1'], ['2']])('is told with its place, and nothing is started (--concurrency %s)', async (concurrency) => {
    const [port = 0] = await freePorts(1);
    const folder = tempFolder({ 'mesh.yaml': gateway(port) + route('a', BAD, 'x') });
    const file = join(folder, 'mesh.yaml');
    const { status, stderr } = await runCli(['proxy', 'run', '-f', file, ...OFF, '--concurrency', concurrency]);
    expect(status).toBe(65);
    expect(stderr).toMatch(new RegExp(`${file}:\\d+`));
  });

  it('is told with its place, and what ran before goes on', async () => {
    const proxy = await startProxyProcess({ mesh: gateway('PORT') + route('a', 'prefix: /', 'x') });
    proxy.rewrite(gateway('PORT') + route('a', BAD, 'x'));
    await until(() => proxy.stderr().includes('what ran before goes on'));
    expect(proxy.stderr()).toMatch(new RegExp(`${proxy.file}:\\d+`));
    expect((await proxy.get()).status).toBe(404);
    proxy.rewrite(gateway('PORT') + route('a', 'prefix: /', 'x'));
    await until(() => proxy.stderr().includes('the files are again those that run'));
  });
});

describe('the end', () => {
  it('comes at once when a signal comes before anything runs', async () => {
    const folder = tempFolder();
    const file = join(folder, 'mesh.yaml');
    const [port = 0] = await freePorts(1);
    writeFileSync(file, large(300, 'x').replace('PORT', String(port)));
    const { child, said, ended } = start(['-f', file, '--ready-fd', '3']);
    await sleep(150);
    child.kill('SIGTERM');
    expect([0, null]).toContain(await ended);
    expect(said.stderr).not.toContain('defect');
  });

  it('waits for nothing when there is nothing to wait for', async () => {
    const proxy = await startProxyProcess({ mesh: gateway('PORT') });
    const from = performance.now();
    proxy.process.kill('SIGTERM');
    expect(await proxy.ended).toBe(0);
    expect(performance.now() - from).toBeLessThan(900);
  });
});
