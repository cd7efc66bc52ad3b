import { Writer } from '../../../../../src/proxy/wire/h2/frames/writer.ts';
import { createHpackDecoder, type HpackDecoder } from '../../../../../src/proxy/wire/h2/hpack/decoder.ts';
import type { HpackEncoder } from '../../../../../src/proxy/wire/h2/hpack/encoder.ts';

/** A decoder with the limits of the proxy, or others. */
export function decoder({ tableBytes = 4096, listBytes = 60 * 1024 } = {}): HpackDecoder {
  return createHpackDecoder({ tableBytes, listBytes });
}

/** What a block in hexadecimal digits says; the bytes around it are no part of it. */
export function decodeHex(from: HpackDecoder, hex: string) {
  const bytes = Buffer.from(`ff${hex.replaceAll(' ', '')}ff`, 'hex');
  return from.decode(bytes, 1, bytes.length - 1);
}

/** The block of some fields. */
export function blockOf(from: HpackEncoder, fields: readonly string[]): Buffer {
  const out = new Writer();
  from.encode(fields, out);
  return Buffer.from(out.take());
}
