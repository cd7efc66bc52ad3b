/** Rates, success and latency of real proxies beside what their load generator counted. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { fetchEnvoy } from '../../support/envoy.ts';
import { gatewayOf, routesOf, serviceOf } from '../../support/gateway-mesh.ts';
import { freePorts, startProxyProcess, until } from '../../support/proxy-process.ts';
import { tempFolder } from '../../support/temp.ts';

const CLUSTER = 'outbound|80||svc.shop.svc.cluster.local';
/** Every so many requests the service fails. */
const FAILS = 5;
/** The service takes its time, so that percentiles have something to say. */
const DELAY_MS = 20;

/** A service of which every fifth answer is 503. */
async function service(): Promise<number> {
  let served = 0;
  const server = createServer((_, response) => {
    served += 1;
    response.statusCode = served % FAILS === 0 ? 503 : 200;
    setTimeout(() => response.end('ok'), DELAY_MS);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server on a TCP port has an address of this form.
  return (server.address() as AddressInfo).port;
}

interface Counted {
  requests: number;
  failed: number;
  slowestMs: number;
}

async function request(port: number, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent, headers: { host: 'svc.test' } }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    }).once('error', reject);
  });
}

/** Sends requests on four connections, and counts for itself. */
async function load(port: number, requests: number): Promise<Counted> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const counted: Counted = { requests: 0, failed: 0, slowestMs: 0 };
  const worker = async (): Promise<void> => {
    while (counted.requests < requests) {
      counted.requests += 1;
      const start = performance.now();
      if ((await request(port, agent)) >= 500) counted.failed += 1;
      counted.slowestMs = Math.max(counted.slowestMs, performance.now() - start);
    }
  };
  await Promise.all([1, 2, 3, 4].map(worker));
  agent.destroy();
  return counted;
}

function bootstrap(ports: { readonly admin: number; readonly listener: number; readonly service: number }): unknown {
  const at = (port: number) => ({ socket_address: { address: '127.0.0.1', port_value: port } });
  const manager = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    stat_prefix: 'outbound_0.0.0.0_80',
    http_filters: [
      {
        name: 'router',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
      },
    ],
    route_config: {
      name: '80',
      virtual_hosts: [
        {
          name: 'svc:80',
          domains: ['*'],
          routes: [{ match: { prefix: '/' }, route: { cluster: CLUSTER }, stat_prefix: 'all' }],
        },
      ],
    },
  };
  return {
    admin: { address: at(ports.admin) },
    stats_flush_interval: '1s',
    static_resources: {
      listeners: [
        {
          name: 'web',
          address: at(ports.listener),
          filter_chains: [
            { filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }] },
          ],
        },
      ],
      clusters: [
        {
          name: CLUSTER,
          type: 'STATIC',
          load_assignment: {
            cluster_name: CLUSTER,
            endpoints: [{ lb_endpoints: [{ endpoint: { address: at(ports.service) } }] }],
          },
        },
      ],
    },
  };
}

interface Running {
  readonly port: number;
  readonly admin: string;
}

async function startEnvoy(binary: string): Promise<Running> {
  const [admin = 0, listener = 0] = await freePorts(2);
  const file = join(tempFolder(), 'envoy.json');
  writeFileSync(file, JSON.stringify(bootstrap({ admin, listener, service: await service() })));
  const child = spawn(binary, ['-c', file, '--log-level', 'error', '--concurrency', '1', '--disable-hot-restart']);
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await until(async () => (await runCli(['stats', `127.0.0.1:${admin}`, '--since-start'])).status === 0);
  return { port: listener, admin: `127.0.0.1:${admin}` };
}

const MESH = (port: number) =>
  gatewayOf('PORT') +
  serviceOf({ endpoint: port }) +
  routesOf('  - {route: [{destination: {host: svc.test}}], retries: {attempts: 0}}');

async function startOwn(): Promise<Running> {
  const { port, admin } = await startProxyProcess({ mesh: MESH(await service()) });
  return { port, admin: `127.0.0.1:${admin}` };
}

