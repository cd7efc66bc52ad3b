import { describe, expect, it } from 'vitest';
import { release } from '../../../src/proxy/net/spent.ts';

const LARGE = 64 * 1024;

describe('release', () => {
  it('gives memory back at once', () => {
    const chunk = Buffer.alloc(LARGE, 'x');
    const before = process.memoryUsage().arrayBuffers;
    release(chunk);
    expect(chunk).toHaveLength(0);
    expect(process.memoryUsage().arrayBuffers).toBeLessThanOrEqual(before - LARGE);
  });

  it('can do so again and again', () => {
    for (let count = 0; count < 3; count++) {
      const chunk = Buffer.alloc(LARGE);
      release(chunk);
      expect(chunk).toHaveLength(0);
    }
  });

  it('lets be what shares memory with others', () => {
    const whole = Buffer.alloc(2 * LARGE, 'x');
    const part = whole.subarray(0, LARGE);
    release(part);
    expect(part).toHaveLength(LARGE);
    expect(whole.every((byte) => byte === 0x78)).toBe(true);
  });

  it('lets be what is small, which may lie in the pool of Buffer', () => {
    const small = Buffer.from('small');
    release(small);
    expect(small.toString()).toBe('small');
  });
});
