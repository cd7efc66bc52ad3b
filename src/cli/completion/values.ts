/** Values of flags and arguments that are only known when somebody asks for them. */
import type { Argument, Option } from 'commander';
import type { Host } from '../../model/host.ts';

/** The values there are, in the order they are offered. */
export type ValueSource = (host: Host) => Promise<readonly string[]>;

const SOURCES = new WeakMap<Option | Argument, ValueSource>();

/** The flag or argument itself, whose values the shell's completion now takes from `source`. */
export function completedBy<T extends Option | Argument>(target: T, source: ValueSource): T {
  SOURCES.set(target, source);
  return target;
}

/** The values of a flag or argument; `undefined` where nobody knows them. A source that fails has none: a shell is asking. */
export async function knownValues(target: Option | Argument, host: Host): Promise<readonly string[] | undefined> {
  const source = SOURCES.get(target);
  if (source === undefined) return target.argChoices;
  return source(host).catch(() => []);
}
