/** A proxy of the built program under everything that happens to one, for minutes: `npm run soak -- [--seconds N]`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../bench/proxy/machine.ts';
import { bare, type Deed, large, quick, slow, stream } from './soak/clients.ts';
import { type SoakPorts, soakMesh } from './soak/mesh.ts';
import { startEcho, startUpstream, type Upstream } from './soak/upstreams.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '300' } } });
const SECONDS = Number(values.seconds);

const BIN = join(import.meta.dirname, '..', 'bin', 'meshctl.js');
const REPORT_SECONDS = 10;
/** Files that are no YAML come as often as this, in reloads. */
const BROKEN_EVERY = 10;
const DEAD_MS = 700;
const ALIVE_MS = 2000;
/** What memory may grow between the first third and the last before it is no longer called flat. */
const MAX_GROWTH = 1.25;
const SHOWN_FAILURES = 10;

/** What one kind of client has to show. */
interface Tally {
  done: number;
  failed: number;
}

class Soak {
  readonly tallies = new Map<string, Tally>();
  readonly failures: string[] = [];
  readonly memory: number[] = [];
  stopped = false;

  /** Lets `count` clients do the same over and over until the soak is stopped. */
  async run(kind: string, count: number, make: () => Deed): Promise<void> {
    const tally: Tally = { done: 0, failed: 0 };
    this.tallies.set(kind, tally);
    await Promise.all(Array.from({ length: count }, () => this.#repeat(kind, tally, make())));
  }

  async #repeat(kind: string, tally: Tally, deed: Deed): Promise<void> {
    while (!this.stopped) {
      const why = await deed();
      tally.done += 1;
      if (why !== undefined) {
        tally.failed += 1;
        this.failures.push(`${kind}: ${why}`);
      }
      // Clients share this process with the upstreams: nobody may take all of it.
      await sleep(2);
    }
  }

  line(seconds: number, pid: number): string {
    const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
    this.memory.push(resident);
    const counts = [...this.tallies].map(
      ([kind, { done, failed }]) => `${kind} ${done}${failed ? ` (${failed} failed)` : ''}`,
    );
    return `${String(seconds).padStart(4)} s   RSS ${resident.toFixed(0)} MiB   ${counts.join(', ')}\n`;
  }

  /** How much more memory there is at the end than when everything had happened once. */
  get growth(): number {
    const third = Math.ceil(this.memory.length / 3);
    const most = (list: readonly number[]) => Math.max(...list);
    return most(this.memory.slice(-third)) / most(this.memory.slice(0, third));
  }
}

function startProxy(file: string): ChildProcess {
  const off = ['--admin', 'off', '--metrics', 'off', '--access-log', 'off'];
  return spawn(process.execPath, [BIN, 'proxy', 'run', '-f', file, ...off], { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Replaces the files every second, now and then by what is no YAML. */
async function reload(soak: Soak, file: string, ports: SoakPorts): Promise<void> {
  for (let version = 1; !soak.stopped; version++) {
    const broken = version % BROKEN_EVERY === 0;
    writeFileSync(`${file}.new`, broken ? 'kind: [' : soakMesh(ports, version));
    renameSync(`${file}.new`, file);
    await sleep(1000);
  }
}

async function dieAndReturn(soak: Soak, upstream: Upstream): Promise<void> {
  while (!soak.stopped) {
    await sleep(ALIVE_MS);
    await upstream.die();
    await sleep(DEAD_MS);
    await upstream.comeBack();
  }
}

async function report(soak: Soak, pid: number): Promise<void> {
  for (let seconds = REPORT_SECONDS; seconds <= SECONDS; seconds += REPORT_SECONDS) {
    await sleep(REPORT_SECONDS * 1000);
    process.stdout.write(soak.line(seconds, pid));
  }
  soak.stopped = true;
}

function verdict(soak: Soak, log: string): boolean {
  const failed = [...soak.tallies.values()].reduce((sum, tally) => sum + tally.failed, 0);
  const defects = log.split('\n').filter((line) => line.includes('defect of meshctl')).length;
  const reloads = log.split('\n').filter((line) => line.startsWith('reloaded:')).length;
  const growth = soak.growth;
  process.stdout.write(
    `${failed} failures, ${defects} defects, ${reloads} reloads; memory at the end ${growth.toFixed(2)} times that of the beginning (at most ${MAX_GROWTH})\n`,
  );
  for (const failure of soak.failures.slice(0, SHOWN_FAILURES)) process.stdout.write(`  ${failure}\n`);
  return failed === 0 && defects === 0 && reloads > 0 && growth <= MAX_GROWTH;
}

/** Everything at once, until the time is over. */
async function everything(soak: Soak, file: string, { ports, mortal, pid }: Scene): Promise<void> {
  await Promise.all([
    soak.run('h1', 16, () => quick(ports.http)),
    soak.run('large', 4, () => large(ports.http, 0)),
    soak.run('slow reader', 4, () => large(ports.http, 5)),
    soak.run('slow writer', 4, () => slow(ports.http)),
    soak.run('h2', 8, () => stream(ports.http)),
    soak.run('tcp', 4, () => bare(ports.tcp)),
    reload(soak, file, ports),
    dieAndReturn(soak, mortal),
    report(soak, pid),
  ]);
}

interface Scene {
  readonly ports: SoakPorts;
  readonly mortal: Upstream;
  readonly pid: number;
}

async function prepare(): Promise<Omit<Scene, 'pid'>> {
  const [staying, mortal, steady] = [await startUpstream(), await startUpstream(), await startUpstream()];
  const ports: SoakPorts = {
    http: await freePort(),
    tcp: await freePort(),
    mortal: [staying.port, mortal.port],
    steady: steady.port,
    echo: await startEcho(),
  };
  return { ports, mortal };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'meshctl-soak-'));
  const file = join(folder, 'mesh.yaml');
  const { ports, mortal } = await prepare();
  writeFileSync(file, soakMesh(ports, 0));
  const proxy = startProxy(file);
  let log = '';
  proxy.stderr?.on('data', (data: Buffer) => {
    log += data.toString();
  });
  const exit = once(proxy, 'exit');
  try {
    while (!log.includes(`127.0.0.1:${ports.tcp}`)) {
      if (proxy.exitCode !== null) throw new Error(log);
      await sleep(20);
    }
    const soak = new Soak();
    await everything(soak, file, { ports, mortal, pid: proxy.pid ?? 0 });
    if (!verdict(soak, log)) process.exitCode = 1;
  } finally {
    proxy.kill('SIGTERM');
    await exit;
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
