/** Sets of keys that tokens are verified with, RFC 7517 and RFC 7518. */
import { asString, entry, isMap, type JsonMap } from '../../../model/json.ts';
import type { Cursor } from '../cursor.ts';
import { type Problems, problem } from '../problem.ts';

/** The members a key of each type has to have. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
  oct: ['k'],
};

const CURVES: Readonly<Record<string, readonly string[]>> = {
  EC: ['P-256', 'P-384', 'P-521'],
  OKP: ['Ed25519', 'X25519'],
};

const BASE64_URL = /^[-_A-Za-z0-9]+$/;

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function keyError(key: unknown): string | undefined {
  const type = asString(entry(key, 'kty')) ?? '';
  const members = Object.hasOwn(MEMBERS, type) ? (MEMBERS[type] ?? []) : undefined;
  if (!members) return `"${type}" is not a type of key`;
  const missing = members.find((name) => (asString(entry(key, name)) ?? '') === '');
  if (missing !== undefined) return `"${missing}" is missing`;
  const curve = asString(entry(key, 'crv'));
  if (curve !== undefined && !(CURVES[type] ?? [curve]).includes(curve)) return `"${curve}" is not a curve of ${type}`;
  const broken = members.find((name) => name !== 'crv' && !BASE64_URL.test(asString(entry(key, name)) ?? ''));
  return broken === undefined ? undefined : `"${broken}" is not in base64url`;
}

/** The keys of a set; a key that stands alone is a set of one. */
function keysOf(set: JsonMap): readonly unknown[] | undefined {
  if (!Object.hasOwn(set, 'keys')) return [set];
  return Array.isArray(set['keys']) ? set['keys'] : undefined;
}

/** Private keys have the member `d`; a symmetric key has nothing public. */
const isSecret = (key: unknown): boolean => entry(key, 'kty') === 'oct' || entry(key, 'd') !== undefined;

/** A set of keys in JSON. */
export function* jwks(at: Cursor): Problems {
  const set = readJson(at.text);
  const keys = isMap(set) ? keysOf(set) : undefined;
  if (!keys) {
    yield problem('MSH2754', at, 'jwks is not a set of keys in JSON');
    return;
  }
  const wrong = keys.map(keyError).find((error) => error !== undefined);
  if (wrong !== undefined) {
    yield problem('MSH2754', at, `jwks has a key that cannot be read: ${wrong}`);
    return;
  }
  for (const [index, key] of keys.entries())
    if (isSecret(key)) yield problem('MSH2755', at, `the key ${index} in jwks is not public`);
}
