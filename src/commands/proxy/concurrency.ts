import { availableParallelism } from 'node:os';
import { UsageError } from '../../model/errors.ts';
import type { RunFlags } from './flags.ts';

/** How many share the work: one for each core for 0. Throws UsageError for fewer than none. */
export function workersOf({ concurrency }: Pick<RunFlags, 'concurrency'>): number {
  if (concurrency < 0) throw new UsageError('USAGE_CONCURRENCY', `--concurrency: ${concurrency} is less than none`);
  return concurrency === 0 ? availableParallelism() : concurrency;
}
