/** Sprig's functions on strings. */
import { GoError } from '../errors.ts';
import { formatPlain, textOf } from '../fmt/print.ts';
import { quoteGo } from '../fmt/quote.ts';
import { ANY, type FunctionSet, fn, INT, STRING, variadic } from '../functions.ts';
import { listItems } from '../kinds.ts';
import { byteLength, isSpace, sliceBytes, toBytes, trimSpace } from '../text.ts';
import { stringList, stringMap } from '../values.ts';

/** Go's `text[start:end]`; throws where Go panics. */
function bytesBetween(text: string, start: number, end: number): string {
  const length = byteLength(text);
  if (start < 0 || end < start || end > length) {
    throw new GoError(`runtime error: slice bounds out of range [${start}:${end}] with length ${length}`);
  }
  return sliceBytes(text, start, end);
}

function truncate(count: number, text: string): string {
  const length = byteLength(text);
  if (count < 0 && length + count > 0) return sliceBytes(text, length + count, length);
  return count >= 0 && length > count ? sliceBytes(text, 0, count) : text;
}

function substring(start: number, end: number, text: string): string {
  const length = byteLength(text);
  if (start < 0) return bytesBetween(text, 0, end);
  return bytesBetween(text, start, end < 0 || end > length ? length : end);
}

/** Shortens to `width` bytes, dots included; `offset` is what must be kept on the left. */
function abbreviate(text: string, offset: number, width: number): string {
  const length = byteLength(text);
  if (width < 4 || length <= width) return width < 4 ? '' : text;
  const kept = width - 3;
  const start = Math.min(Math.min(offset, length), Math.max(length - kept, 0));
  if (start <= 4) return `${bytesBetween(text, 0, kept)}...`;
  if (width < 7) return '';
  if (start + kept < length) return `...${abbreviate(sliceBytes(text, start, length), 0, kept)}`;
  return `...${sliceBytes(text, length - kept, length)}`;
}

const abbrev = (width: number, text: string): string => (width < 4 ? text : abbreviate(text, 0, width));

const abbrevBoth = (left: number, right: number, text: string): string =>
  right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right);

/** Characters of `cut` off both ends. */
function trimAll(cut: string, text: string): string {
  const set = new Set(cut);
  const chars = [...text];
  let start = 0;
  let end = chars.length;
  while (start < end && set.has(chars[start] ?? '')) start++;
  while (end > start && set.has(chars[end - 1] ?? '')) end--;
  return chars.slice(start, end).join('');
}

/** Without white space; where there was any, sprig takes the bytes that are left for characters. */
function noSpace(text: string): string {
  const bytes = [...toBytes(text)].map((byte) => String.fromCharCode(byte));
  const kept = bytes.filter((char) => !isSpace(char));
  return kept.length === bytes.length ? text : kept.join('');
}

/** Most text one call may make; beyond it only a mistake lies. */
const MAX_REPEATED_LENGTH = 100_000_000;

function repeat(count: number, text: string): string {
  if (count < 0) throw new GoError('strings: negative Repeat count');
  if (text.length * count > MAX_REPEATED_LENGTH) throw new GoError('strings: Repeat output length overflow');
  return text.repeat(count);
}

function indent(spaces: number, text: string): string {
  const pad = repeat(spaces, ' ');
  return pad + text.replaceAll('\n', `\n${pad}`);
}

/** Breaks lines at spaces after `width` bytes; `breakWords` breaks longer words, too. */
function wrap(text: string, width: number, separator: string, breakWords: boolean): string {
  const least = Math.max(width, 1);
  const newLine = separator === '' ? '\n' : separator;
  const length = byteLength(text);
  // One character a byte, so that offsets are bytes.
  const bytes = Array.from(toBytes(text), (byte) => String.fromCharCode(byte)).join('');
  let out = '';
  let offset = 0;
  while (length - offset > least) {
    if (bytes[offset] === ' ') {
      offset++;
      continue;
    }
    const end = offset + least;
    const inside = bytes.lastIndexOf(' ', end);
    const breakAt = inside >= offset ? inside : breakWords ? end : bytes.indexOf(' ', end);
    if (breakAt < 0) break;
    out += sliceBytes(text, offset, breakAt) + newLine;
    offset = breakWords && inside < offset ? breakAt : breakAt + 1;
  }
  return out + sliceBytes(text, offset, length);
}

