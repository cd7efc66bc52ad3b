/** `meshctl proxy run`: from files to a proxy that runs, until it is told to end. */
import cluster from 'node:cluster';
import { durationMs } from '../../cli/duration.ts';
import { refusePositionals } from '../../cli/options.ts';
import type { ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import type { ServeOptions } from './begin.ts';
import type { Capturing } from './capturing.ts';
import { Compiler, isCompileThread } from './compiler.ts';
import type { RunFlags } from './flags.ts';
import { Lifecycle } from './lifecycle.ts';
import { readiness } from './ready.ts';
import type { Words } from './words.ts';

async function capturingFor(flags: RunFlags, host: Host): Promise<Capturing | undefined> {
  const { capture, applyRules = false, thisNamespace = false } = flags;
  if (capture === 'none' && !applyRules && !thisNamespace) return undefined;
  return (await import('./capturing.ts')).startCapturing(flags, host);
}

/** Starts everything. Gives a status when that has ended the run, and holds nothing of what it has read afterwards. */
async function start(options: ServeOptions): Promise<ExitStatus | undefined> {
  const compiling = options.compiler.compile(undefined);
  // Whoever waits for it below is told.
  compiling.catch(() => undefined);
  // The thread reads while this one loads what it is going to need.
  const { serve } = options.flags.engine === 'envoy' ? await import('./serve-envoy.ts') : await import('./serve.ts');
  return serve(options, await compiling);
}

/**
 * Runs until a signal, the admin port or the end of the program behind `--` ends it. Throws UsageError for bad flags,
 * UnavailableError and PermissionError for addresses that cannot be had; findings that forbid to run make 65 of it.
 */
export async function runProxy(flags: RunFlags, host: Host, { words, self }: Words): Promise<ExitStatus> {
  if ((flags.filename ?? []).length === 0) refusePositionals(self, words);
  // The other threads and processes of a run have its command line.
  if (isCompileThread()) return (await import('./compile-thread.ts')).runCompileThread(flags, host);
  if (cluster.isWorker) return (await import('./workers.ts')).runWorker(host);
  if (flags.engine === 'envoy') (await import('./only-builtin.ts')).refuseBuiltinFlags(self);
  const capturing = await capturingFor(flags, host);
  const lifecycle = new Lifecycle(host, durationMs(flags.drainTime, '--drain-time', 0));
  if (capturing) lifecycle.first(() => capturing.end());
  try {
    const ready = readiness(flags, host);
    const compiler = new Compiler(flags, host);
    lifecycle.onEnd(() => compiler.stop());
    const starting = start({ flags, host, words, capturing, lifecycle, compiler, ready });
    return (await Promise.race([starting, lifecycle.ended])) ?? (await lifecycle.ended);
  } finally {
    await capturing?.end();
    lifecycle.close();
  }
}
