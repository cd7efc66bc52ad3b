import type { ChalkInstance } from 'chalk';
import { structuredPatch } from 'diff';

/** Unchanged lines shown around a change, as `diff -u` has them. */
const CONTEXT_LINES = 3;

/** Two versions of a stretch of a file. */
export interface Change {
  readonly before: string;
  readonly after: string;
}

/**
 * A unified diff of a file that is given in stretches, so that work and memory stay in proportion to what changed; empty when
 * nothing did. `patch` and `git apply` take it when it is not coloured.
 */
export class FileDiff {
  readonly #name: string;
  readonly #paint: ChalkInstance;
  readonly #hunks: string[] = [];
  #oldLine = 0;
  #newLine = 0;

  constructor(name: string, paint: ChalkInstance) {
    this.#name = name;
    this.#paint = paint;
  }

  /** Adds the next stretch of the file. Stretches have to end with a line break, but for the last one. */
  add({ before, after }: Change): void {
    if (before !== after) this.#compare(before, after);
    this.#oldLine += lineCount(before);
    this.#newLine += lineCount(after);
  }

  /** The diff of everything that was added. */
  text(): string {
    if (this.#hunks.length === 0) return '';
    const { bold } = this.#paint;
    return `${bold(`--- a/${this.#name}`)}\n${bold(`+++ b/${this.#name}`)}\n${this.#hunks.join('')}`;
  }

  #compare(before: string, after: string): void {
    const { hunks } = structuredPatch('', '', before, after, '', '', { context: CONTEXT_LINES });
    for (const { oldStart, oldLines, newStart, newLines, lines } of hunks) {
      const from = `${oldStart + this.#oldLine},${oldLines}`;
      const to = `${newStart + this.#newLine},${newLines}`;
      const body = lines.map((line) => `${this.#colour(line)}\n`).join('');
      this.#hunks.push(`${this.#paint.cyan(`@@ -${from} +${to} @@`)}\n${body}`);
    }
  }

  #colour(line: string): string {
    if (line.startsWith('+')) return this.#paint.green(line);
    return line.startsWith('-') ? this.#paint.red(line) : line;
  }
}

function lineCount(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
