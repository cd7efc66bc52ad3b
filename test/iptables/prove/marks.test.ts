import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ANY_MARK,
  type MarkCube,
  type MarkSet,
  markText,
  outside,
  sampleMark,
  UNMARKED,
  within,
} from '../../../src/iptables/prove/marks.ts';
import { bits } from '../../../src/iptables/trace/view.ts';

const holds = ({ mask, value }: MarkCube, mark: number): boolean => bits(mark & mask) === value;
const has = (set: MarkSet, mark: number): boolean => holds(set, mark) && !set.not.some((cube) => holds(cube, mark));

/** Marks of six bits, so that all can be tried. */
const BITS = 6;
const small = fc.integer({ min: 0, max: 2 ** BITS - 1 });
const cubes = fc.tuple(small, small).map(([mask, value]) => ({ mask, value: value & mask }));
const HIGH = bits(~(2 ** BITS - 1));
/** The other bits are zero. */
const START: MarkSet = { mask: HIGH, value: 0, not: [] };
const ALL = Array.from({ length: 2 ** BITS }, (_, index) => index);

describe('sets of marks', () => {
  test('hold what cuts leave of them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cubes, fc.boolean()), { maxLength: 6 }), (cuts) => {
        let set: MarkSet | undefined = START;
        let wanted: readonly number[] = ALL;
        for (const [cube, inside] of cuts) {
          set = set && (inside ? within(set, cube) : outside(set, cube));
          wanted = wanted.filter((mark) => holds(cube, mark) === inside);
        }
        const left = set;
        expect(left ? ALL.filter((mark) => has(left, mark)) : []).toEqual(wanted);
        if (left) expect(has(left, sampleMark(left) ?? -1)).toBe(true);
      }),
    );
  });

  test('give the mark 0 where they can', () => {
    expect(sampleMark(ANY_MARK)).toBe(0);
    expect(sampleMark(UNMARKED)).toBe(0);
    expect(sampleMark({ mask: 0, value: 0, not: [{ mask: 0xffff_ffff, value: 0 }] })).toBe(1);
    expect(sampleMark({ mask: 0, value: 0, not: [{ mask: 0, value: 0 }] })).toBeUndefined();
  });

  test('are told in words', () => {
    expect(markText(UNMARKED)).toBe('0x0');
    expect(markText({ mask: 0xfff, value: 0x111, not: [] })).toBe('0x111/0xfff');
    expect(markText({ mask: 0, value: 0, not: [{ mask: 0xffff_ffff, value: 0x539 }] })).toBe('not 0x539');
  });
});
