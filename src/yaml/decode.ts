import { isUtf8 } from 'node:buffer';
import type { Diagnostic } from '../model/diagnostic.ts';
import { finding } from './finding.ts';

/** Encodings that give themselves away by their first bytes. */
const FOREIGN: readonly { readonly name: string; readonly bytes: readonly number[] }[] = [
  { name: 'UTF-32', bytes: [0xff, 0xfe, 0x00, 0x00] },
  { name: 'UTF-32', bytes: [0x00, 0x00, 0xfe, 0xff] },
  { name: 'UTF-16', bytes: [0xff, 0xfe] },
  { name: 'UTF-16', bytes: [0xfe, 0xff] },
];

/** How much of a file is looked at to tell UTF-16 without a byte order mark from UTF-8. */
const SAMPLE_BYTES = 64;

/** A text in UTF-16 that begins with ASCII has a zero in every second byte. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES & ~1);
  if (sample.length < 4) return false;
  let even = 0;
  let odd = 0;
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  }
  return even + odd >= sample.length / 4 && (even === 0 || odd === 0);
}

function foreignEncoding(bytes: Uint8Array): string | undefined {
  const marked = FOREIGN.find((encoding) => encoding.bytes.every((byte, index) => bytes[index] === byte));
  if (marked) return marked.name;
  return looksLikeUtf16(bytes) ? 'UTF-16' : undefined;
}

/**
 * A file's text, or the finding MSH0002 when its bytes are not UTF-8. A byte order mark stays part of the text, so that
 * writing the text again gives the same bytes.
 */
export function decodeText(
  bytes: Uint8Array,
  file: string,
): { readonly text: string } | { readonly diagnostic: Diagnostic } {
  const encoding = foreignEncoding(bytes);
  if (encoding !== undefined)
    return { diagnostic: finding('MSH0002', `the file is in ${encoding}, not in UTF-8`, { origin: { file } }) };
  if (!isUtf8(bytes))
    return { diagnostic: finding('MSH0002', 'the file has bytes that are not UTF-8', { origin: { file } }) };
  // Unlike a TextDecoder, which is expensive to make, it keeps the byte order mark without being told.
  return { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') };
}
