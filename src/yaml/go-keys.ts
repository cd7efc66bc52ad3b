/** The order go-yaml writes the keys of a map in: numbers inside words by value, letters after everything else. */

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

function isLetter(code: number): boolean {
  if (code < 0x80) return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
  return LETTER.test(String.fromCodePoint(code));
}

function isDigit(code: number | undefined): boolean {
  if (code === undefined || code < 0x80) return code !== undefined && code >= ZERO && code <= ZERO + 9;
  return DIGIT.test(String.fromCodePoint(code));
}

const ZERO = 0x30;

/** The digits of `runes` from `start` on, put behind `lead`, as a number that overflows the way Go's int64 does; and where they end. */
function readNumber(runes: readonly number[], start: number, lead: bigint): { value: bigint; end: number } {
  let value = lead;
  let end = start;
  for (let rune = runes[end]; rune !== undefined && isDigit(rune); rune = runes[++end]) {
    value = BigInt.asIntN(64, value * 10n + BigInt(rune - ZERO));
  }
  return { value, end };
}

/** Whether the digits right before `index` hold anything but zeros, so that a zero at `index` counts. */
function hasNumberBefore(runes: readonly number[], index: number): boolean {
  for (let at = index - 1; at >= 0 && isDigit(runes[at]); at--) if (runes[at] !== ZERO) return true;
  return false;
}

function compareRunes(a: readonly number[], b: readonly number[], index: number): number {
  const [left = 0, right = 0] = [a[index], b[index]];
  const [leftLetter, rightLetter] = [isLetter(left), isLetter(right)];
  if (leftLetter && rightLetter) return left - right;
  if (leftLetter || rightLetter) return rightLetter ? -1 : 1;
  if (!isDigit(left) && !isDigit(right)) return left - right;
  const lead = (left === ZERO || right === ZERO) && hasNumberBefore(a, index) ? 1n : 0n;
  const [first, second] = [readNumber(a, index, lead), readNumber(b, index, lead)];
  if (first.value !== second.value) return first.value < second.value ? -1 : 1;
  return first.end - second.end || left - right;
}

/** Compares two map keys as go-yaml does; negative when `a` is written first. `p2` comes before `p10`, `a-b` before `ab`. */
export function compareKeys(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let index = 0;
  while (index < shorter && a.charCodeAt(index) === b.charCodeAt(index)) index++;
  if (index === shorter) return a.length - b.length;
  const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
  if (left < 0x80 && right < 0x80 && isLetter(left) && isLetter(right)) return left - right;
  const runes = [a, b].map((text) => Array.from(text, (char) => char.codePointAt(0) ?? 0));
  const [first = [], second = []] = runes;
  const differs = first.findIndex((rune, at) => rune !== second[at]);
  return compareRunes(first, second, differs);
}
