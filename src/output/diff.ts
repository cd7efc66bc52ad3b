import type { ChalkInstance } from 'chalk';
import { diffLines } from 'diff';

/** Unchanged lines shown around a change, as `diff -u` has them. */
const CONTEXT_LINES = 3;

/** Two versions of a stretch of a file. */
export interface Change {
  readonly before: string;
  readonly after: string;
}

type Sign = ' ' | '+' | '-';

/** Changed lines with those around them. */
interface Hunk {
  /** Lines of either version before the hunk. */
  readonly oldLine: number;
  readonly newLine: number;
  readonly lines: (readonly [Sign, string])[];
  /** How many unchanged lines it ends with. */
  quiet: number;
}

/**
 * A unified diff of a file that is given in stretches, so that work and memory stay in proportion to what changed; empty when
 * nothing did. Its hunks reach over the ends of stretches: `patch -p1` and `git apply` take it when it is not coloured.
 */
export class FileDiff {
  readonly #name: string;
  readonly #paint: ChalkInstance;
  readonly #hunks: string[] = [];
  #oldLine = 0;
  #newLine = 0;
  #open: Hunk | undefined;
  /** The last unchanged lines while no hunk is open. */
  #above: string[] = [];

  constructor(name: string, paint: ChalkInstance) {
    this.#name = headerName(name);
    this.#paint = paint;
  }

  /** Adds the next stretch of the file. Stretches have to end with a line break, but for the last one. */
  add({ before, after }: Change): void {
    if (before === after) {
      this.#keep(before);
      return;
    }
    for (const { added, removed, value } of diffLines(before, after)) {
      if (added || removed) for (const line of linesOf(value)) this.#change(added ? '+' : '-', line);
      else this.#keep(value);
    }
  }

  /** The diff of everything that was added; nothing can be added any more. */
  text(): string {
    this.#close();
    if (this.#hunks.length === 0) return '';
    const { bold } = this.#paint;
    return `${bold(`--- ${sideName('a', this.#name)}`)}\n${bold(`+++ ${sideName('b', this.#name)}`)}\n${this.#hunks.join('')}`;
  }

  #change(sign: '+' | '-', line: string): void {
    const above = this.#above;
    this.#open ??= {
      oldLine: this.#oldLine - above.length,
      newLine: this.#newLine - above.length,
      lines: above.map((kept) => [' ', kept]),
      quiet: 0,
    };
    this.#open.lines.push([sign, line]);
    this.#open.quiet = 0;
    if (sign === '-') this.#oldLine += 1;
    else this.#newLine += 1;
  }

  /** Unchanged text: only the lines next to a hunk are looked at one by one. */
  #keep(text: string): void {
    let at = 0;
    while (this.#open && at < text.length) {
      const end = endOfLine(text, at);
      this.#open.lines.push([' ', text.slice(at, end)]);
      this.#open.quiet += 1;
      this.#skip(1);
      at = end;
      if (this.#open.quiet > 2 * CONTEXT_LINES) this.#close();
    }
    if (at === text.length) return;
    const rest = text.slice(at);
    this.#skip(lineCount(rest));
    this.#above = [...this.#above, ...lastLines(rest, CONTEXT_LINES)].slice(-CONTEXT_LINES);
  }

  #skip(lines: number): void {
    this.#oldLine += lines;
    this.#newLine += lines;
  }

  #close(): void {
    const hunk = this.#open;
    if (!hunk) return;
    const { lines, quiet, oldLine, newLine } = hunk;
    this.#above = lines.slice(lines.length - Math.min(quiet, CONTEXT_LINES)).map(([, line]) => line);
    const shown = lines.slice(0, lines.length - Math.max(quiet - CONTEXT_LINES, 0));
    const from = rangeOf(oldLine, shown.filter(([sign]) => sign !== '+').length);
    const to = rangeOf(newLine, shown.filter(([sign]) => sign !== '-').length);
    const body = shown.map(([sign, line]) => this.#line(sign, line)).join('');
    this.#hunks.push(`${this.#paint.cyan(`@@ -${from} +${to} @@`)}\n${body}`);
    this.#open = undefined;
  }

  #line(sign: Sign, line: string): string {
    const ended = line.endsWith('\n');
    const text = `${sign}${ended ? line.slice(0, -1) : line}`;
    const coloured = sign === '+' ? this.#paint.green(text) : sign === '-' ? this.#paint.red(text) : text;
    return `${coloured}\n${ended ? '' : '\\ No newline at end of file\n'}`;
  }
}

/** The name without what leads out of the folder the diff is applied in. */
const headerName = (name: string): string => name.replace(/^(?:\.?\/+)+/, '');

const ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '"': '\\"', '\\': '\\\\' };

/** A file's name in a header: with a tab behind it where it has spaces, in quotes where it has what would end it. */
function sideName(side: 'a' | 'b', name: string): string {
  const path = `${side}/${name}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what a header cannot hold.
  if (!/[\u0000-\u001F"\\]/.test(path)) return path.includes(' ') ? `${path}\t` : path;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what a header cannot hold.
  const quoted = path.replace(/[\u0000-\u001F"\\]/g, (char) => ESCAPES[char] ?? octal(char));
  return `"${quoted}"`;
}

const octal = (char: string): string => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;

/** The lines a hunk has of one version; a hunk without any is told by the line above it. */
const rangeOf = (above: number, count: number): string => `${count === 0 ? above : above + 1},${count}`;

/** Offset of the line after the one at `at`. */
function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.split(/(?<=\n)/));

function lastLines(text: string, count: number): readonly string[] {
  let at = text.length;
  for (let line = 0; line < count && at > 0; line += 1) at = at < 2 ? 0 : text.lastIndexOf('\n', at - 2) + 1;
  return linesOf(text.slice(at));
}

function lineCount(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at = endOfLine(text, at)) count += 1;
  return count;
}
