/** The fast reader of YAML that nobody edits: rendered templates, annotations, configuration. */
import { SyntaxProblem } from './build.ts';
import { setKey } from './merge.ts';
import { positionsIn } from './positions.ts';
import { resolvePlain } from './resolve.ts';
import { parseTree } from './tree.ts';

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

/** Chunks shorter than this are parsed whole: splitting them costs more than it saves. */
const MIN_SPLIT_CHARACTERS = 160;

/** Blocks further right are not cut: nesting depth is checked per parse, and pieces must not outwit it. */
const MAX_COLUMN = 100;

/** Chunks remembered before the memory is emptied; a rendered sidecar has about 150. */
const MAX_CHUNKS = 20_000;

/**
 * Text that may mean something else in parts than as a whole: tabs, carriage returns, marks, anchors, aliases, tags, merge
 * keys, document markers, directives and `?` keys. It may say so of harmless text, which is then parsed whole.
 */
const UNSAFE = /[\t\r\uFEFF]|(?:^|[\s[{,:])[&*!]|<<|^(?:---|\.\.\.|%)|^[ -]*[?:](?: |$)/m;

/** A key whose value is on the lines below it. */
const LONE_KEY = /^ *([A-Za-z_][A-Za-z0-9_./-]*): *$/;

/** The pieces a block collection's text consists of, and the column where each begins. */
interface Pieces {
  readonly column: number;
  readonly list: boolean;
  readonly chunks: readonly string[];
}

function indentOf(text: string, line: number): number {
  let at = line;
  while (text.charCodeAt(at) === 32) at += 1;
  return at - line;
}

function isDash(text: string, at: number): boolean {
  const after = text.charCodeAt(at + 1);
  return text.charAt(at) === '-' && (after === 32 || after === 10 || Number.isNaN(after));
}

/** Cuts a block collection at its entries; `undefined` when a line stands further out than the first entry. */
function cut(text: string): Pieces | undefined {
  const chunks: string[] = [];
  let column = -1;
  let list = false;
  let start = 0;
  for (let line = 0; line < text.length; ) {
    const end = text.indexOf('\n', line);
    const indent = indentOf(text, line);
    const first = text.charAt(line + indent);
    if (first !== '#' && first !== '\n' && first !== '') {
      if (column < 0) {
        column = indent;
        list = isDash(text, line + indent);
      } else if (indent < column) {
        return undefined;
      } else if (indent === column && (list || !isDash(text, line + indent))) {
        chunks.push(text.slice(start, line));
        start = line;
      }
    }
    line = end < 0 ? text.length : end + 1;
  }
  if (column < 0) return undefined;
  chunks.push(text.slice(start));
  return { column, list, chunks };
}

/** Thrown inside the loader only: a chunk is not one entry of a collection, so the text must be read as a whole. */
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
    if (UNSAFE.test(text)) return freeze(loadYaml(text));
    return this.#split(text) ?? freeze(loadYaml(text));
  }

  #collection(text: string): unknown {
    const pieces = cut(text);
    if (pieces === undefined || pieces.column > MAX_COLUMN) throw new Unsplittable();
    return pieces.list ? this.#list(pieces) : this.#map(pieces);
  }

  #list(pieces: Pieces): readonly unknown[] {
    return Object.freeze(pieces.chunks.map((chunk) => this.#recall(chunk, () => this.#item(chunk, pieces.column))));
  }

  #map(pieces: Pieces): Readonly<Record<string, unknown>> {
    const map: Record<string, unknown> = {};
    for (const chunk of pieces.chunks) {
      const [name, value] = this.#recall(chunk, () => this.#entry(chunk));
      setKey(map, name, value);
    }
    return Object.freeze(map);
  }

  #item(chunk: string, column: number): unknown {
    const first = chunk.charAt(column + 2);
    // `- key:` reads like `  key:`: what follows the dash is cut as the block it is.
    const splittable =
      chunk.length >= MIN_SPLIT_CHARACTERS &&
      isDash(chunk, column) &&
      indentOf(chunk, 0) === column &&
      /\w/.test(first);
    const split = splittable ? this.#split(`${' '.repeat(column + 2)}${chunk.slice(column + 2)}`) : undefined;
    if (split !== undefined) return split;
    const value = parseTree(chunk).root?.data;
    if (!Array.isArray(value) || value.length !== 1) throw new Unsplittable();
    return freeze(value[0]);
  }

  #entry(chunk: string): readonly [string, unknown] {
    const line = chunk.indexOf('\n');
    const name =
      chunk.length < MIN_SPLIT_CHARACTERS ? undefined : LONE_KEY.exec(chunk.slice(0, Math.max(line, 0)))?.[1];
    const split = name === undefined || resolvePlain(name) !== name ? undefined : this.#split(chunk.slice(line + 1));
    if (name !== undefined && split !== undefined) return [name, split];
    const value = parseTree(chunk).root?.data;
    const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
    const [entry] = entries;
    if (entry === undefined || entries.length !== 1) throw new Unsplittable();
    freeze(entry[1]);
    return entry;
  }

  /** What stands in a block; `undefined` when it is not to be read in parts. */
  #split(text: string): unknown {
    try {
      return this.#collection(text);
    } catch (error) {
      if (error instanceof Unsplittable || error instanceof SyntaxProblem) return undefined;
      throw error;
    }
  }

  #recall<T>(chunk: string, read: () => T): T {
    const known = this.#chunks.get(chunk);
    // The same chunk is always read by the same method: a list's begin with a dash, a mapping's never do.
    if (known !== undefined) return known as T;
    const value = read();
    if (this.#chunks.size >= MAX_CHUNKS) this.#chunks.clear();
    this.#chunks.set(chunk, value);
    return value;
  }
}
