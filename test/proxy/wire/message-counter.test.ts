import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageCounter } from '../../../src/proxy/wire/message-counter.ts';

function message(length: number): Buffer {
  const made = Buffer.alloc(5 + length, 0xff);
  made[0] = 0;
  made.writeUInt32BE(length, 1);
  return made;
}

describe('the messages of a gRPC body', () => {
  it('are counted however the bytes come', () => {
    const lengths = fc.array(fc.nat(600), { maxLength: 8 });
    fc.assert(
      fc.property(lengths, fc.array(fc.integer({ min: 1, max: 700 })), (sizes, steps) => {
        const body = Buffer.concat(sizes.map(message));
        const counter = new MessageCounter();
        let at = 0;
        for (const step of [...steps, body.length]) {
          const to = Math.min(body.length, at + step);
          counter.read(body, at, to);
          at = to;
        }
        expect(counter.count).toBe(sizes.length);
      }),
    );
  });

  it('are those of one body at a time', () => {
    const counter = new MessageCounter();
    counter.read(message(3), 0, 7);
    counter.reset();
    counter.read(message(0), 0, 5);
    expect(counter.count).toBe(1);
  });
});