/** Go's `strings.SplitN`; an empty separator splits into characters. */
function splitText(text: string, separator: string, count = -1): readonly string[] {
  if (count === 0) return [];
  const parts = separator === '' ? [...text] : text.split(separator);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

/** Go's `strings.ReplaceAll`: an empty text stands between all characters, and at both ends. */
function replace(old: string, replacement: string, text: string): string {
  const parts = splitText(text, old);
  return (old === '' ? ['', ...parts, ''] : parts).join(replacement);
}

const numbered = (parts: readonly string[]) => stringMap(Object.fromEntries(parts.map((part, at) => [`_${at}`, part])));

/** The elements as strings, without nil; a single value is a list of one. */
export function strings(value: unknown): readonly string[] {
  if (value === null || value === undefined) return [];
  const items = listItems(value) ?? [value];
  return items.filter((item) => item !== null && item !== undefined).map(textOf);
}

const present = (values: readonly unknown[]): readonly unknown[] => values.filter((value) => value !== null);

/** `quote`, `trunc`, `join`, `nindent` and their like. */
export const STRING_FUNCTIONS: FunctionSet = {
  abbrev: fn([INT, STRING], abbrev),
  abbrevboth: fn([INT, INT, STRING], abbrevBoth),
  cat: variadic([], ANY, (...values) => present(values).map(formatPlain).join(' ')),
  contains: fn([STRING, STRING], (part, text) => text.includes(part)),
  hasPrefix: fn([STRING, STRING], (part, text) => text.startsWith(part)),
  hasSuffix: fn([STRING, STRING], (part, text) => text.endsWith(part)),
  indent: fn([INT, STRING], indent),
  join: fn([STRING, ANY], (separator, list) => strings(list).join(separator)),
  nindent: fn([INT, STRING], (spaces, text) => `\n${indent(spaces, text)}`),
  nospace: fn([STRING], noSpace),
  plural: fn([STRING, STRING, INT], (one, many, count) => (count === 1 ? one : many)),
  quote: variadic([], ANY, (...values) =>
    present(values)
      .map((value) => quoteGo(textOf(value)))
      .join(' '),
  ),
  repeat: fn([INT, STRING], repeat),
  replace: fn([STRING, STRING, STRING], replace),
  split: fn([STRING, STRING], (separator, text) => numbered(splitText(text, separator))),
  splitList: fn([STRING, STRING], (separator, text) => stringList(splitText(text, separator))),
  splitn: fn([STRING, INT, STRING], (separator, count, text) => numbered(splitText(text, separator, count))),
  squote: variadic([], ANY, (...values) =>
    present(values)
      .map((value) => `'${formatPlain(value)}'`)
      .join(' '),
  ),
  substr: fn([INT, INT, STRING], substring),
  toString: fn([ANY], textOf),
  toStrings: fn([ANY], (list) => stringList(strings(list))),
  trim: fn([STRING], trimSpace),
  trimAll: fn([STRING, STRING], trimAll),
  trimall: fn([STRING, STRING], trimAll),
  trimPrefix: fn([STRING, STRING], (part, text) => (text.startsWith(part) ? text.slice(part.length) : text)),
  trimSuffix: fn([STRING, STRING], (part, text) =>
    text.endsWith(part) ? text.slice(0, text.length - part.length) : text,
  ),
  trunc: fn([INT, STRING], truncate),
  wrap: fn([INT, STRING], (width, text) => wrap(text, width, '', false)),
  wrapWith: fn([INT, STRING, STRING], (width, separator, text) => wrap(text, width, separator, true)),
};
