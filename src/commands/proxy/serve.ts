/** A run from what its files say to its end. */
import type { ExitStatus } from '../../model/exit.ts';
import { DEFAULT_OPTIONS } from '../../proxy/runtime/options.ts';
import { addressText } from './addresses.ts';
import { adminPorts } from './admin.ts';
import { announce } from './announce.ts';
import { begin, type ServeOptions, type Started } from './begin.ts';
import type { Compilation } from './compile-thread.ts';
import type { Compiler } from './compiler.ts';
import { workersOf } from './concurrency.ts';
import { type Engine, type EngineOptions, LocalEngine } from './engine.ts';
import type { RunFlags } from './flags.ts';
import { inTurns } from './in-turns.ts';
import { namingHolder } from './in-use.ts';
import { type Packed, type PackedSnapshot, unpack } from './pack.ts';
import { Current, Reloader } from './reload.ts';
import type { RuntimeSettings } from './runtime-for.ts';
import { WorkerEngine } from './workers.ts';

function settingsOf(flags: RunFlags): Omit<RuntimeSettings, 'host'> {
  const { limiterMetrics: _, ...defaults } = DEFAULT_OPTIONS;
  const runtime: RuntimeSettings['runtime'] = {
    ...defaults,
    trustsInternal: flags.trustInternal ?? false,
    propagatesDeadline: flags.propagateDeadline ?? false,
    penalisesErrors: flags.ewmaPenalty ?? false,
    retryBufferBytes: flags.retryBuffer,
    minBodyRate: flags.minBodyRate,
    acceptsHttp10: flags.http10 ?? false,
    lenientLineEnds: flags.lenientLf ?? false,
    fetchesKeys: flags.allowJwksFetch ?? false,
    workers: workersOf(flags),
  };
  return { runtime, limiterFile: flags.limiterMetrics };
}

/** Starts what runs the snapshot. Throws what is wrong with it, and where it stands in the files. */
async function startEngine(options: EngineOptions, compiler: Compiler): Promise<Engine> {
  try {
    return await namingHolder<Engine>(() =>
      options.runtime.workers === 1 ? LocalEngine.start(options) : WorkerEngine.start(options),
    );
  } catch (error) {
    await compiler.blame(options);
    throw error;
  }
}

/** From a snapshot to a proxy that serves. Nothing of the compilation is held longer than that takes. */
async function startAll(options: ServeOptions, compilation: Compilation, packed: Packed): Promise<Started> {
  const { flags, host, lifecycle, compiler } = options;
  const { node } = compilation;
  const snapshot = await inTurns(unpack(packed));
  const settings = settingsOf(flags);
  const captures = flags.capture !== 'none';
  const engine = await startEngine({ mesh: { snapshot, packed }, node, captures, host, ...settings }, compiler);
  lifecycle.runs(engine);
  const current = new Current(snapshot, compilation, host.now());
  const apply = async (mesh: PackedSnapshot): Promise<void> => {
    try {
      await engine.apply(mesh);
    } catch (error) {
      await compiler.blame(settings);
      throw error;
    }
  };
  const reloader = new Reloader({ flags, host, current, compiler, apply });
  lifecycle.onReload(() => void reloader.reload());
  const ports = await namingHolder(() => adminPorts({ flags, host, engine, current, lifecycle, reloader }));
  lifecycle.onEnd(() => ports.close());
  if (flags.watch) lifecycle.onEnd(reloader.watch());
  const { admin } = ports.addresses;
  return {
    addresses: announce(host, { current, ports: engine.ports, own: ports.addresses }),
    admin: admin && addressText(admin),
  };
}

/** Serves what was compiled by the built-in proxy. Gives and throws what {@link begin} does. */
export function serve(options: ServeOptions, compilation: Compilation): Promise<ExitStatus | undefined> {
  return begin(options, compilation, startAll);
}
