import { setTimeout as sleep } from 'node:timers/promises';
import { durationMs } from '../../cli/duration.ts';
import { UnavailableError } from '../../model/errors.ts';
import type { SpanSource, Spans, StatsCall } from './spans.ts';

const RETRY_MS = 1000;
const PROMETHEUS_EVERY = '15s';

/** The next moments of a source that is watched; `undefined` when nobody answered: that is told, and tried again later. */
export async function pause(
  source: SpanSource,
  { flags, host }: Pick<StatsCall, 'flags' | 'host'>,
): Promise<Spans | undefined> {
  // An admin port waits between its two moments; a server has both at once.
  const waitMs = waitOf(flags);
  if (waitMs > 0) await sleep(waitMs, undefined, { signal: host.signal });
  try {
    return await source.next();
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    host.stderr.write(`${error.message}; trying again\n`);
    await sleep(RETRY_MS, undefined, { signal: host.signal });
    return undefined;
  }
}

function waitOf({ prometheus, sinceStart, interval }: StatsCall['flags']): number {
  if (prometheus !== undefined) return durationMs(interval ?? PROMETHEUS_EVERY, '--interval');
  return sinceStart ? durationMs(interval ?? '2s', '--interval') : 0;
}
