import { describe, expect, it } from 'vitest';
import { durationMs, durationOf } from '../../src/cli/duration.ts';

describe('durations of flags', () => {
  it.each([
    ['1ms', 1],
    ['1.5s', 1500],
    ['1m30s', 90_000],
    ['1999us', 1],
  ])('%s is %d ms', (text, ms) => {
    expect(durationMs(text, '--interval')).toBe(ms);
  });

  it('are told in nanoseconds, too', () => {
    expect(durationOf('1999us', '--interval')).toBe(1_999_000n);
  });

  it.each(['soon', '5', '0s', '999us', '-1s', ''])('"%s" is none', (text) => {
    expect(() => durationMs(text, '--interval')).toThrow(`--interval: "${text}" is no duration`);
  });

  it('may be nothing where the flag allows that', () => {
    expect(durationMs('0s', '--drain-time', 0)).toBe(0);
    expect(() => durationMs('-1s', '--drain-time', 0)).toThrow('is no duration');
  });
});
