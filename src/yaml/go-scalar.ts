/** How go-yaml (version 2, which Kubernetes writes YAML with) sees single scalars: what a plain word would be read as, and what may stand unquoted. */
import { shortestSingle } from '../model/single.ts';

/** Words YAML 1.1 reads as a boolean, null or a special number; each may also be written capitalised or in capitals. */
const RESERVED = new Set(
  ['y', 'yes', 'true', 'on', 'n', 'no', 'false', 'off', 'null', '.inf', '+.inf', '-.inf']
    .flatMap((word) => [word, word.replace(/[a-z]/, (letter) => letter.toUpperCase()), word.toUpperCase()])
    .concat('', '~', '.nan', '.NaN', '.NAN'),
);

const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)$/;
const SIGNED_BINARY = /^0b[-+][01]+$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** What starts with a dot Go parses itself, which lets underscores stand between digits. */
const FRACTION = /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const TIME =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+](\d\d):(\d\d))| +(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?))?$/;

function isTimestamp(text: string): boolean {
  const match = TIME.exec(text);
  if (!match) return false;
  const [year = 0, month = 0, day = 0, ...clock] = match.slice(1).map(Number);
  const [hour, minute, second, zoneHour, zoneMinute, hour2, minute2, second2] = clock.map((part) => part || 0);
  const lastDay = month === 2 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0)) ? 28 : DAYS[month - 1];
  if (lastDay === undefined || day < 1 || day > lastDay) return false;
  const within = (part: number | undefined, most: number) => (part ?? 0) <= most;
  // Go allows an offset of 24 hours or of 60 minutes: people do write them.
  const zone = within(zoneHour, 24) && within(zoneMinute, 60);
  return (
    zone &&
    [hour, hour2].every((part) => within(part, 23)) &&
    [minute, second, minute2, second2].every((part) => within(part, 59))
  );
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function fitsIn64Bits(integer: string): boolean {
  const negative = integer.startsWith('-');
  const digits = integer.replace(/^[-+]/, '');
  // A leading zero means octal, as in C.
  const value = BigInt(/^0[0-7]/.test(digits) ? `0o${digits}` : digits);
  if (negative) return value <= 1n << 63n;
  return value < (integer.startsWith('+') ? 1n << 63n : 1n << 64n);
}

function isNumber(text: string): boolean {
  const plain = text.replaceAll('_', '');
  if (INTEGER.test(plain) && !/^[-+]?0[oO]$/.test(plain) && fitsIn64Bits(plain)) return true;
  return (FLOAT.test(plain) && Number.isFinite(Number(plain))) || SIGNED_BINARY.test(plain);
}

/** Whether the text, written without quotes, is read back as this string by go-yaml and by other YAML 1.1 readers. */
export function readsAsString(text: string): boolean {
  if (RESERVED.has(text)) return false;
  const first = text.charCodeAt(0);
  if (first === 0x2e) return !(FRACTION.test(text) && Number.isFinite(Number(text.replaceAll('_', ''))));
  const numeric = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d;
  return !numeric || !(isTimestamp(text) || isNumber(text) || BASE_60.test(text));
}

/** Which ways of writing a string YAML's grammar allows. */
export interface ScalarForms {
  readonly plain: boolean;
  readonly single: boolean;
  readonly literal: boolean;
  /** Whether it has a line feed. */
  readonly lines: boolean;
}

const EMPTY: ScalarForms = { plain: true, single: true, literal: false, lines: false };
const INDICATORS = new Set([...'#,[]{}&*!|>\'"%@`'].map((char) => char.charCodeAt(0)));
const SPACE = 0x20;
const TAB = 0x09;

/** Line breaks of YAML 1.1, which knows Unicode's. */
export function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029;
}

/** Whether libyaml writes the UTF-16 unit as it is. Characters outside the first plane (emoji) it always escapes. */
export function isPrintable(code: number): boolean {
  if (code < 0x7f) return code >= SPACE || code === 0x0a;
  return (code >= 0xa0 && code < 0xd800) || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
}

function isIndicator(text: string, index: number, code: number, previous: number): boolean {
  const followed = () =>
    index + 1 === text.length || text.charCodeAt(index + 1) === SPACE || text.charCodeAt(index + 1) === TAB;
  if (code === 0x3a) return followed();
  if (index > 0)
    return code === 0x23 && (previous === SPACE || previous === TAB || previous === 0 || isBreak(previous));
  return INDICATORS.has(code) || ((code === 0x3f || code === 0x2d) && followed());
}

/** Looks a string over as libyaml's emitter does before it chooses how to write it in block context. */
export function scalarForms(text: string): ScalarForms {
  if (text === '') return EMPTY;
  let indicator = text.startsWith('---') || text.startsWith('...');
  let special = false;
  let multiline = false;
  let spaceAfterBreak = false;
  let previous = -1;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    indicator ||= isIndicator(text, index, code, previous);
    special ||= !isPrintable(code);
    if (code === SPACE) spaceAfterBreak ||= isBreak(previous);
    else if (isBreak(code)) {
      multiline = true;
      special ||= previous === SPACE;
    }
    previous = code;
  }
  const outerSpace = text.charCodeAt(0) === SPACE || previous === SPACE;
  return {
    plain: !(indicator || special || multiline || outerSpace),
    single: !(special || spaceAfterBreak),
    literal: !(special || previous === SPACE),
    lines: text.includes('\n'),
  };
}

/** A float in the shortest form of Go's `strconv.FormatFloat(value, 'g', -1, 64)`: `1.5`, `1e+06`, `1e-07`. Infinities and NaN as YAML names them. */
export function goFloat(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < GO_EXPONENT_FROM) return String(value);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** Go's %g writes the shortest float with an exponent from this power of ten on. */
const GO_EXPONENT_FROM = 6;

/** A float as Go's `'g'` with 32 bits writes it: with the fewest digits that tell it from other single-precision floats. */
export function goSingle(value: number): string {
  return goFloat(shortestSingle(value));
}
