import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import {
  bytesField,
  messageField,
  numberField,
  readMessage,
  textField,
} from '../../../../src/proxy/runtime/ext-authz/protobuf.ts';

const { root } = protobuf.parse(
  'syntax = "proto3"; message Inner { string text = 1; } message Outer { uint64 number = 1; bytes raw = 2; repeated Inner inner = 16; fixed64 wide = 4; fixed32 narrow = 5; }',
);
const outer = root.lookupType('Outer');

describe('messages', () => {
  it('are read by another codec as they were written', () => {
    const content = fc.record({
      number: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      raw: fc.uint8Array(),
      texts: fc.array(fc.string({ unit: 'grapheme-ascii' })),
    });
    fc.assert(
      fc.property(content, ({ number, raw, texts }) => {
        const inner = texts.map((text) => messageField(16, [textField(1, text)]));
        const bytes = Buffer.concat([numberField(1, number), bytesField(2, raw), ...inner]);
        const read = outer.toObject(outer.decode(bytes), { longs: Number, defaults: true, arrays: true });
        expect(read['number']).toBe(number);
        expect(Buffer.from(read['raw'])).toEqual(Buffer.from(raw));
        expect(read['inner']).toEqual(texts.map((text) => ({ text })));
      }),
    );
  });

  it('of another codec are read as it wrote them', () => {
    const content = fc.record({
      number: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      wide: fc.integer({ min: 0 }),
      narrow: fc.integer({ min: 0 }),
      inner: fc.array(fc.record({ text: fc.string() })),
    });
    fc.assert(
      fc.property(content, (value) => {
        const message = readMessage(Buffer.from(outer.encode(outer.fromObject(value)).finish()));
        expect(message?.number(1)).toBe(value.number);
        const texts = message?.all(16).map((bytes) => readMessage(bytes)?.all(1)[0]?.toString() ?? '');
        expect(texts).toEqual(value.inner.map(({ text }) => text));
      }),
    );
  });

  it('that are none are told, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const message = readMessage(Buffer.from(bytes));
        message?.all(1);
      }),
    );
    for (const cut of ['08', '0aff', '0a0561', '0d0102', '0b', `08${'ff'.repeat(11)}`])
      expect(readMessage(Buffer.from(cut, 'hex'))).toBeUndefined();
  });
});
