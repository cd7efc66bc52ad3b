import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  huffmanLength,
  huffmanRoom,
  readHuffman,
  writeHuffman,
} from '../../../../../src/proxy/wire/h2/hpack/huffman.ts';

/** The code of a text, in hexadecimal digits. */
function coded(text: string): string {
  const into = Buffer.alloc(huffmanLength(text) + 1, 0xaa);
  const end = writeHuffman(text, into, 0);
  expect(end).toBe(huffmanLength(text));
  expect(into[end]).toBe(0xaa);
  return into.toString('hex', 0, end);
}

/** The text of a code; `undefined` for one that is broken. */
function decoded(bytes: Uint8Array): string | undefined {
  const into = Buffer.alloc(huffmanRoom(bytes.length));
  const length = readHuffman(bytes, 0, bytes.length, into);
  return length < 0 ? undefined : into.toString('latin1', 0, length);
}

describe('the Huffman code', () => {
  it.each([
    ['www.example.com', 'f1e3c2e5f23a6ba0ab90f4ff'],
    ['no-cache', 'a8eb10649cbf'],
    ['custom-key', '25a849e95ba97d7f'],
    ['custom-value', '25a849e95bb8e8b4bf'],
    ['302', '6402'],
    ['private', 'aec3771a4b'],
    ['Mon, 21 Oct 2013 20:13:21 GMT', 'd07abe941054d444a8200595040b8166e082a62d1bff'],
    ['https://www.example.com', '9d29ad171863c78f0b97c8e9ae82ae43d3'],
    ['gzip', '9bd9ab'],
    ['', ''],
    // One of each length that RFC 7541 appendix B has beyond eleven bits.
    ['#', 'ffaf'],
    ['$', 'ffcf'],
    ['^', 'fff3'],
    ['<', 'fff9'],
    ['\\', 'fffe1f'],
    ['\x80', 'fffe6f'],
    ['\x99', 'fffee7'],
    ['\x81', 'ffff4b'],
    ['\x01', 'ffffb1'],
    ['\t', 'ffffea'],
    ['\xc7', 'fffff67f'],
    ['\xc0', 'fffff83f'],
    ['\xcb', 'fffffbdf'],
    ['\x02', 'fffffe2f'],
    ['\n', 'fffffff3'],
    ['\r', 'fffffff7'],
    ['\x16', 'fffffffb'],
  ])('writes %j as RFC 7541 does', (text, hex) => {
    expect(coded(text)).toBe(hex);
    expect(decoded(Buffer.from(hex, 'hex'))).toBe(text);
  });

  it('has every byte, alone and behind each number of bits', () => {
    for (let byte = 0; byte < 256; byte++) {
      for (let before = 0; before < 8; before++) {
        // '0' has five bits, so that eight of them begin at every bit of an octet.
        const text = '0'.repeat(before) + String.fromCharCode(byte, byte);
        expect(decoded(Buffer.from(coded(text), 'hex'))).toBe(text);
      }
    }
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes).toString('latin1');
        expect(decoded(Buffer.from(coded(text), 'hex'))).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('has one way to write a text: what is read is written as it came', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
        const text = decoded(bytes);
        if (text !== undefined) expect(coded(text)).toBe(Buffer.from(bytes).toString('hex'));
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ['ff', 'eight bits of padding'],
    ['1fff', 'padding of more than seven bits behind a character'],
    ['18', 'padding of zeros'],
    ['fffffffc', 'the end mark, and zeros behind it'],
    ['ffffffff', 'the end mark'],
    ['ffffffffff', 'the end mark and padding'],
    ['fffe', 'a code that is cut'],
    ['ffc0', 'padding of zeros behind a long code'],
  ])('does not take %s: %s', (hex) => {
    expect(decoded(Buffer.from(hex, 'hex'))).toBeUndefined();
  });

  it.each(['1f', '07', '003f'])('takes padding of up to seven bits: %s', (hex) => {
    expect(decoded(Buffer.from(hex, 'hex'))).toMatch(/^[0ao]+$/);
  });
});
