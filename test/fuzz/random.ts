/** Chance that comes again: the same seed gives the same numbers. */
export type Random = (below: number) => number;

/** Numbers from a seed: whole, from 0 to below the argument. Mulberry32: small, and good enough to choose mutations by. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** One of several; throws for none. */
export function oneOf<T>(random: Random, all: readonly T[]): T {
  const found = all[random(all.length)];
  if (found === undefined) throw new RangeError('there is nothing to choose from');
  return found;
}