interface Item {
  readonly name: string;
  readonly cluster?: string;
  readonly requests: number;
  readonly errors: number;
  readonly requestsPerSecond: number;
  readonly successRate: number;
  readonly latencyMs?: {
    readonly p50: { readonly lower: number; readonly upper: number };
    readonly p99: { readonly lower: number };
  };
}

async function statsOf(args: readonly string[]): Promise<readonly Item[]> {
  const { stdout, stderr, status } = await runCli(['stats', ...args, '-o', 'json']);
  if (status !== 0) throw new Error(stderr);
  const { proxies } = JSON.parse(stdout) as { proxies: { items: Item[] }[] };
  return proxies[0]?.items ?? [];
}

/** What one folder of saved pages and a later one say of some requests in between. */
async function counts({ port, admin }: Running): Promise<void> {
  const folder = tempFolder();
  mkdirSync(join(folder, 'saved'));
  const save = (name: string) => runCli(['snapshot', '--admin', admin, '--out', join(folder, name)]);
  await load(port, 20);
  await save('before');
  const counted = await load(port, 200);
  await save('after');
  const pair = [join(folder, 'before'), join(folder, 'after'), '--interval', '10s'];
  for (const by of ['cluster', 'listener', 'endpoint']) {
    const items = await statsOf([...pair, '--by', by]);
    const used = items.find(({ requests }) => requests > 0);
    expect(used, `${by}: ${JSON.stringify(items)}`).toMatchObject({
      requests: counted.requests,
      errors: counted.failed,
      requestsPerSecond: counted.requests / 10,
      successRate: 1 - counted.failed / counted.requests,
    });
  }
}

/** What two looks at a proxy under load say. */
async function rates({ port, admin }: Running): Promise<void> {
  const start = performance.now();
  let running = true;
  let sent = 0;
  let slowestMs = 0;
  const generator = (async () => {
    while (running) {
      const counted = await load(port, 40);
      sent += counted.requests;
      slowestMs = Math.max(slowestMs, counted.slowestMs);
    }
  })();
  // Envoy's percentiles are of its last interval: one has to have passed.
  await sleep(1500);
  const items = await statsOf([admin, '--interval', '2s', '--by', 'cluster']);
  running = false;
  await generator;
  const rate = (1000 * sent) / (performance.now() - start);
  const used = items.find(({ requests }) => requests > 0);
  expect(used?.requestsPerSecond).toBeGreaterThan(rate * 0.7);
  expect(used?.requestsPerSecond).toBeLessThan(rate * 1.3);
  expect(used?.successRate).toBeCloseTo(1 - 1 / FAILS, 1);
  expect(used?.latencyMs?.p50.upper).toBeGreaterThanOrEqual(DELAY_MS);
  expect(used?.latencyMs?.p99.lower).toBeLessThanOrEqual(slowestMs);
}

const envoy = await fetchEnvoy();
const why = 'reason' in envoy ? ` (skipped: ${envoy.reason})` : '';

describe.skipIf('reason' in envoy)(`meshctl stats of Envoy${why}`, () => {
  const binary = 'path' in envoy ? envoy.path : '';

  it('counts what the load generator counted', async () => counts(await startEnvoy(binary)));

  it('has its rates and percentiles', async () => rates(await startEnvoy(binary)));

  it('counts routes with statistics of their own', async () => {
    const { port, admin } = await startEnvoy(binary);
    const counted = await load(port, 50);
    const { stdout } = await runCli(['stats', admin, '--since-start', '--by', 'route', '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      proxies: [
        {
          items: [
            { virtualHost: 'svc:80', route: 'all', totals: { answered: counted.requests, errors: counted.failed } },
          ],
        },
      ],
    });
  });
});

describe('meshctl stats of meshctl proxy', () => {
  it('counts what the load generator counted', async () => counts(await startOwn()));

  it('has its rates and percentiles', async () => rates(await startOwn()));
});
