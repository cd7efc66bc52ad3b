import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meant, nearest } from '../../src/model/suggest.ts';

const COMMANDS = ['inject', 'uninject', 'iptables', 'proxy-config', 'ps', 'version'];

/** The edits between two words, by what they are: the fewest of all that lead from one to the other. */
function edits(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const [first, second] = [a[0], a[1]];
  const swapped = second !== undefined && first === b[1] && second === b[0];
  return Math.min(
    edits(a.slice(1), b) + 1,
    edits(a, b.slice(1)) + 1,
    edits(a.slice(1), b.slice(1)) + Number(first !== b[0]),
    swapped ? edits(a.slice(2), b.slice(2)) + 1 : Number.POSITIVE_INFINITY,
  );
}

describe('nearest', () => {
  it.each([
    ['injct', 'inject'],
    ['ijnect', 'inject'],
    ['INJECT', 'inject'],
    ['uninjekt', 'uninject'],
    ['proxyconfig', 'proxy-config'],
    ['iptabels', 'iptables'],
    ['versoin', 'version'],
  ])('%s is %s', (word, expected) => {
    expect(nearest(word, COMMANDS)).toBe(expected);
  });

  it('takes a word that is at most three edits and two fifths of it away', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(word, word, (one, other) => {
        const isNear = edits(one, other) <= Math.min(3, Math.max(one.length, other.length) * 0.4);
        expect(nearest(one, [other])).toBe(isNear ? other : undefined);
      }),
    );
  });

  it.each(['ls', 'zzz', 'kubernetes', ''])('"%s" is like nothing', (word) => {
    expect(nearest(word, COMMANDS)).toBeUndefined();
  });
});

describe('meant', () => {
  it.each([
    ['--fil', '--filename'],
    ['--filenam', '--filename'],
    ['--o', '--output'],
  ])('%s is %s', (word, expected) => {
    expect(meant(word, ['--filename', '--output', '--force'])).toBe(expected);
  });

  it('does not choose between two that begin alike', () => {
    expect(meant('--f', ['--filename', '--force'])).toBeUndefined();
  });
});
