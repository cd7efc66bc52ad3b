/** What is measured of meshctl alone. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cpuOfAll, freePort, load, memoryOf } from './machine.ts';
import { manyResources, manyRoutes } from './mesh.ts';
import { median } from './rows.ts';
import type { Contestant, Stage } from './stage.ts';

/** A measure, with what it must be. */
export interface OwnRow {
  readonly name: string;
  readonly value: string;
  readonly must: string;
  readonly aim: string;
  readonly good: boolean;
}

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'meshctl.js');
const ROUTES = 10_000;
const RESOURCES = 1000;
const RELOADS = 5;
const STARTS = 9;
/** A machine that does other things says little by the first of them. */
const TIMES = 'elapsed / processor time';
/** The thread that compiles has ended by then. */
const IDLE_MS = 12_000;

function row(
  name: string,
  values: readonly number[],
  unit: string,
  limits: readonly number[],
  aims: readonly number[],
): OwnRow {
  const text = (list: readonly number[], digits: number): string =>
    list.map((value) => value.toFixed(digits)).join(' / ');
  return {
    name,
    value: `${text(values, values.some((value) => value < 10) ? 2 : 0)} ${unit}`,
    must: `≤ ${limits.join(' / ')}`,
    aim: `≤ ${aims.join(' / ')}`,
    good: values.every((value, index) => value <= (limits[index] ?? Number.POSITIVE_INFINITY)),
  };
}

async function memory(stage: Stage, seconds: number): Promise<OwnRow> {
  const ports = { http: await freePort(), tcp: 0 };
  const mesh = stage.file('routes.yaml', manyRoutes(ports.http, stage.upstream.http1, ROUTES));
  const proxy = await stage.run(mesh, ports, { flags: ['--access-log', 'off'] });
  await sleep(IDLE_MS);
  const idle = memoryOf(proxy.pids[0] ?? 0);
  await load({ port: ports.http, path: '/s', connections: 64, seconds });
  const loaded = memoryOf(proxy.pids[0] ?? 0);
  await stage.stop(proxy);
  return row(`RSS idle / under load, ${ROUTES} routes`, [idle, loaded], 'MiB', [90, 180], [60, 120]);
}

/** Asks every millisecond which version it is; gives the longest wait of an answer. */
class Prober {
  version = '';
  longest = 0;
  failures = 0;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #port: number;
  #stopped = false;

  constructor(port: number) {
    this.#port = port;
    void this.#repeat();
  }

  async #repeat(): Promise<void> {
    while (!this.#stopped) {
      const asked = performance.now();
      await this.#ask();
      this.longest = Math.max(this.longest, performance.now() - asked);
      await sleep(1);
    }
  }

  #ask(): Promise<void> {
    return new Promise((resolve) => {
      const options = {
        host: '127.0.0.1',
        port: this.#port,
        path: '/version',
        agent: this.#agent,
        headers: { host: 'svc-5.test' },
      };
      const asked = get(options, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.on('end', () => {
          this.version = body;
          if (response.statusCode !== 200) this.failures += 1;
          resolve();
        });
      });
      asked.on('error', () => {
        // The last one is broken off by `stop`.
        if (!this.#stopped) this.failures += 1;
        resolve();
      });
    });
  }

  async sees(version: string): Promise<void> {
    while (this.version !== version) await sleep(1);
  }

  stop(): void {
    this.#stopped = true;
    this.#agent.destroy();
  }
}

