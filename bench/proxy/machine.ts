import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Generated, GeneratorOptions } from './generated.ts';
import type { GeneratorKind } from './generator.ts';

/** What /proc counts processor time in, on every architecture. */
const MS_PER_TICK = 10;

const START_PATIENCE_MS = 10_000;

/** A process that serves on a port. */
export interface Subject {
  readonly name: string;
  readonly port: number;
  readonly child: ChildProcess;
}

/** A loopback port that nobody has. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  return address.port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** Starts a process on the processors of a list (`0`, `0,1`) and waits until its port answers. */
export async function startSubject(
  name: string,
  port: number,
  { cpu, argv }: { cpu: string; argv: readonly string[] },
) {
  const child = spawn('taskset', ['-c', cpu, ...argv], { stdio: ['ignore', 'ignore', 'ignore'] });
  const until = Date.now() + START_PATIENCE_MS;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`${name} did not start: ${argv.join(' ')}`);
    await sleep(50);
  }
  return { name, port, child } satisfies Subject;
}

/** Ends a process and waits for it. */
export async function stopSubject({ child }: Subject): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await Promise.race([once(child, 'exit'), sleep(2000)]);
  if (child.exitCode === null) child.kill('SIGKILL');
}

/** User and system time that a process and its threads have used, in milliseconds. */
function cpuOf(pid: number): { readonly user: number; readonly system: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return { user: Number(fields[11]) * MS_PER_TICK, system: Number(fields[12]) * MS_PER_TICK };
}

/** User and system time of several processes together. */
export function cpuOfAll(pids: readonly number[]): number {
  return pids.map(cpuOf).reduce((sum, { user, system }) => sum + user + system, 0);
}

/** Resident memory in MiB. */
export function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

/** What one run of wrk says. */
export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
}

export interface LoadOptions {
  readonly port: number;
  readonly path: string;
  readonly connections: number;
  readonly seconds: number;
  /** Over TLS; nobody looks at the certificate. */
  readonly tls?: boolean;
  /** Another connection for each request. */
  readonly fresh?: boolean;
}

/** The request headers of a browser or client library: nine with Host. */
const HEADERS = [
  'Host: svc.test',
  'User-Agent: bench/1.0',
  'Accept: */*',
  'Accept-Encoding: gzip, br',
  'Accept-Language: en',
  'Cache-Control: no-cache',
  'X-Tenant: a',
  'X-Trace: 0123456789abcdef',
  'Cookie: session=0123456789abcdef',
];

const UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

function milliseconds(text: string | undefined): number {
  const [, value, unit = ''] = /([\d.]+)(us|ms|s)/.exec(text ?? '') ?? [];
  return Number(value ?? Number.NaN) * (UNITS[unit] ?? Number.NaN);
}

/** Runs wrk on the processor that the proxy does not have. */
export async function load(options: LoadOptions): Promise<Load> {
  const { port, path, connections, seconds, tls = false, fresh = false } = options;
  const sent = fresh ? [...HEADERS, 'Connection: close'] : HEADERS;
  const headers = sent.flatMap((header) => ['-H', header]);
  const shape = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency'];
  const argv = ['-c', '1', 'wrk', ...shape, ...headers, `${tls ? 'https' : 'http'}://127.0.0.1:${port}${path}`];
  const { stdout } = await promisify(execFile)('taskset', argv, { env: process.env });
  const failed = /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? '0';
  const broken = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout)?.slice(1) ?? [];
  return {
    requests: Number(/(\d+) requests in/.exec(stdout)?.[1]),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p50: milliseconds(/^\s+50%\s+(\S+)/m.exec(stdout)?.[1]),
    p99: milliseconds(/^\s+99%\s+(\S+)/m.exec(stdout)?.[1]),
    failures: Number(failed) + broken.reduce((sum, count) => sum + Number(count), 0),
  };
}

/** The command that runs one kind of generator.ts. */
export function generatorCommand(kind: GeneratorKind, options: GeneratorOptions): readonly string[] {
  const file = join(import.meta.dirname, 'generator.ts');
  return [process.execPath, '--import', 'tsx', file, kind, JSON.stringify(options)];
}

/** Runs one kind of load of generator.ts on the processor that the proxy does not have. */
export async function generate(kind: GeneratorKind, options: GeneratorOptions): Promise<Generated> {
  const argv = ['-c', '1', ...generatorCommand(kind, options)];
  const { stdout } = await promisify(execFile)('taskset', argv, { timeout: 1000 * (options.seconds + 30) });
  // The border of another process of this bench.
  return JSON.parse(stdout) as Generated;
}
