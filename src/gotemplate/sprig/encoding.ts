/** Sprig's encodings and checksums. */
import { GoError } from '../errors.ts';
import { ANY, type FunctionSet, fn, type GoFunction, STRING } from '../functions.ts';
import { decodeJson, encodeJson, type JsonStyle } from '../json.ts';
import { toBytes } from '../text.ts';
import { BASE32, BASE64, decodeBase, encodeBase } from './base.ts';

/** A cryptographic digest in hexadecimal. */
export type Digest = (algorithm: 'sha1' | 'sha256' | 'sha512', data: Uint8Array) => string;

function checksum(digest: Digest | undefined, algorithm: Parameters<Digest>[0]): GoFunction {
  return fn([STRING], (text) => {
    if (!digest) throw new GoError('checksums are not available here');
    return digest(algorithm, toBytes(text));
  });
}

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

/** `b64enc`, `toJson`, `sha256sum` and their like. */
export const ENCODING_FUNCTIONS: FunctionSet = {
  adler32sum: fn([STRING], adler32),
  b32dec: fn([STRING], (text) => decodeBase(text, BASE32)),
  b32enc: fn([STRING], (text) => encodeBase(text, BASE32)),
  b64dec: fn([STRING], (text) => decodeBase(text, BASE64)),
  b64enc: fn([STRING], (text) => encodeBase(text, BASE64)),
  fromJson: fn([STRING], (text) => orElse<unknown>(() => decodeJson(text), null)),
  mustFromJson: fn([STRING], decodeJson),
  mustToJson: mustToJson({}),
  mustToPrettyJson: mustToJson(PRETTY),
  mustToRawJson: mustToJson(RAW),
  toJson: toJson({}),
  toPrettyJson: toJson(PRETTY),
  toRawJson: mustToJson(RAW),
};

/** Cryptographic checksums; without a digest they fail when they are called. */
export function checksumFunctions(digest: Digest | undefined): FunctionSet {
  return {
    sha1sum: checksum(digest, 'sha1'),
    sha256sum: checksum(digest, 'sha256'),
    sha512sum: checksum(digest, 'sha512'),
  };
}
