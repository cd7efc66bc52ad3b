/** Block YAML cut at the entries of its collections, for readers that know most of them already. */
import { resolvePlain } from './resolve.ts';

const SPACE = 32;
const DASH = 45;
const HASH = 35;
const LF = 10;
const FLOW = '{}[]';

/** Blocks further right are not cut: nesting depth is checked per parse, and pieces must not outwit it. */
const MAX_COLUMN = 100;

/** An entry or item whose value is a scalar that is what it looks like: a plain word or number, or quoted without escapes. */
const LEAF = /^ *(?:([A-Za-z_][\w./-]*):|-) (?:([\w./](?:[\w./:-]*[\w./-])?)|'([ -&(-~]*)'|"([ !#-[\]-~]*)")\n?$/;

/** An item's value, or an entry's name and value. */
export interface Leaf {
  readonly name: string | undefined;
  readonly value: unknown;
}

/** What a chunk of one line says; `undefined` when it takes a parser to tell. */
export function readLeaf(chunk: string): Leaf | undefined {
  const found = LEAF.exec(chunk);
  if (found === null) return undefined;
  const [, name, plain, single, double] = found;
  if (name !== undefined && resolvePlain(name) !== name) return undefined;
  return { name, value: plain === undefined ? (single ?? double) : resolvePlain(plain) };
}

/** A text's lines: where each begins, the text's end last, and how far each is indented. */
export interface Lines {
  readonly text: string;
  readonly starts: readonly number[];
  /** Column of the first character; -1 for blank lines and comments, which belong to any block. */
  readonly indents: readonly number[];
}

/** Some of a text's lines that are one block, or one entry of it. */
export interface Block {
  readonly lines: Lines;
  readonly from: number;
  /** The line after the last one. */
  readonly to: number;
  /** Column of what is read of the first line; 0 but behind a dash. */
  readonly behind: number;
}

/** The entries of a block collection: the lines each begins at, the line after the last one in the end. */
export interface Entries {
  readonly list: boolean;
  readonly bounds: readonly number[];
}

/** The lines of a text whose line breaks are LF. */
export function linesOf(text: string): Lines {
  const starts: number[] = [];
  const indents: number[] = [];
  for (let line = 0; line < text.length; ) {
    const end = text.indexOf('\n', line);
    let at = line;
    while (text.charCodeAt(at) === SPACE) at += 1;
    const code = text.charCodeAt(at);
    starts.push(line);
    indents.push(code === HASH || code === LF || Number.isNaN(code) ? -1 : at - line);
    line = end < 0 ? text.length : end + 1;
  }
  starts.push(text.length);
  return { text, starts, indents };
}

/** Whether a dash that opens a list item stands at `at`. */
export function isDash(text: string, at: number): boolean {
  const after = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === DASH && (after === SPACE || after === LF || Number.isNaN(after));
}

/** Cuts a block at its entries. Throws {@link Unsplittable} when a line stands further out than the first entry. */
export function cut({ lines, from, to, behind }: Block): Entries {
  const bounds: number[] = [];
  let column = -1;
  let list = false;
  for (let line = from; line < to; line += 1) {
    const indent = line === from && behind > 0 ? behind : (lines.indents[line] ?? -1);
    if (indent < 0 || (column >= 0 && indent > column)) continue;
    const at = (lines.starts[line] ?? 0) + indent;
    // A flow collection is no entry, though read by itself it would look like one.
    if (FLOW.includes(lines.text.charAt(at))) throw new Unsplittable();
    const dash = isDash(lines.text, at);
    if (column < 0) {
      column = indent;
      list = dash;
      // Comments above the first entry are part of it.
      bounds.push(from);
    } else if (indent < column || (list && !dash)) throw new Unsplittable();
    else if (list || !dash) bounds.push(line);
  }
  if (column < 0 || column > MAX_COLUMN) throw new Unsplittable();
  bounds.push(to);
  return { list, bounds };
}

/** The entries' blocks. */
export function blocksOf({ lines, behind }: Block, bounds: readonly number[]): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at + 1 < bounds.length; at += 1) {
    blocks.push({ lines, from: bounds[at] ?? 0, to: bounds[at + 1] ?? 0, behind: at === 0 ? behind : 0 });
  }
  return blocks;
}

/** The block's text, without what stands before its first entry on the first line. */
export function textOf({ lines, from, to, behind }: Block): string {
  return lines.text.slice((lines.starts[from] ?? 0) + behind, lines.starts[to]);
}

/** Thrown to the loader only: lines are not the entries of one collection, so they must be read as a whole. */
export class Unsplittable extends Error {}
