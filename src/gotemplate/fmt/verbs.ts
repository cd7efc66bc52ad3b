/** How one scalar prints under one verb, with flags, width and precision. */
import { toBytes } from '../text.ts';
import { formatFloat } from './float.ts';
import { canBackquote, isPrint, quoteChar, quoteGo } from './quote.ts';

/** What stands between `%` and the verb. */
export interface Directive {
  plus: boolean;
  minus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** `%+v`, and `%#v`, where the flags mean something else. */
  plusV: boolean;
  sharpV: boolean;
  width: number | undefined;
  precision: number | undefined;
}

/** A directive without flags. */
export const plainDirective = (): Directive => ({
  plus: false,
  minus: false,
  sharp: false,
  space: false,
  zero: false,
  plusV: false,
  sharpV: false,
  width: undefined,
  precision: undefined,
});

/** Characters as Go counts them: bytes that are no UTF-8 count one each. */
const countChars = (text: string): number => [...text].length;

/** Fills up to the width with spaces, or zeros where the flag asks for them. */
export function pad(text: string, d: Directive, zero = d.zero): string {
  if (d.width === undefined) return text;
  const missing = d.width - countChars(text);
  if (missing <= 0) return text;
  if (d.minus) return text + ' '.repeat(missing);
  return (zero ? '0' : ' ').repeat(missing) + text;
}

function truncated(text: string, d: Directive): string {
  return d.precision === undefined ? text : [...text].slice(0, d.precision).join('');
}

function hexString(text: string, d: Directive, upper: boolean): string {
  const bytes = toBytes(text).subarray(0, d.precision);
  const prefix = upper ? '0X' : '0x';
  let out = '';
  for (const [index, byte] of bytes.entries()) {
    if (d.space && index > 0) out += ' ';
    if (d.sharp && (index === 0 || d.space)) out += prefix;
    const digits = byte.toString(16).padStart(2, '0');
    out += upper ? digits.toUpperCase() : digits;
  }
  return pad(out, d);
}

/** A string under `%s %v %q %x %X`; `undefined` for other verbs. */
export function formatString(text: string, verb: string, d: Directive): string | undefined {
  switch (verb) {
    case 'v':
      return d.sharpV ? pad(quoteGo(truncated(text, d)), d) : pad(truncated(text, d), d);
    case 's':
      return pad(truncated(text, d), d);
    case 'q': {
      const kept = truncated(text, d);
      return pad(d.sharp && canBackquote(kept) ? `\`${kept}\`` : quoteGo(kept, d.plus), d);
    }
    case 'x':
    case 'X':
      return hexString(text, d, verb === 'X');
    default:
      return undefined;
  }
}

/** A boolean under `%t %v`; `undefined` for other verbs. */
export function formatBool(value: boolean, verb: string, d: Directive): string | undefined {
  return verb === 't' || verb === 'v' ? pad(String(value), d) : undefined;
}

/** Base and prefix under `#` of the integer verbs. */
const BASES: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  v: [10, ''],
  d: [10, ''],
  b: [2, '0b'],
  o: [8, '0'],
  O: [8, '0'],
  x: [16, '0x'],
  X: [16, '0X'],
};

function formatNumeral(value: bigint, verb: string, d: Directive): string | undefined {
  const [base, prefix] = BASES[verb] ?? [0, ''];
  if (base === 0) return undefined;
  const negative = value < 0n;
  let digits = (negative ? -value : value).toString(base);
  if (verb === 'X') digits = digits.toUpperCase();
  const signed = negative || d.plus || d.space;
  if (d.precision === 0 && value === 0n) return ' '.repeat(d.width ?? 0);
  if (d.precision !== undefined) digits = digits.padStart(d.precision, '0');
  else if (d.zero && !d.minus && d.width !== undefined) digits = digits.padStart(d.width - (signed ? 1 : 0), '0');
  if (d.sharp && !(base === 8 && digits.startsWith('0'))) digits = prefix + digits;
  if (verb === 'O') digits = `0o${digits}`;
  const sign = negative ? '-' : d.plus ? '+' : d.space ? ' ' : '';
  return pad(sign + digits, d, false);
}

