/** The fast reader of YAML that nobody edits: rendered templates, annotations, configuration. */
import { isMap } from '../model/json.ts';
import { SyntaxProblem } from './build.ts';
import { setKey } from './merge.ts';
import { positionsIn } from './positions.ts';
import { resolvePlain } from './resolve.ts';
import { parseTree } from './tree.ts';
import { DASH_WIDTH } from './writer.ts';

/** The text is not YAML that Kubernetes' tools would read. */
export class YamlLoadError extends Error {
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** What is wrong, without the place. */
  readonly reason: string;

  constructor(line: number, column: number, reason: string) {
    super(`line ${line}, column ${column}: ${reason}`);
    this.name = 'YamlLoadError';
    this.line = line;
    this.column = column;
    this.reason = reason;
  }
}

/**
 * The first document of a text as plain data, read as `parseManifests` reads it; `null` when there is none.
 * Throws {@link YamlLoadError}.
 */
export function loadYaml(text: string): unknown {
  try {
    return parseTree(text).root?.data ?? null;
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    const { line, col } = positionsIn(text, { offset: 0, line: 1, col: 1 }).at(Math.min(error.start, text.length));
    throw new YamlLoadError(line, col, error.message);
  }
}

const SPACE = 32;
const DASH = 45;
const HASH = 35;
const LF = 10;

/** Chunks shorter than this are parsed whole: splitting them costs more than it saves. */
const MIN_SPLIT_CHARACTERS = 48;

/** Longer chunks are never the same twice, or consist of chunks that are. */
const MAX_CHUNK_CHARACTERS = 2_000;

/**
 * Chunks remembered before the memory is emptied. A rendered sidecar has about 150, some five of them its own; a chunk
 * keeps the text it was cut from in memory, so the limit is what bounds the loader's size.
 */
const MAX_CHUNKS = 2_000;

/** Blocks further right are not cut: nesting depth is checked per parse, and pieces must not outwit it. */
const MAX_COLUMN = 100;

/**
 * Text that may mean something else in parts than as a whole: tabs, carriage returns, marks, anchors, aliases, tags, merge
 * keys, document markers, directives and `?` keys. It may say so of harmless text, which is then parsed whole. The rare
 * characters come first and what stands before them is looked back at: this runs over every text.
 */
