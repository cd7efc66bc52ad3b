/** Tables with elastic tab stops, as Go's text/tabwriter lays them out. */

/** How wide columns are. */
export interface TabOptions {
  /** No column is narrower; default 0. */
  readonly minWidth?: number;
  /** Spaces between a column's longest cell and the next column. */
  readonly padding: number;
  /** Put the padding before the text of a cell; default after it. */
  readonly alignRight?: boolean;
}

interface Line {
  /** The pieces that a tab ends. */
  readonly cells: readonly string[];
  /** The last piece, which belongs to no column. */
  readonly tail: string;
}

const ASTRAL = /[\ud800-\udbff]/;

/** Characters as Go counts them: code points, whatever they take on a screen. */
function runeCount(text: string): number {
  if (!ASTRAL.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function lineOf(text: string): Line {
  const cells = text.split('\t');
  const tail = cells.pop() ?? '';
  return { cells, tail };
}

/** Widths of the cells of every line, by line and column. */
class Layout {
  readonly widths: number[][];
  readonly #lines: readonly Line[];
  readonly #options: TabOptions;

  constructor(lines: readonly Line[], options: TabOptions) {
    this.#lines = lines;
    this.#options = options;
    this.widths = lines.map(() => []);
    this.column(0, 0, lines.length);
  }

  /** Gives every block of consecutive lines that have a cell at `column` one width, and goes on to the next column in it. */
  private column(column: number, from: number, to: number): void {
    let at = from;
    while (at < to) {
      if (!this.hasCell(at, column)) {
        at += 1;
        continue;
      }
      const start = at;
      while (at < to && this.hasCell(at, column)) at += 1;
      const width = this.width(column, start, at);
      for (let line = start; line < at; line++) this.widths[line]?.push(width);
      this.column(column + 1, start, at);
    }
  }

  private hasCell(line: number, column: number): boolean {
    return column < (this.#lines[line]?.cells.length ?? 0);
  }

  private width(column: number, from: number, to: number): number {
    let width = this.#options.minWidth ?? 0;
    for (let line = from; line < to; line++) {
      const cell = this.#lines[line]?.cells[column] ?? '';
      width = Math.max(width, runeCount(cell) + this.#options.padding);
    }
    return width;
  }
}

/**
 * Lays out text whose cells end in tabs. A column is a block of consecutive lines that have a cell at that place; a line
 * with fewer cells ends the block, and what follows the last tab of a line is never padded. Trailing spaces stay.
 *
 * @see https://pkg.go.dev/text/tabwriter
 */
export function tabulate(text: string, options: TabOptions): string {
  // A tab at the very end of the text has no cell after it that the line could end with.
  const lines = text.replace(/\t$/, '').split('\n').map(lineOf);
  const { widths } = new Layout(lines, options);
  const laidOut = lines.map(({ cells, tail }, index) => {
    let out = '';
    for (const [column, cell] of cells.entries()) {
      const gap = ' '.repeat(Math.max((widths[index]?.[column] ?? 0) - runeCount(cell), 0));
      out += options.alignRight ? gap + cell : cell + gap;
    }
    return out + tail;
  });
  return laidOut.join('\n');
}

/** A table of rows whose last cell has no tab after it, each on a line of its own. */
export function tabTable(rows: readonly (readonly string[])[], options: TabOptions): string {
  return tabulate(rows.map((cells) => `${cells.join('\t')}\n`).join(''), options);
}
