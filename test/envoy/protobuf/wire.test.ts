import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { answerJson, readResponse, requestBytes } from '../../../src/envoy/protobuf/discovery.ts';
import { bytesField, type Message, readMessage, textField, WireProblem } from '../../../src/envoy/protobuf/wire.ts';

const { root } = protobuf.parse(`
  syntax = "proto3";
  message M { string s = 1; int32 n = 2; int64 l = 3; bool b = 4; repeated string many = 5; M inner = 6; double d = 7; bytes y = 8; fixed32 f = 20; }
`);
const M = root.lookupType('M');

const SHAPE: Message = {
  fields: {
    1: { name: 's', type: 'text' },
    2: { name: 'n', type: 'number' },
    3: { name: 'l', type: 'long' },
    4: { name: 'b', type: 'bool' },
    5: { name: 'many', type: 'text', list: true },
    7: { name: 'd', type: 'double' },
    8: { name: 'y', type: 'bytes' },
  },
};
Object.assign(SHAPE.fields, { 6: { name: 'inner', type: SHAPE } });

const encode = (value: Readonly<Record<string, unknown>>): Uint8Array => M.encode(M.fromObject(value)).finish();

describe('messages', () => {
  it('are read as another library writes them', () => {
    const value = fc.record({
      s: fc.string({ minLength: 1 }),
      n: fc.integer({ min: 1 }),
      b: fc.constant(true),
      many: fc.array(fc.string(), { minLength: 1 }),
      d: fc.double({ noDefaultInfinity: true, noNaN: true, min: 1 }),
      f: fc.nat(),
    });
    fc.assert(
      fc.property(value, value, (outer, inner) => {
        const { f: _, ...wanted } = outer;
        const { f: __, ...wantedInner } = inner;
        expect(readMessage(SHAPE, encode({ ...outer, inner }))).toEqual({ ...wanted, inner: wantedInner });
      }),
    );
  });

  it('keep numbers of 64 bits and negative ones', () => {
    expect(readMessage(SHAPE, encode({ l: '-9007199254740993', n: -5 }))).toEqual({ l: -9007199254740993n, n: -5 });
  });

  it('that are cut off or something else are refused, and never more', () => {
    const bytes = encode({ s: 'hello', many: ['a', 'b'], inner: { s: 'x' } });
    for (let length = 1; length < bytes.length; length++) {
      try {
        readMessage(SHAPE, bytes.subarray(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(WireProblem);
      }
    }
    fc.assert(
      fc.property(fc.uint8Array(), (random) => {
        try {
          readMessage(SHAPE, random);
        } catch (error) {
          expect(error).toBeInstanceOf(WireProblem);
        }
      }),
    );
  });

  it('nest only so deep', () => {
    let bytes = textField(1, 'x');
    for (let depth = 0; depth < 200; depth++) bytes = bytesField(6, bytes);
    expect(() => readMessage(SHAPE, bytes)).toThrow(WireProblem);
  });
});

describe('the debug stream', () => {
  it('asks with a node that is only there to listen', () => {
    const bytes = requestBytes({ type: 'istio.io/debug/syncz', names: ['a', 'b'], nodeId: 'me' });
    const read = readMessage(
      {
        fields: {
          2: {
            name: 'node',
            type: { fields: { 1: { name: 'id', type: 'text' }, 3: { name: 'metadata', type: 'bytes' } } },
          },
          3: { name: 'names', type: 'text', list: true },
          4: { name: 'type', type: 'text' },
        },
      },
      bytes,
    );
    expect(read).toMatchObject({ node: { id: 'me' }, names: ['a', 'b'], type: 'istio.io/debug/syncz' });
    expect(bytes.toString('latin1')).toContain('GENERATOR');
  });

  it('shows values nobody knows as they are', () => {
    const any = Buffer.concat([textField(1, 'x.y/Z'), bytesField(2, Buffer.from('hi'))]);
    const answer = readResponse(Buffer.concat([textField(1, 'v'), bytesField(2, any)]));
    expect(answerJson(answer)).toEqual({ version_info: 'v', resources: [{ '@type': 'x.y/Z', value: 'aGk=' }] });
  });
});
