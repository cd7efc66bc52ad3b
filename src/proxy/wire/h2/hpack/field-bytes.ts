/** What the bytes of a field may be in HTTP/2 (RFC 9113 section 8.2.1). */
import { COLON, HTAB, SP, TOKEN, VALUE } from '../../bytes.ts';

/** As {@link TOKEN}, without letters in upper case. */
const NAME: Uint8Array = TOKEN.map((allowed, byte) => (byte >= 0x41 && byte <= 0x5a ? 0 : allowed));

/** Whether [start, end) is a field's name: a token in lower case, with a colon in front for a pseudo field. */
export function isFieldName(bytes: Uint8Array, start: number, end: number): boolean {
  const from = bytes[start] === COLON ? start + 1 : start;
  for (let at = from; at < end; at++) {
    if (NAME[bytes[at] ?? 0] !== 1) return false;
  }
  return from < end;
}

/** Whether [start, end) is a field's value: no control bytes, no white space at its ends; it may be empty. */
export function isFieldValue(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (VALUE[bytes[at] ?? 0] !== 1) return false;
  }
  return start === end || !(isBlank(bytes[start]) || isBlank(bytes[end - 1]));
}

function isBlank(byte: number | undefined): boolean {
  return byte === SP || byte === HTAB;
}
