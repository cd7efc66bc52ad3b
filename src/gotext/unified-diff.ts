/** Unified diffs as Python's difflib finds them, whose Go port the reference uses: other tools find other ones. */

/** What a diff is called, and how much of what did not change it shows. */
export interface DiffNames {
  readonly before: string;
  readonly after: string;
  /** Unchanged lines around a change. */
  readonly context: number;
}

/** A stretch of lines that is the same in both. */
interface Block {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

/** What happens to a stretch of lines. */
interface Step {
  readonly same: boolean;
  readonly a0: number;
  readonly a1: number;
  readonly b0: number;
  readonly b1: number;
}

/** A text of this many lines and more has popular lines. */
const POPULAR_FROM = 200;

/** One in this many, and one, is popular: such lines are not looked for, as they are everywhere (`}`). */
const POPULAR_SHARE = 100;

/** The unified diff of two texts; empty when they are equal. */
export function unifiedDiff(before: string, after: string, { before: from, after: to, context }: DiffNames): string {
  const [a, b] = [linesOf(before), linesOf(after)];
  const hunks = hunksOf(stepsOf(a, b), context);
  if (hunks.length === 0) return '';
  return `--- ${from}\n+++ ${to}\n${hunks.map((steps) => hunkText(steps, a, b)).join('')}`;
}

/** Lines with their ends; behind the last one there is an empty one. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => `${line}\n`);
  return lines;
}

function stepsOf(a: readonly string[], b: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  for (const { a: ai, b: bj, size } of [...blocksOf(a, b), { a: a.length, b: b.length, size: 0 }]) {
    if (i < ai || j < bj) steps.push({ same: false, a0: i, a1: ai, b0: j, b1: bj });
    if (size > 0) steps.push({ same: true, a0: ai, a1: ai + size, b0: bj, b1: bj + size });
    [i, j] = [ai + size, bj + size];
  }
  return steps;
}

/** The longest common stretch, then those before and behind it, and so on. */
function blocksOf(a: readonly string[], b: readonly string[]): readonly Block[] {
  const places = placesOf(b);
  const found: Block[] = [];
  const queue: (readonly [number, number, number, number])[] = [[0, a.length, 0, b.length]];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [alo, ahi, blo, bhi] = next;
    const block = longest({ a, b, places }, next);
    if (block.size === 0) continue;
    found.push(block);
    if (alo < block.a && blo < block.b) queue.push([alo, block.a, blo, block.b]);
    if (block.a + block.size < ahi && block.b + block.size < bhi) {
      queue.push([block.a + block.size, ahi, block.b + block.size, bhi]);
    }
  }
  return joined(found.sort((x, y) => x.a - y.a || x.b - y.b));
}

function placesOf(b: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [index, line] of b.entries()) {
    const known = places.get(line);
    if (known) known.push(index);
    else places.set(line, [index]);
  }
  if (b.length < POPULAR_FROM) return places;
  const limit = Math.floor(b.length / POPULAR_SHARE) + 1;
  for (const [line, indexes] of places) if (indexes.length > limit) places.delete(line);
  return places;
}

interface Texts {
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly places: ReadonlyMap<string, readonly number[]>;
}

function longest({ a, b, places }: Texts, [alo, ahi, blo, bhi]: readonly [number, number, number, number]): Block {
  let best: Block = { a: alo, b: blo, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = alo; i < ahi; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(a[i] ?? '') ?? []) {
      if (j < blo) continue;
      if (j >= bhi) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  let { a: i, b: j, size } = best;
  // Popular lines were not looked for; beside a stretch they belong to it.
  while (i > alo && j > blo && a[i - 1] === b[j - 1]) [i, j, size] = [i - 1, j - 1, size + 1];
  while (i + size < ahi && j + size < bhi && a[i + size] === b[j + size]) size += 1;
  return { a: i, b: j, size };
}

function joined(blocks: readonly Block[]): readonly Block[] {
  const out: Block[] = [];
  for (const block of blocks) {
    const last = out.at(-1);
    if (last && last.a + last.size === block.a && last.b + last.size === block.b) {
      out[out.length - 1] = { ...last, size: last.size + block.size };
    } else out.push(block);
  }
  return out;
}

/** Steps in groups, between which more is unchanged than is shown. */
function hunksOf(steps: readonly Step[], context: number): readonly (readonly Step[])[] {
  const hunks: Step[][] = [];
  let hunk: Step[] = [];
  for (const [index, step] of steps.entries()) {
    const { a0, a1, b0, b1 } = step;
    const first = index === 0;
    const last = index === steps.length - 1;
    if (!step.same) {
      hunk.push(step);
    } else if (first) {
      hunk.push({ ...step, a0: Math.max(a0, a1 - context), b0: Math.max(b0, b1 - context) });
    } else if (last || a1 - a0 > 2 * context) {
      hunk.push({ ...step, a1: Math.min(a1, a0 + context), b1: Math.min(b1, b0 + context) });
      hunks.push(hunk);
      hunk = last ? [] : [{ ...step, a0: Math.max(a0, a1 - context), b0: Math.max(b0, b1 - context) }];
    } else hunk.push(step);
  }
  if (hunk.length > 0) hunks.push(hunk);
  return hunks.filter((group) => group.some(({ same }) => !same));
}

function hunkText(steps: readonly Step[], a: readonly string[], b: readonly string[]): string {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return '';
  const head = `@@ -${rangeText(first.a0, last.a1)} +${rangeText(first.b0, last.b1)} @@\n`;
  const lines = steps.flatMap(({ same, a0, a1, b0, b1 }) => {
    if (same) return a.slice(a0, a1).map((line) => ` ${line}`);
    return [...a.slice(a0, a1).map((line) => `-${line}`), ...b.slice(b0, b1).map((line) => `+${line}`)];
  });
  return head + lines.join('');
}

function rangeText(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}
