/** Foreign input that is nearly right is read or refused, by every reader there is; `npm run test:fuzz` looks for longer. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedFolder } from '../support/temp.ts';
import { mutated } from './mutate.ts';
import { seeded } from './random.ts';
import { CASES, fuzzTargets } from './targets.ts';

const RUNS = 12;

/** The tests of each area read all of them. */
const SAMPLES = 8;

const TARGETS = fuzzTargets();
const folder = sharedFolder();

describe.each(TARGETS)('$name', ({ name, samples, read }) => {
  it('has samples, and reads them', async () => {
    expect(samples.length).toBeGreaterThan(0);
    for (const bytes of samples.slice(0, SAMPLES)) await read(bytes, folder);
  });

  it('reads or refuses what is nearly right', async () => {
    const random = seeded(1);
    for (let count = 0; count < RUNS; count++) await read(mutated(samples, random), folder);
  });

  const cases = join(CASES, name);
  it.each(existsSync(cases) ? readdirSync(cases) : [])('reads or refuses %s', async (file) => {
    await read(readFileSync(join(cases, file)), folder);
  });
});

describe('chance', () => {
  it('comes again', () => {
    const [one, two] = [seeded(7), seeded(7)];
    expect(Array.from({ length: 9 }, () => one(100))).toEqual(Array.from({ length: 9 }, () => two(100)));
  });

  it('keeps to its bound', () => {
    const random = seeded(3);
    const drawn = new Set(Array.from({ length: 500 }, () => random(5)));
    expect([...drawn].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
  });
});
