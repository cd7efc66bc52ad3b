/** `meshctl proxy run`: from files to a proxy that runs, until it is told to end. */
import { availableParallelism } from 'node:os';
import { refusePositionals } from '../../cli/options.ts';
import { writeAtomically } from '../../io/write.ts';
import { parseDuration } from '../../model/duration.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { DEFAULT_OPTIONS } from '../../proxy/runtime/options.ts';
import { addressText } from './addresses.ts';
import { adminPorts, type OwnPorts } from './admin.ts';
import { proxyEnvironment, startChild } from './child.ts';
import { compileFiles, tellFindings } from './compile.ts';
import { listenerLines, nodeText } from './describe.ts';
import { type Engine, type EngineOptions, LocalEngine } from './engine.ts';
import type { RunFlags } from './flags.ts';
import { namingHolder } from './in-use.ts';
import { Lifecycle } from './lifecycle.ts';
import { Current, Reloader } from './reload.ts';
import type { Words } from './words.ts';
import { isWorker, runWorker, WorkerEngine } from './workers.ts';

const NANOSECONDS = 1_000_000n;

function drainMs({ drainTime }: RunFlags): number {
  const duration = parseDuration(drainTime);
  if (duration !== undefined && duration >= 0n) return Number(duration / NANOSECONDS);
  throw new UsageError('USAGE_DURATION', `--drain-time: "${drainTime}" is no duration`, { hint: 'write 5s or 1m30s' });
}

function workersOf({ concurrency }: RunFlags): number {
  if (concurrency < 0) throw new UsageError('USAGE_CONCURRENCY', `--concurrency: ${concurrency} is less than none`);
  return concurrency === 0 ? availableParallelism() : concurrency;
}

function runtimeOptions(flags: RunFlags, workers: number): EngineOptions['runtime'] {
  const { limiterMetrics: _, ...defaults } = DEFAULT_OPTIONS;
  return {
    ...defaults,
    trustsInternal: flags.trustInternal ?? false,
    propagatesDeadline: flags.propagateDeadline ?? false,
    penalisesErrors: flags.ewmaPenalty ?? false,
    retryBufferBytes: flags.retryBuffer,
    minBodyRate: flags.minBodyRate,
    acceptsHttp10: flags.http10 ?? false,
    lenientLineEnds: flags.lenientLf ?? false,
    workers,
  };
}

function startEngine(options: EngineOptions): Promise<Engine> {
  return options.runtime.workers === 1 ? LocalEngine.start(options) : WorkerEngine.start(options);
}

/** What listens where, and why. */
async function announce(flags: RunFlags, host: Host, running: Running): Promise<readonly string[]> {
  const { snapshot, node } = running.current.compiled;
  const lines = listenerLines(snapshot, running.engine.ports);
  const own = Object.entries(running.ports.addresses).map(([what, at]) => `${what} on ${addressText(at)}\n`);
  const said = lines.map(
    ({ address, serves, from }) => `listening on ${address} for ${serves}${from === '' ? '' : ` (${from})`}\n`,
  );
  host.stderr.write(`${nodeText(node)}\n${said.join('')}${own.join('')}`);
  const addresses = lines.map(({ address }) => address);
  if (flags.readyFile !== undefined) await writeAtomically(flags.readyFile, `${addresses.join('\n')}\n`, host);
  return addresses;
}

interface Running {
  readonly engine: Engine;
  readonly current: Current;
  readonly ports: OwnPorts;
}

function environmentFor({ ports, addresses }: Running & { readonly addresses: readonly string[] }) {
  const { admin } = ports.addresses;
  return proxyEnvironment(addresses, admin && addressText(admin));
}

/**
 * Runs until a signal, the admin port or the end of the program behind `--` ends it. Throws UsageError for bad flags,
 * UnavailableError and PermissionError for addresses that cannot be had; findings that forbid to run make 65 of it.
 */
export async function runProxy(flags: RunFlags, host: Host, { words, self }: Words): Promise<ExitStatus> {
  if ((flags.filename ?? []).length === 0) refusePositionals(self, words);
  if (isWorker()) return runWorker(host);
  const lifecycle = new Lifecycle(host, drainMs(flags));
  try {
    const compiled = await compileFiles(flags, host);
    tellFindings(compiled.findings, host, flags.color);
    if (compiled.refused) return EXIT.input;
    const workers = workersOf(flags);
    const { snapshot, node } = compiled;
    const runtime = runtimeOptions(flags, workers);
    const start: EngineOptions = { snapshot, node, runtime, limiterFile: flags.limiterMetrics, host };
    const engine = await namingHolder(() => startEngine(start));
    lifecycle.runs(engine);
    const current = new Current(compiled, host.now());
    const reloader = new Reloader({ flags, host, engine, current });
    lifecycle.onReload(() => void reloader.reload());
    const ports = await namingHolder(() => adminPorts({ flags, host, engine, current, lifecycle, reloader }));
    lifecycle.onEnd(() => ports.close());
    const running = { engine, current, ports };
    const addresses = await announce(flags, host, running);
    if (flags.watch) lifecycle.onEnd(reloader.watch());
    lifecycle.ready();
    if (words.length > 0) lifecycle.follows(startChild(words, environmentFor({ ...running, addresses }), host));
    return await lifecycle.ended;
  } finally {
    lifecycle.close();
  }
}
