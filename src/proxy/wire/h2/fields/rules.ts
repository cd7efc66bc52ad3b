/** Rules of field blocks that requests and responses share (RFC 9113 section 8). Blocks: name, value, name, value. */
import type { Fields } from '../../fields.ts';
import type { Framing } from '../../framing.ts';

/** Content-Length has at most this many digits, as in HTTP/1.1. */
const LENGTH = /^[0-9]{1,15}$/;

const COLON = 0x3a;

/** Whether it is one of the fields in front that HTTP/1.1 has in its start lines (8.3). */
export function isPseudo(name: string): boolean {
  return name.charCodeAt(0) === COLON;
}

/** Whether a field only concerns one connection, and so has no place in HTTP/2 (8.2.2); the length of a name is the cheap test. */
export function isConnectionSpecific(name: string, value: string): boolean {
  switch (name.length) {
    case 2:
      return name === 'te' && value !== 'trailers';
    case 7:
      return name === 'upgrade';
    case 10:
      return name === 'connection' || name === 'keep-alive';
    case 16:
      return name === 'proxy-connection';
    case 17:
      return name === 'transfer-encoding';
    default:
      return false;
  }
}

/** Takes what Content-Length says; false when it is no number, or said again (8.1.1). */
export function takeLength(framing: Framing, value: string): boolean {
  if (framing.contentLength >= 0 || !LENGTH.test(value)) return false;
  framing.contentLength = Number(value);
  return true;
}

/** Fills trailers; false when the block is none (8.1). */
export function readTrailers(fields: Fields, block: readonly string[]): boolean {
  fields.clear();
  for (let index = 0; index + 1 < block.length; index += 2) {
    const name = block[index] ?? '';
    const value = block[index + 1] ?? '';
    if (isPseudo(name) || isConnectionSpecific(name, value)) return false;
    fields.append(name, value);
  }
  return true;
}

/** Appends the fields that are passed on to a block, but for those with one name. */
export function addFields(block: string[], fields: Fields, without = ''): void {
  for (let index = 0; index < fields.count; index++) {
    if (fields.isDropped(index)) continue;
    const name = fields.name(index);
    const value = fields.value(index);
    // Routes can set any field.
    if (name !== without && !isConnectionSpecific(name, value)) block.push(name, value);
  }
}

/** Appends `name: value\r\n` lines to a block. */
export function addLines(block: string[], lines: string): void {
  for (let start = 0; start < lines.length; ) {
    const found = lines.indexOf('\r\n', start);
    const end = found < 0 ? lines.length : found;
    const colon = lines.indexOf(':', start);
    if (colon > start && colon < end) block.push(lines.slice(start, colon), lines.slice(colon + 1, end).trim());
    start = end + 2;
  }
}

/** Trailers as a block; `undefined` without any. */
export function trailersOf(fields: Fields | undefined): readonly string[] | undefined {
  if (fields === undefined || fields.count === 0) return undefined;
  const block: string[] = [];
  addFields(block, fields);
  return block.length > 0 ? block : undefined;
}
