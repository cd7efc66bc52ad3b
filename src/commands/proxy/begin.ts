/** What every run does, whichever engine serves. */
import type { ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { refusalStatus } from '../mesh/refusal.ts';
import type { Capturing } from './capturing.ts';
import { proxyEnvironment, startChild } from './child.ts';
import type { Compilation } from './compile-thread.ts';
import type { Compiler } from './compiler.ts';
import type { RunFlags } from './flags.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Packed } from './pack.ts';
import type { Readiness } from './ready.ts';
import { tellFindings } from './tell.ts';

/** What a run has from its beginning. */
export interface ServeOptions {
  readonly flags: RunFlags;
  readonly host: Host;
  /** The program behind `--`, with its arguments. */
  readonly words: readonly string[];
  /** Absent where no connections are captured. */
  readonly capturing: Capturing | undefined;
  readonly lifecycle: Lifecycle;
  readonly compiler: Compiler;
  readonly ready: Readiness;
}

/** Everything a run consists of, once it listens. */
export interface Started {
  readonly addresses: readonly string[];
  readonly admin: string | undefined;
}

/** From a snapshot to an engine that serves. */
export type StartEngine = (options: ServeOptions, compilation: Compilation, packed: Packed) => Promise<Started>;

/**
 * Has an engine serve what was compiled, and starts what stands behind `--`. Gives the status of a run that has come to its end
 * by that, because findings forbid it. Throws as `runProxy` does.
 */
export async function begin(
  options: ServeOptions,
  compilation: Compilation,
  startEngine: StartEngine,
): Promise<ExitStatus | undefined> {
  const { flags, host, words, capturing, lifecycle, compiler, ready } = options;
  tellFindings(compilation.findings, host, flags.color);
  if (compilation.packed === undefined) return refusalStatus(compilation);
  capturing?.check(compilation.node);
  const { addresses, admin } = await startEngine(options, compilation, compilation.packed);
  compiler.rest();
  await capturing?.begin();
  lifecycle.ready();
  await ready(addresses);
  if (words.length > 0) {
    const environment = proxyEnvironment({ addresses, admin, captures: capturing !== undefined }, host.env);
    lifecycle.follows(startChild({ words, gid: capturing?.gid }, environment, host));
  }
  return undefined;
}
