/** Sprig's encodings and checksums. */
import { createHash } from 'node:crypto';
import { GoError } from '../errors.ts';
import { ANY, type FunctionSet, fn, STRING } from '../functions.ts';
import { decodeJson, encodeJson, type JsonStyle } from '../json.ts';
import { fromBytes, toBytes } from '../text.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An encoding of groups of bits as characters, padded with `=` to whole groups of characters. */
interface BaseEncoding {
  readonly name: string;
  readonly alphabet: string;
  readonly bits: number;
  /** Characters a group of whole bytes takes. */
  readonly group: number;
}

const ENCODINGS = {
  base64: { name: 'base64', alphabet: BASE64, bits: 6, group: 4 },
  base32: { name: 'base32', alphabet: BASE32, bits: 5, group: 8 },
} as const satisfies Record<string, BaseEncoding>;

function encode(text: string, { alphabet, bits, group }: BaseEncoding): string {
  let out = '';
  let pending = 0;
  let count = 0;
  for (const byte of toBytes(text)) {
    pending = ((pending << 8) | byte) & 0xffff;
    count += 8;
    while (count >= bits) {
      count -= bits;
      out += alphabet[(pending >> count) & ((1 << bits) - 1)];
    }
  }
  if (count > 0) out += alphabet[(pending << (bits - count)) & ((1 << bits) - 1)];
  return out.padEnd(Math.ceil(out.length / group) * group, '=');
}

/** The decoded text, or Go's error message: sprig prints that instead. */
function decode(text: string, { name, alphabet, bits, group }: BaseEncoding): string {
  const clean = text.replace(/[\r\n]/g, '');
  const body = clean.replace(/=+$/, '');
  const bytes: number[] = [];
  let pending = 0;
  let count = 0;
  for (let at = 0; at < body.length; at++) {
    const value = alphabet.indexOf(body[at] ?? '');
    if (value < 0) return `illegal ${name} data at input byte ${at}`;
    pending = ((pending << bits) | value) & 0xffff;
    count += bits;
    if (count >= 8) {
      count -= 8;
      bytes.push((pending >> count) & 0xff);
    }
  }
  const complete = clean.length % group === 0 && count < bits && clean.length - body.length < group;
  return complete
    ? fromBytes(Uint8Array.from(bytes))
    : `illegal ${name} data at input byte ${illegalAt(clean, body, group)}`;
}

/** Where Go stops in text that is too short or wrongly padded. */
function illegalAt(clean: string, body: string, group: number): number {
  return clean.length === body.length ? body.length - (body.length % group) : body.length;
}

const digest = (algorithm: string) => fn([STRING], (text) => createHash(algorithm).update(toBytes(text)).digest('hex'));

/** The modulus of Adler-32. */
const ADLER_PRIME = 65_521;

function adler32(text: string): string {
  let a = 1;
  let b = 0;
  for (const byte of toBytes(text)) {
    a = (a + byte) % ADLER_PRIME;
    b = (b + a) % ADLER_PRIME;
  }
  return String(b * 0x10000 + a);
}

/** Sprig's plain JSON functions give nothing where its `must` functions fail. */
function orElse<T>(run: () => T, fallback: T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof GoError) return fallback;
    throw error;
  }
}

const toJson = (style: JsonStyle) => fn([ANY], (value) => orElse(() => encodeJson(value, style), ''));
const mustToJson = (style: JsonStyle) => fn([ANY], (value) => encodeJson(value, style));

const PRETTY: JsonStyle = { indent: '  ' };
const RAW: JsonStyle = { html: false };

export const ENCODING_FUNCTIONS: FunctionSet = {
  adler32sum: fn([STRING], adler32),
  b32dec: fn([STRING], (text) => decode(text, ENCODINGS.base32)),
  b32enc: fn([STRING], (text) => encode(text, ENCODINGS.base32)),
  b64dec: fn([STRING], (text) => decode(text, ENCODINGS.base64)),
  b64enc: fn([STRING], (text) => encode(text, ENCODINGS.base64)),
  fromJson: fn([STRING], (text) => orElse<unknown>(() => decodeJson(text), null)),
  mustFromJson: fn([STRING], decodeJson),
  mustToJson: mustToJson({}),
  mustToPrettyJson: mustToJson(PRETTY),
  mustToRawJson: mustToJson(RAW),
  sha1sum: digest('sha1'),
  sha256sum: digest('sha256'),
  sha512sum: digest('sha512'),
  toJson: toJson({}),
  toPrettyJson: toJson(PRETTY),
  toRawJson: mustToJson(RAW),
};
