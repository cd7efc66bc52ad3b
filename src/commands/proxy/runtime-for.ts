/** Runtimes of this machine: chance, clock and files are the real ones. */
import { existsSync, readFileSync } from 'node:fs';
import { InputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import type { RuntimeOptions } from '../../proxy/runtime/options.ts';
import { BadSnapshot } from '../../proxy/runtime/problems.ts';
import { Runtime } from '../../proxy/runtime/runtime.ts';
import type { Snapshot } from '../../xds/snapshot.ts';
import { limiterMetrics } from './limiter-metrics.ts';

/** What decides how a snapshot runs besides the snapshot: plain data, and the host. */
export interface RuntimeSettings {
  readonly runtime: Omit<RuntimeOptions, 'random' | 'wallClock' | 'readFile' | 'limiterMetrics'>;
  /** A file of numbers for the quotas of SmartLimiters. */
  readonly limiterFile?: string | undefined;
  readonly host: Host;
}

/** Text of a file that a snapshot names; `undefined` when there is none. */
export function textOfFile(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function refused(error: unknown): unknown {
  if (!(error instanceof BadSnapshot)) return error;
  const lines = error.problems.map(({ message, source }) => {
    const { file = '' } = source?.origin ?? {};
    const line = source?.range?.start.line;
    return `${file === '' ? '' : `${file}${line === undefined ? '' : `:${line}`}: `}${message}`;
  });
  return new InputError('INPUT_SNAPSHOT', lines.join('\n'), { cause: error });
}

function optionsOf({ runtime, limiterFile, host }: RuntimeSettings): RuntimeOptions {
  return {
    ...runtime,
    limiterMetrics: limiterMetrics(limiterFile, host.cwd),
    random: Math.random,
    wallClock: () => host.now().getTime(),
    readFile: textOfFile,
  };
}

/**
 * The tables of a snapshot.
 * @throws InputError when none can be made of it.
 */
export function runtimeFor(snapshot: Snapshot, settings: RuntimeSettings): Runtime {
  try {
    return Runtime.of(snapshot, { options: optionsOf(settings), now: performance.now() });
  } catch (error) {
    throw refused(error);
  }
}

/**
 * The same in slices, for a process that serves meanwhile.
 * @throws InputError when none can be made of it.
 */
export function* runtimeSlices(snapshot: Snapshot, settings: RuntimeSettings, earlier: Runtime | undefined) {
  try {
    const input = { options: optionsOf(settings), ...(earlier ? { earlier } : {}) };
    return yield* Runtime.make(snapshot, input, () => performance.now());
  } catch (error) {
    throw refused(error);
  }
}
