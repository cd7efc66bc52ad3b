import { describe, expect, test } from 'vitest';
import { decodeText } from '../../src/yaml/decode.ts';

function utf16(text: string, bigEndian = false): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

function message(bytes: Uint8Array): string | undefined {
  const decoded = decodeText(bytes, 'x.yaml');
  return 'diagnostic' in decoded ? `${decoded.diagnostic.code} ${decoded.diagnostic.message}` : undefined;
}

describe('decodeText', () => {
  test('keeps every byte of a text, its mark included', () => {
    const bytes = Buffer.from('\uFEFFa: ünï😀\r\n');
    const decoded = decodeText(bytes, '-');
    expect('text' in decoded && Buffer.from(decoded.text).equals(bytes)).toBe(true);
  });

  test.each([
    ['UTF-16 with a mark', utf16('\uFEFFapiVersion: v1\n'), 'UTF-16'],
    ['big-endian UTF-16 with a mark', utf16('\uFEFFapiVersion: v1\n', true), 'UTF-16'],
    ['UTF-16 without a mark', utf16('apiVersion: v1\n'), 'UTF-16'],
    ['UTF-32', Uint8Array.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'UTF-32'],
    ['bytes that are no UTF-8', Uint8Array.from([0x61, 0xff, 0x62]), 'not UTF-8'],
    ['half a character', Uint8Array.from([0x61, 0xc3]), 'not UTF-8'],
  ])('names %s', (_name, bytes, word) => expect(message(bytes)).toMatch(new RegExp(`^MSH0002 .*${word}`)));

  test('leaves a NUL in UTF-8 to the reader, which knows its place', () => {
    expect(decodeText(Buffer.from('apiVersion: v1\nx: \0\n'), '-')).toEqual({ text: 'apiVersion: v1\nx: \0\n' });
  });
});