const UNSAFE = /[\t\r\uFEFF]|[&*!](?<=(?:^|[\s[{,:])[&*!])|<<|^(?:---|\.\.\.|%)|[?:](?= |$)(?<=^[ -]*[?:])/m;

/** A key whose value is on the lines below it. */
const LONE_KEY = /^ *([A-Za-z_][\w./-]*): *\n/;

/** An entry or item whose value is a scalar that is what it looks like: a plain word or number, or quoted without escapes. */
const LEAF = /^ *(?:([A-Za-z_][\w./-]*):|-) (?:([\w./](?:[\w./:-]*[\w./-])?)|'([ -&(-~]*)'|"([ !#-[\]-~]*)")\n?$/;

interface Leaf {
  readonly name: string | undefined;
  readonly value: unknown;
}

/** What a chunk of one line says; `undefined` when it takes a parser to tell. */
function readLeaf(chunk: string): Leaf | undefined {
  const found = LEAF.exec(chunk);
  if (found === null) return undefined;
  const [, name, plain, single, double] = found;
  if (name !== undefined && resolvePlain(name) !== name) return undefined;
  return { name, value: plain === undefined ? (single ?? double) : resolvePlain(plain) };
}

/** A text's lines: where each begins, the text's end last, and how far each is indented. */
interface Lines {
  readonly text: string;
  readonly starts: readonly number[];
  /** Column of the first character; -1 for blank lines and comments, which belong to any block. */
  readonly indents: readonly number[];
}

/** The entries of a block collection: the lines each begins at, the line after the last one in the end. */
interface Entries {
  readonly list: boolean;
  readonly bounds: readonly number[];
}

function linesOf(text: string): Lines {
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

function isDash(text: string, at: number): boolean {
  const after = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === DASH && (after === SPACE || after === LF || Number.isNaN(after));
}

/**
 * Cuts the lines from `from` to `to` at the entries of the block collection they are. `column` is where the first entry
 * begins, when that is behind a dash. Throws {@link Unsplittable} when a line stands further out than the first entry.
 */
function cut({ text, starts, indents }: Lines, from: number, to: number, behind: number): Entries {
  const bounds: number[] = [];
  let column = behind;
  let list = false;
  if (behind >= 0) bounds.push(from);
  for (let line = behind < 0 ? from : from + 1; line < to; line += 1) {
    const indent = indents[line] ?? -1;
    if (indent < 0 || (column >= 0 && indent > column)) continue;
    const dash = isDash(text, (starts[line] ?? 0) + indent);
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

/** Thrown inside the loader only: lines are not the entries of one collection, so they must be read as a whole. */
class Unsplittable extends Error {}

function freeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const item of Object.values(value)) freeze(item);
  return Object.freeze(value);
}

/**
 * Loads texts that are nearly alike, such as one template rendered for thousands of workloads: the text is cut at the
 * entries of its block collections, and entries seen before are not parsed again. The values are those of `loadYaml`;
 * they are frozen, since they share what they have in common. Text that cannot be cut safely is parsed whole.
 */
export class MemoLoader {
  readonly #chunks = new Map<string, unknown>();

  /** The first document as plain, frozen data; `null` when there is none. Throws {@link YamlLoadError}. */
  load(text: string): unknown {
    const lines = UNSAFE.test(text) ? undefined : linesOf(text);
    return (lines && this.#split(lines, 0, lines.indents.length, -1)) ?? freeze(loadYaml(text));
  }

  /** What a block says; `undefined` when it is not to be read in parts. */
  #split(lines: Lines, from: number, to: number, behind: number): unknown {
    try {
      const { list, bounds } = cut(lines, from, to, behind);
      return list ? this.#list(lines, bounds) : this.#map(lines, bounds, behind);
    } catch (error) {
      if (error instanceof Unsplittable || error instanceof SyntaxProblem) return undefined;
      throw error;
    }
  }

  #list(lines: Lines, bounds: readonly number[]): readonly unknown[] {
    const items: unknown[] = [];
    for (let at = 0; at + 1 < bounds.length; at += 1) {
      const [from = 0, to = 0] = [bounds[at], bounds[at + 1]];
      const text = lines.text.slice(lines.starts[from], lines.starts[to]);
      items.push(this.#recall(text, () => this.#item(lines, from, to, text)));
    }
    return Object.freeze(items);
  }

  #map(lines: Lines, bounds: readonly number[], behind: number): Readonly<Record<string, unknown>> {
    const map: Record<string, unknown> = {};
    for (let at = 0; at + 1 < bounds.length; at += 1) {
      const [from = 0, to = 0] = [bounds[at], bounds[at + 1]];
      const dash = at === 0 ? Math.max(behind, 0) : 0;
      const text = lines.text.slice((lines.starts[from] ?? 0) + dash, lines.starts[to]);
      const [name, value] = this.#recall(text, () => this.#entry(lines, from, to, text));
      setKey(map, name, value);
    }
    return Object.freeze(map);
  }

  #item(lines: Lines, from: number, to: number, text: string): unknown {
    const leaf = readLeaf(text);
    if (leaf && leaf.name === undefined) return leaf.value;
    const content = (lines.indents[from] ?? 0) + DASH_WIDTH;
    const splittable =
      text.length >= MIN_SPLIT_CHARACTERS && isDash(text, content - DASH_WIDTH) && /\w/.test(text.charAt(content));
    const split = splittable ? this.#split(lines, from, to, content) : undefined;
    if (split !== undefined) return split;
    const value = parseTree(text).root?.data;
    if (!Array.isArray(value) || value.length !== 1) throw new Unsplittable();
    return freeze(value[0]);
  }

  #entry(lines: Lines, from: number, to: number, text: string): readonly [string, unknown] {
    const leaf = readLeaf(text);
    if (leaf?.name !== undefined) return [leaf.name, leaf.value];
    const name = text.length < MIN_SPLIT_CHARACTERS ? undefined : LONE_KEY.exec(text)?.[1];
    const split = name === undefined || resolvePlain(name) !== name ? undefined : this.#split(lines, from + 1, to, -1);
    if (name !== undefined && split !== undefined) return [name, split];
    const value = parseTree(text).root?.data;
    const [entry, ...more] = isMap(value) ? Object.entries(value) : [];
    if (entry === undefined || more.length > 0) throw new Unsplittable();
    freeze(entry[1]);
    return entry;
  }

  #recall<T>(text: string, read: () => T): T {
    if (text.length > MAX_CHUNK_CHARACTERS) return read();
    const known = this.#chunks.get(text);
    // A list's chunks begin with a dash and a mapping's never do: one text is always read by one method.
    if (known !== undefined) return known as T;
    const value = read();
    if (this.#chunks.size >= MAX_CHUNKS) this.#chunks.clear();
    this.#chunks.set(text, value);
    return value;
  }
}
