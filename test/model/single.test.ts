import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortestSingle } from '../../src/model/single.ts';
import { goSingle } from '../../src/yaml/go-scalar.ts';

describe('single-precision floats', () => {
  it.each([
    [0.1, 0.1],
    [Math.fround(0.1), 0.1],
    [16_777_217, 16_777_216],
    [1 / 3, 0.333_333_34],
    [1e39, Number.POSITIVE_INFINITY],
    [Number.NaN, Number.NaN],
  ])('%d is %d', (value, short) => {
    expect(shortestSingle(value)).toBe(short);
  });

  it('stand for the same float as the number they were made of', () => {
    fc.assert(
      fc.property(fc.float(), (value) => {
        expect(Math.fround(shortestSingle(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it.each([
    [1e6, '1e+06'],
    [0.1, '0.1'],
    [1e-5, '1e-05'],
    [1e39, '.inf'],
    [-1e39, '-.inf'],
    [Number.NaN, '.nan'],
  ])('%d is written %s', (value, text) => {
    expect(goSingle(value)).toBe(text);
  });
});
