/** Sets of marks: what some bits are, less what others must not be. */
import { FULL_MASK } from '../constants.ts';
import { bits } from '../trace/view.ts';

/** Marks whose bits under the mask have a value. */
export interface MarkCube {
  readonly mask: number;
  readonly value: number;
}

/** Marks of a cube that are in none of some other cubes. */
export interface MarkSet extends MarkCube {
  readonly not: readonly MarkCube[];
}

/** Every mark there is. */
export const ANY_MARK: MarkSet = { mask: 0, value: 0, not: [] };

/** No mark at all, which is the mark 0. */
export const UNMARKED: MarkSet = { mask: FULL_MASK, value: 0, not: [] };

/** The marks a cube and another have in common; `undefined` when there are none. */
function meet(one: MarkCube, other: MarkCube): MarkCube | undefined {
  if (bits((one.value ^ other.value) & one.mask & other.mask) !== 0) return undefined;
  return { mask: bits(one.mask | other.mask), value: bits(one.value | other.value) };
}

/** Each bit of a mask alone, lowest first. */
export function* bitsOf(mask: number): Generator<number> {
  for (let rest = mask; rest !== 0; rest = bits(rest & (rest - 1))) yield bits(rest & -rest);
}

const countBits = (mask: number): number => [...bitsOf(mask)].length;

/**
 * A mark of a cube outside of others: each of these has to differ in one bit, and one bit after the other is tried. Those with
 * the fewest bits left to differ in come first, which finds out early where there is no such mark.
 */
function search(cube: MarkCube, not: readonly MarkCube[]): number | undefined {
  const free = ({ mask }: MarkCube): number => countBits(bits(mask & ~cube.mask));
  const hits = not.filter((other) => bits((cube.value ^ other.value) & other.mask) === 0);
  const hit = hits.toSorted((a, b) => free(a) - free(b))[0];
  if (!hit) return cube.value;
  for (const bit of bitsOf(bits(hit.mask & ~cube.mask))) {
    const next = { mask: bits(cube.mask | bit), value: bits((cube.value & ~bit) | (bit & ~hit.value)) };
    const found = search(next, not);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A mark of the set, 0 where it can be; `undefined` for a set without any. */
export function sampleMark(set: MarkSet): number | undefined {
  return search(set, set.not);
}

const nonEmpty = (set: MarkSet): MarkSet | undefined => (sampleMark(set) === undefined ? undefined : set);

/** The marks of a set inside a cube; `undefined` when there are none. */
export function within(set: MarkSet, cube: MarkCube): MarkSet | undefined {
  const both = meet(set, cube);
  return both && nonEmpty({ ...both, not: set.not.filter((other) => meet(both, other)) });
}

/** The marks of a set outside a cube; `undefined` when there are none. */
export function outside(set: MarkSet, cube: MarkCube): MarkSet | undefined {
  if (!meet(set, cube)) return set;
  const free = bits(cube.mask & ~set.mask);
  // With one bit to differ in, the rest is a cube again.
  if (countBits(free) === 1) return within(set, { mask: free, value: bits(~cube.value & free) });
  return nonEmpty({ ...set, not: [...set.not, cube] });
}

/** Whether two sets are written alike: made by the same cuts in the same order. */
export function sameMarks(one: MarkSet, other: MarkSet): boolean {
  const same = (a: MarkCube, b: MarkCube | undefined): boolean => a.mask === b?.mask && a.value === b.value;
  return (
    same(one, other) &&
    one.not.length === other.not.length &&
    one.not.every((cube, index) => same(cube, other.not[index]))
  );
}

const hex = (value: number): string => `0x${value.toString(16)}`;

const cubeText = ({ mask, value }: MarkCube): string =>
  mask === FULL_MASK ? hex(value) : `${hex(value)}/${hex(mask)}`;

/** The set in words: `0x539`, `0x111/0xfff`, `not 0x539, 0x53a`. Bits that are excluded and known anyway are left out. */
export function markText(set: MarkSet): string {
  const not = set.not.length === 0 ? '' : `not ${set.not.map(cubeText).join(', ')}`;
  const is = set.mask === 0 ? '' : cubeText(set);
  return [is, not].filter((part) => part !== '').join(' but ');
}
