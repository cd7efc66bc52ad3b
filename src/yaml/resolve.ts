/**
 * What a scalar means to Kubernetes. Its tools read YAML with go-yaml v2 and pass the result on as JSON, which is YAML 1.1
 * with Go's number syntax: `yes` is true, `0644` is octal, dates stay text, `1:30` is text.
 *
 * @see https://github.com/kubernetes-sigs/yaml
 */

import { goSingle } from './go-scalar.ts';

const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

/** First characters of the plain scalars that can be anything but text. */
const TYPED_START = /^[-+.0-9yYnNtTfFoO~]/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const DECIMAL = /^[-+]?(?:0|[1-9][0-9]*)$/;
const BASED = /^([-+]?)0([xX][0-9a-fA-F]+|[oO]?[0-7]+|[bB][01]+)$/;

/** Integers with a base are read into 64 bits; what does not fit is text. */
const MAX_BASED = 2 ** 64;

function basedInteger(sign: string, digits: string): number | undefined {
  const prefix = digits.charAt(0).toLowerCase();
  const text = prefix === 'x' || prefix === 'b' || prefix === 'o' ? `0${prefix}${digits.slice(1)}` : `0o${digits}`;
  const value = Number(text);
  if (value > MAX_BASED) return undefined;
  return sign === '-' && value !== 0 ? -value : value;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function resolveNumber(text: string): number | undefined {
  if (text.startsWith('.')) return FLOAT.test(text) ? finite(Number(text)) : undefined;
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  // `+ 0` turns JavaScript's negative zero, which Go's integers do not have, into zero.
  if (DECIMAL.test(plain)) return Number(plain) + 0;
  const based = BASED.exec(plain);
  if (based) return basedInteger(based[1] ?? '', based[2] ?? '');
  return FLOAT.test(plain) ? finite(Number(plain)) : undefined;
}

/**
 * The value of a plain scalar: `true`, `false`, `null`, a number, or the text itself. Integers beyond 2^53 lose their last
 * digits, as in every JSON reader that keeps numbers as doubles; their text in the file is never touched for it.
 */
export function resolvePlain(text: string): unknown {
  if (text !== '' && !TYPED_START.test(text)) return text;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  return resolveNumber(text) ?? text;
}

const CORE_TAG = 'tag:yaml.org,2002:';

/** What an explicit tag asks for, and whether a resolved value satisfies it. */
const TAG_CHECKS: ReadonlyMap<string, (value: unknown) => boolean> = new Map<string, (value: unknown) => boolean>([
  ['bool', (value) => typeof value === 'boolean'],
  ['int', (value) => Number.isInteger(value)],
  ['float', (value) => typeof value === 'number'],
  ['null', (value) => value === null],
]);

function coreName(tag: string): string | undefined {
  if (tag.startsWith('!!')) return tag.slice(2);
  return tag.startsWith(`!<${CORE_TAG}`) ? tag.slice(2 + CORE_TAG.length, -1) : undefined;
}

function decodeBase64(text: string): string {
  const binary = atob(text.replace(/\s+/g, ''));
  return new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
}

/**
 * The value of a scalar with an explicit tag. Tags of YAML's own types are obeyed, any other leaves the text.
 * Throws an `Error` whose message says why when the text does not fit the tag.
 */
export function resolveTagged(tag: string, text: string): unknown {
  const name = coreName(tag);
  if (name === 'binary') {
    try {
      return decodeBase64(text);
    } catch (cause) {
      throw new Error('!!binary value contains invalid base64 data', { cause });
    }
  }
  const check = name === undefined ? undefined : TAG_CHECKS.get(name);
  if (check === undefined) return text;
  const value = resolvePlain(text);
  if (!check(value)) throw new Error(`cannot read "${text}" as !!${name}`);
  return value;
}

/**
 * The name a mapping key has in JSON, given its value and its text; `undefined` when a value of this type cannot be a key
 * (null and collections, as Kubernetes refuses them too).
 */
export function keyName(value: unknown, text: string): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return undefined;
  const plain = text.replaceAll('_', '');
  if (DECIMAL.test(plain)) return String(BigInt(plain.replace('+', '')));
  return BASED.test(plain) ? String(value) : goSingle(value);
}
