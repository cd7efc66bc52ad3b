/**
 * The lines in which a document differs from what taking its injection out again makes of it, and those lines put back. What
 * was replaced has its value in the undo record; how it was written (flow style, order, comments) is known only to the text.
 */

/** Lines of a text, each with its line break: `before` stand there from line `at` (from 0) on, `after` shall. */
export interface TextEntry {
  readonly at: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** How many lines in a row have to be the same for two texts to have met again. */
const MEETING = 2;

/** How far ahead two texts are looked through for where they meet; behind that they count as different to the end. */
const MAX_GAP = 1000;

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.split(/(?<=\n)/));

/** The texts being compared, and how far each was read. */
interface Reading {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly left: number;
  readonly right: number;
}

function meets({ from, to, left, right }: Reading): boolean {
  for (let ahead = 0; ahead < MEETING; ahead += 1) {
    if (from[left + ahead] !== to[right + ahead]) return false;
  }
  return true;
}

/** How many lines of either text differ from here on, as few as can be. */
function gapOf({ from, to, left, right }: Reading): readonly [left: number, right: number] {
  const rest = from.length - left + to.length - right;
  for (let total = 1; total < Math.min(rest, MAX_GAP); total += 1) {
    for (let taken = 0; taken <= total; taken += 1) {
      const reading = { from, to, left: left + taken, right: right + total - taken };
      if (reading.left <= from.length && reading.right <= to.length && meets(reading)) return [taken, total - taken];
    }
  }
  return [from.length - left, to.length - right];
}

/** An entry has a line to be found by, also where lines only have to come in: the one above, or below at the start. */
function anchored({ at, before, after }: TextEntry, from: readonly string[]): TextEntry {
  const [above, below] = [from[at - 1], from[at]];
  if (before.length > 0) return { at, before, after };
  if (above !== undefined) return { at: at - 1, before: [above], after: [above, ...after] };
  return below === undefined ? { at, before, after } : { at, before: [below], after: [...after, below] };
}

/** What turns the text `from` into `to`; empty when they are the same. */
export function textEntries(from: string, to: string): readonly TextEntry[] {
  if (from === to) return [];
  const texts = { from: linesOf(from), to: linesOf(to) };
  const entries: TextEntry[] = [];
  let [left, right] = [0, 0];
  while (left < texts.from.length || right < texts.to.length) {
    if (texts.from[left] === texts.to[right]) {
      left += 1;
      right += 1;
      continue;
    }
    const [gone, come] = gapOf({ ...texts, left, right });
    const before = texts.from.slice(left, left + gone);
    entries.push(anchored({ at: left, before, after: texts.to.slice(right, right + come) }, texts.from));
    left += gone;
    right += come;
  }
  return entries;
}

/** Where the lines of an entry stand, the place nearest to where they stood; `undefined` when they are gone. */
function placeOf({ at, before }: TextEntry, lines: readonly string[], from: number): number | undefined {
  const stands = (start: number): boolean =>
    start >= from && before.every((line, index) => lines[start + index] === line);
  for (let away = 0; away <= lines.length; away += 1) {
    if (stands(at - away)) return at - away;
    if (stands(at + away)) return at + away;
  }
  return undefined;
}

/** `text` with the recorded lines back in it; entries whose lines were changed since are left out. */
export function applyText(text: string, entries: readonly TextEntry[]): string {
  const lines = linesOf(text);
  const result: string[] = [];
  let next = 0;
  for (const entry of entries) {
    const start = placeOf(entry, lines, next);
    if (start === undefined) continue;
    result.push(...lines.slice(next, start), ...entry.after);
    next = start + entry.before.length;
  }
  return [...result, ...lines.slice(next)].join('');
}
