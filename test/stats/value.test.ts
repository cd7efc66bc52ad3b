import { describe, expect, it } from 'vitest';
import { growth, parseValue, plain } from '../../src/stats/value.ts';

describe('parseValue', () => {
  it.each([
    ['12', 12],
    ['1.5', 1.5],
    ['123456789012345', 123_456_789_012_345],
    ['18446744073709551613', 18_446_744_073_709_551_613n],
    ['', undefined],
    ['"v1"', undefined],
    ['NaN', undefined],
    ['+Inf', undefined],
  ])('reads %j', (text, value) => {
    expect(parseValue(text)).toBe(value);
  });
});

describe('growth', () => {
  it.each([
    [0, 5, 5],
    [5, 5, 0],
    [5, 4, undefined],
    [9_007_199_254_740_993n, 9_007_199_254_740_996n, 3],
    [18_446_744_073_709_551_610n, 4, 10],
    [9_007_199_254_740_993n, 4, undefined],
    [18_446_744_073_709_551_610n, 18_446_744_073_709_551_600n, undefined],
  ] as const)('from %s to %s is %s', (before, after, grown) => {
    expect(growth(before, after)).toBe(grown);
  });
});

describe('plain', () => {
  it('takes the upper half of 64 bits for a gauge below zero', () => {
    expect(plain(18_446_744_073_709_551_613n)).toBe(-3);
    expect(plain(9_007_199_254_740_992n)).toBe(9_007_199_254_740_992);
  });
});
