import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Writer } from '../../../../../src/proxy/wire/h2/frames/writer.ts';

function put(out: Writer, byte: number, count: number): void {
  out.reserve(count);
  out.bytes.fill(byte, out.at, out.at + count);
  out.at += count;
}

describe('a writer', () => {
  it('has nothing at first, and nothing again once its bytes were taken', () => {
    const out = new Writer();
    expect(out.take()).toHaveLength(0);
    put(out, 1, 3);
    expect(out.length).toBe(3);
    expect(out.take()).toEqual(Buffer.of(1, 1, 1));
    expect(out.length).toBe(0);
    expect(out.take()).toHaveLength(0);
    expect(out.bytes).toHaveLength(0);
  });

  it('keeps what was written when it grows', () => {
    const out = new Writer();
    put(out, 1, 30_000);
    put(out, 2, 30_000);
    put(out, 3, 300_000);
    expect(out.take()).toEqual(
      Buffer.concat([Buffer.alloc(30_000, 1), Buffer.alloc(30_000, 2), Buffer.alloc(300_000, 3)]),
    );
  });

  it('uses the memory again that was given back', () => {
    const [one, other] = [new Writer(), new Writer()];
    put(one, 1, 10);
    const taken = one.take();
    one.giveBack();
    put(other, 2, 10);
    expect(other.take().buffer).toBe(taken.buffer);
    put(one, 3, 10);
    expect(one.take().buffer).not.toBe(taken.buffer);
  });

  it('gives nothing back once the bytes of another were taken', () => {
    const [one, other] = [new Writer(), new Writer()];
    put(one, 1, 10);
    put(other, 2, 10);
    const taken = one.take();
    const next = other.take();
    one.giveBack();
    put(one, 3, 10);
    put(other, 4, 10);
    expect([taken, next]).toEqual([Buffer.alloc(10, 1), Buffer.alloc(10, 2)]);
  });

  it('leaves alone what was taken and not given back, whatever others write', () => {
    const step = fc.record({ writer: fc.nat(2), size: fc.nat(40_000), givesBack: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const writers = [new Writer(), new Writer(), new Writer()];
        const taken: { bytes: Buffer; byte: number }[] = [];
        for (const [index, { writer, size, givesBack }] of steps.entries()) {
          const out = writers[writer] ?? new Writer();
          put(out, index, size);
          const bytes = out.take();
          expect(bytes.every((byte) => byte === index)).toBe(true);
          if (givesBack) out.giveBack();
          else taken.push({ bytes, byte: index });
        }
        for (const { bytes, byte } of taken) expect(bytes.every((each) => each === byte)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('gives nothing back twice', () => {
    const out = new Writer();
    put(out, 1, 10);
    out.take();
    out.giveBack();
    out.giveBack();
    const [one, other] = [new Writer(), new Writer()];
    put(one, 1, 10);
    put(other, 2, 10);
    expect(one.take()).toEqual(Buffer.alloc(10, 1));
    expect(other.take()).toEqual(Buffer.alloc(10, 2));
  });
});