const MAX_RUNE = 0x10ffffn;

/** The character with that code; U+FFFD when there is none. */
function charOf(value: bigint): string {
  const valid = value >= 0n && value <= MAX_RUNE && !(value >= 0xd800n && value < 0xe000n);
  return valid ? String.fromCodePoint(Number(value)) : '\ufffd';
}

function formatCodePoint(value: bigint, d: Directive): string {
  const unsigned = BigInt.asUintN(64, value);
  const digits = unsigned
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(d.precision ?? 0, 4), '0');
  const shown = d.sharp && unsigned <= MAX_RUNE && isPrint(charOf(unsigned)) ? ` '${charOf(unsigned)}'` : '';
  return pad(`U+${digits}${shown}`, d, false);
}

/** An integer under `%d %v %b %o %O %x %X %c %q %U`; `undefined` for other verbs. */
export function formatInteger(value: bigint, verb: string, d: Directive, unsigned = false): string | undefined {
  switch (verb) {
    case 'c':
      return pad(charOf(value), d);
    case 'q':
      return pad(quoteChar(charOf(value), d.plus), d);
    case 'U':
      return formatCodePoint(value, d);
    case 'v':
      return d.sharpV && unsigned ? `0x${value.toString(16)}` : formatNumeral(value, 'v', d);
    default:
      return formatNumeral(value, verb, d);
  }
}

/** Go's default precision where the verb has one. */
const FLOAT_VERBS: Readonly<Record<string, readonly [format: string, precision: number | undefined]>> = {
  v: ['g', undefined],
  b: ['b', undefined],
  g: ['g', undefined],
  G: ['G', undefined],
  x: ['x', undefined],
  X: ['X', undefined],
  f: ['f', 6],
  F: ['f', 6],
  e: ['e', 6],
  E: ['E', 6],
};

/** `%#g` and its like: a point always, and trailing zeros up to the precision. */
function withPoint(number: string, verb: string, precision: number | undefined): string {
  const [, head = '', tail = ''] = /^(.*?)((?:[pP]|(?<!0[xX][0-9a-fA-F.]*)[eE])[+-]?[0-9]+)?$/.exec(number) ?? [];
  const counted = /[vgGx]/.test(verb) ? (precision ?? 6) : 0;
  const significant = head.replace(/^[+-]/, '').replace('.', '').replace(/^0+/, '');
  const used = significant.length + (/^[+-]?0$/.test(head) ? 1 : 0);
  return `${head}${head.includes('.') ? '' : '.'}${'0'.repeat(Math.max(counted - used, 0))}${tail}`;
}

/** A float under `%v %e %E %f %F %g %G %x %X %b`; `undefined` for other verbs. */
export function formatFloatVerb(value: number, verb: string, d: Directive): string | undefined {
  const form = FLOAT_VERBS[verb];
  if (!form) return undefined;
  const precision = d.precision ?? form[1];
  let text = formatFloat(value, form[0], precision);
  if (!/^[+-]/.test(text)) text = `+${text}`;
  if (d.space && text.startsWith('+') && !d.plus) text = ` ${text.slice(1)}`;
  if (!Number.isFinite(value)) {
    return pad(Number.isNaN(value) && !d.space && !d.plus ? text.slice(1) : text, d, false);
  }
  if (d.sharp && verb !== 'b') text = text[0] + withPoint(text.slice(1), form[0], precision);
  if (!d.plus && text.startsWith('+')) return pad(text.slice(1), d);
  if (!d.zero || d.minus || d.width === undefined) return pad(text, d);
  return text[0] + text.slice(1).padStart(d.width - 1, '0');
}
