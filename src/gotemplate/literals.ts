/** Go's literals: quoted strings, character constants and numbers. */
import type { NumberNode } from './ast.ts';
import { fromBytes, toBytes } from './text.ts';

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** Escapes of a fixed number of digits: what they start with, the digits' base and whether they give one byte. */
const CODE_ESCAPES: Readonly<Record<string, readonly [digits: number, base: number, byte: boolean]>> = {
  x: [2, 16, true],
  u: [4, 16, false],
  U: [8, 16, false],
};

interface Unescaped {
  readonly bytes: Uint8Array;
  /** The code point or byte. */
  readonly code: number;
  readonly length: number;
}

function unescapeCode(text: string, at: number): Unescaped | undefined {
  const first = text[at] ?? '';
  const octal = /[0-7]/.test(first);
  const form = octal ? ([3, 8, true] as const) : Object.hasOwn(CODE_ESCAPES, first) ? CODE_ESCAPES[first] : undefined;
  if (!form) return undefined;
  const [count, base, byte] = form;
  const start = octal ? at : at + 1;
  const digits = text.slice(start, start + count);
  if (digits.length < count || !(base === 8 ? /^[0-7]+$/ : /^[0-9a-fA-F]+$/).test(digits)) return undefined;
  const code = Number.parseInt(digits, base);
  if (byte ? code > 255 : code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
  const bytes = byte ? Uint8Array.of(code) : toBytes(String.fromCodePoint(code));
  return { bytes, code, length: start + count - at };
}

/** The escape behind the backslash at `at - 1`; `undefined` when it is not one. `quote` is the only quote that may be escaped. */
function unescapeAt(text: string, at: number, quote: string): Unescaped | undefined {
  const char = text[at] ?? '';
  const simple = char === quote ? quote : Object.hasOwn(SIMPLE_ESCAPES, char) ? SIMPLE_ESCAPES[char] : undefined;
  if (simple !== undefined) return { bytes: toBytes(simple), code: simple.charCodeAt(0), length: 1 };
  return unescapeCode(text, at);
}

/** The text inside a quoted or raw string token; `undefined` when an escape in it is wrong. */
export function unquote(token: string): string | undefined {
  const inner = token.slice(1, -1);
  if (token.startsWith('`')) return inner.replaceAll('\r', '');
  if (!inner.includes('\\')) return inner;
  const bytes: number[] = [];
  for (let at = 0; at < inner.length; ) {
    const char = String.fromCodePoint(inner.codePointAt(at) ?? 0);
    if (char !== '\\') {
      bytes.push(...toBytes(char));
      at += char.length;
      continue;
    }
    const escaped = unescapeAt(inner, at + 1, '"');
    if (!escaped) return undefined;
    bytes.push(...escaped.bytes);
    at += 1 + escaped.length;
  }
  return fromBytes(Uint8Array.from(bytes));
}

/** The code point of a character constant token; `undefined` when it holds none, more than one, or a wrong escape. */
function charCode(token: string): number | undefined {
  const inner = token.slice(1, -1);
  if (inner.startsWith('\\')) {
    const escaped = unescapeAt(inner, 1, "'");
    return escaped && escaped.length + 1 === inner.length ? escaped.code : undefined;
  }
  const code = inner.codePointAt(0);
  return code !== undefined && String.fromCodePoint(code) === inner ? code : undefined;
}

const INTEGER = /^([+-]?)(0[xX]_?[0-9a-fA-F]+|0[oO]_?[0-7]+|0[bB]_?[01]+|0_?[0-7]*|[1-9][0-9]*)$/;
const DECIMAL = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const HEX_FLOAT = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?[0-9]+)$/;
const GOOD_UNDERSCORES = /^[^_]*(?:(?<=[0-9a-fA-FxXoObB])_(?=[0-9a-fA-F])[^_]*)*$/;

/** The integer a Go literal stands for, any base and underscores allowed; `undefined` when it is none. */
export function parseGoInteger(text: string): bigint | undefined {
  if (!GOOD_UNDERSCORES.test(text)) return undefined;
  const match = INTEGER.exec(text.replaceAll('_', ''));
  if (!match) return undefined;
  const digits = match[2] ?? '';
  // Go's leading 0 means octal, which JavaScript writes 0o.
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return match[1] === '-' ? -value : value;
}

function parseHexFloat(text: string): number | undefined {
  const match = HEX_FLOAT.exec(text);
  const [, sign = '', whole = '', fraction = '', exponent = ''] = match ?? [];
  if (!match || whole + fraction === '') return undefined;
  const value = Number.parseInt(whole + fraction, 16) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}

/** The float a Go literal stands for; `undefined` when it is none or too large for one. */
export function parseGoFloat(text: string): number | undefined {
  if (!GOOD_UNDERSCORES.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  const value = DECIMAL.test(plain) ? Number(plain) : parseHexFloat(plain);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

/** The node for a number token, or what is wrong with it. */
export function numberNode(text: string, pos: number): NumberNode | string {
  const int = parseGoInteger(text);
  // Between the largest int64 and the largest uint64 a number is legal, though no value of a template can hold it.
  if (int !== undefined && int >= MIN_INT64 && int <= MAX_UINT64) {
    return {
      kind: 'number',
      pos,
      text,
      ...(int <= MAX_INT64 && { int: String(int) }),
      float: Number(int),
      ideal: 'int',
    };
  }
  if (!/[.eEpP]/.test(text) && (int !== undefined || parseGoFloat(text) !== undefined))
    return `integer overflow: "${text}"`;
  const float = parseGoFloat(text);
  if (float === undefined) return `illegal number syntax: "${text}"`;
  const whole = Number.isInteger(float) && Math.abs(float) < 2 ** 63;
  return { kind: 'number', pos, text, ...(whole && { int: String(BigInt(float)) }), float, ideal: 'float' };
}

/** The node for a character constant token: a number; `undefined` when the token is malformed. */
export function charNode(text: string, pos: number): NumberNode | undefined {
  const code = charCode(text);
  return code === undefined ? undefined : { kind: 'number', pos, text, int: String(code), float: code, ideal: 'int' };
}
