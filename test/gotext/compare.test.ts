import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareBytes } from '../../src/gotext/compare.ts';

it('orders strings by their bytes in UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      const [left, right] = [Buffer.from(a), Buffer.from(b)];
      expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(left, right));
    }),
  );
});
