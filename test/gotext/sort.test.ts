import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goSort, type Less } from '../../src/gotext/sort.ts';
import { ROOT } from '../support/paths.ts';

/** What Go's own sort.Slice made of an input. */
interface Recorded {
  readonly less: 'prefix' | 'integers';
  readonly input: readonly string[];
  readonly sorted: readonly string[];
}

// The border of JSON.parse: the fixture is ours.
const recorded = JSON.parse(readFileSync(join(ROOT, 'fixtures/gotext/sort.json'), 'utf8')) as readonly Recorded[];

const numberOf = (text: string): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined);

const LESS: Readonly<Record<Recorded['less'], Less<string>>> = {
  prefix: (a, b) => Number.parseInt(a, 10) < Number.parseInt(b, 10),
  // No order at all: names that are no numbers are less than nothing.
  integers: (a, b) => (numberOf(a) ?? Number.NaN) < (numberOf(b) ?? Number.NaN),
};

/**
 * A comparison that makes up its values while it is asked, so that every pivot is a bad one (McIlroy, A Killer Adversary for
 * Quicksort, 1999): the way to the heap sort.
 */
function adversary(count: number): Less<number> {
  const gas = count;
  const values = Array.from({ length: count }, () => gas);
  let solid = 0;
  let candidate = 0;
  return (x, y) => {
    if (values[x] === gas && values[y] === gas) values[x === candidate ? x : y] = solid++;
    if (values[x] === gas) candidate = x;
    else if (values[y] === gas) candidate = y;
    return (values[x] ?? 0) < (values[y] ?? 0);
  };
}

describe('goSort', () => {
  it('goes the same way as Go against an adversary', () => {
    const order = JSON.parse(
      readFileSync(join(ROOT, 'fixtures/gotext/sort-adversary.json'), 'utf8'),
    ) as readonly number[];
    const items = Array.from({ length: order.length }, (_, index) => index);
    expect(goSort(items, adversary(order.length))).toEqual(order);
  });

  it.each(recorded.map((item) => [item.input.length, item.less, item] as const))(
    'leaves %i elements by %s where Go leaves them',
    (_, less, { input, sorted }) => {
      expect(goSort(input, LESS[less])).toEqual(sorted);
    },
  );

  it('sorts whatever it is given, and leaves the input alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 400 }), (numbers) => {
        const before = [...numbers];
        expect(goSort(numbers, (a, b) => a < b)).toEqual([...numbers].sort((a, b) => a - b));
        expect(numbers).toEqual(before);
      }),
    );
  });
});