/** From SIGHUP to the first answer of the new version, so that no watcher's patience is in it. */
async function reloads(stage: Stage): Promise<readonly OwnRow[]> {
  const ports = { http: await freePort(), tcp: 0 };
  const write = (version: number) => stage.file('resources.yaml', manyResources(ports.http, RESOURCES, `v${version}`));
  const proxy = await stage.run(write(0), ports, { flags: ['--access-log', 'off', '--no-watch'], cpu: '0,1' });
  const prober = new Prober(ports.http);
  const times: number[] = [];
  const cpu: number[] = [];
  const stalls: number[] = [];
  for (let version = 1; version <= RELOADS; version++) {
    write(version);
    await sleep(300);
    prober.longest = 0;
    const [from, before] = [performance.now(), cpuOfAll(proxy.pids)];
    proxy.child.kill('SIGHUP');
    await prober.sees(`v${version}`);
    times.push(performance.now() - from);
    await sleep(50);
    cpu.push(cpuOfAll(proxy.pids) - before);
    stalls.push(prober.longest);
  }
  prober.stop();
  await stage.stop(proxy);
  if (prober.failures > 0) throw new Error(`${prober.failures} requests failed during reloads`);
  return [
    row(
      `reload of ${RESOURCES} resources, ${TIMES} (the first: ${times[0]?.toFixed(0)} / ${cpu[0]?.toFixed(0)} ms)`,
      [median(times), median(cpu)],
      'ms',
      [300, 300],
      [100, 100],
    ),
    row('longest wait of a request meanwhile', [median(stalls)], 'ms', [20], [5]),
  ];
}

async function startOnce(mesh: string): Promise<{ readonly taken: number; readonly cpu: number }> {
  const off = ['--admin', 'off', '--metrics', 'off', '--access-log', 'off', '--ready-fd', '3'];
  const from = performance.now();
  const child: ChildProcess = spawn(process.execPath, [BIN, 'proxy', 'run', '-f', mesh, ...off], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const ready = child.stdio[3];
  if (ready) await once(ready, 'data');
  const taken = performance.now() - from;
  const cpu = cpuOfAll([child.pid ?? 0]);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { taken, cpu };
}

async function start(stage: Stage): Promise<OwnRow> {
  const mesh = stage.file('start.yaml', manyResources(await freePort(), 20, 'v0'));
  const all = [];
  for (let count = 0; count < STARTS; count++) all.push(await startOnce(mesh));
  const values = [median(all.map(({ taken }) => taken)), median(all.map(({ cpu }) => cpu))];
  return row(`start to ready, 20 resources, ${TIMES}`, values, 'ms', [250, 250], [120, 120]);
}

async function selection(): Promise<OwnRow> {
  const file = join(import.meta.dirname, '..', 'routes.ts');
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', file], { timeout: 60_000 });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  const micros = Number(/([\d.]+) us/.exec(stdout)?.[1] ?? Number.NaN);
  return row(`selection among ${ROUTES} routes`, [micros], 'µs', [2], [1]);
}

/** Both on the two processors that the load has, too: what a request costs is compared, not how many there are. */
async function workers(stage: Stage, seconds: number): Promise<OwnRow> {
  const cost = async (proxy: Contestant): Promise<number> => {
    await load({ port: proxy.http, path: '/s', connections: 64, seconds: 1 });
    const before = cpuOfAll(proxy.pids);
    const { requests } = await load({ port: proxy.http, path: '/s', connections: 64, seconds });
    return ((cpuOfAll(proxy.pids) - before) * 1000) / requests;
  };
  const one = await stage.startMeshctl();
  const two = await stage.startMeshctl({ workers: 2 });
  const costs = { one: [] as number[], two: [] as number[] };
  for (let round = 0; round < 2; round++) {
    costs.one.push(await cost(one));
    costs.two.push(await cost(two));
  }
  const factor = (2 * median(costs.one)) / median(costs.two);
  await stage.stop(one);
  await stage.stop(two);
  return {
    name: 'two workers, requests a CPU second against one',
    value: `${factor.toFixed(2)} × with two processors (${median(costs.one).toFixed(1)} / ${median(costs.two).toFixed(1)} µs)`,
    must: '≥ 1.8',
    aim: '≥ 1.95',
    good: factor >= 1.8,
  };
}

/** Every measure that has no counterpart. */
export async function ownRows(stage: Stage, seconds: number): Promise<readonly OwnRow[]> {
  return [
    await memory(stage, seconds),
    await selection(),
    ...(await reloads(stage)),
    await start(stage),
    await workers(stage, seconds),
  ];
}
