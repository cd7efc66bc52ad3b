/** The fast reader of YAML that nobody edits: rendered templates, annotations, configuration. */
import { isMap } from '../model/json.ts';
import { SyntaxProblem } from './build.ts';
import { type Block, blocksOf, cut, isDash, linesOf, readLeaf, textOf, Unsplittable } from './chunks.ts';
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

/** Chunks shorter than this are parsed whole: splitting them costs more than it saves. */
const MIN_SPLIT_CHARACTERS = 48;

/** Longer chunks are never the same twice, or consist of chunks that are. */
const MAX_CHUNK_CHARACTERS = 2_000;

/**
 * Chunks remembered before the memory is emptied. A rendered sidecar has about 150, some five of them its own; a chunk
 * keeps the text it was cut from in memory, so the limit is what bounds the loader's size.
 */
const MAX_CHUNKS = 2_000;

/**
 * Text that may mean something else in parts than as a whole: tabs, carriage returns, marks, anchors, aliases, tags, merge
 * keys, document markers, directives and `?` keys. It may say so of harmless text, which is then parsed whole. The rare
 * characters come first and what stands before them is looked back at: this runs over every text.
 */
const UNSAFE = /[\t\r\uFEFF]|[&*!](?<=(?:^|[\s[{,:])[&*!])|<<|^(?:---|\.\.\.|%)|[?:](?= |$)(?<=^[ -]*[?:])/m;

/** A key whose value is on the lines below it. */
const LONE_KEY = /^ *([A-Za-z_][\w./-]*): *\n/;

/** What a chunk says on its own. Throws {@link Unsplittable} for syntax that may reach beyond it. */
function readChunk(text: string): unknown {
  const { root, intricate } = parseTree(text);
  if (intricate) throw new Unsplittable();
  return root?.data;
}

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
    return (lines && this.#split({ lines, from: 0, to: lines.indents.length, behind: 0 })) ?? freeze(loadYaml(text));
  }

  /** What a block says; `undefined` when it is not to be read in parts. */
  #split(block: Block): unknown {
    try {
      const { list, bounds } = cut(block);
      const blocks = blocksOf(block, bounds);
      return Object.freeze(list ? this.#list(blocks) : this.#map(blocks));
    } catch (error) {
      if (error instanceof Unsplittable || error instanceof SyntaxProblem) return undefined;
      throw error;
    }
  }

  #list(blocks: readonly Block[]): unknown[] {
    return blocks.map((block) => {
      const text = textOf(block);
      return this.#recall(text, () => this.#item(block, text));
    });
  }

  #map(blocks: readonly Block[]): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    for (const block of blocks) {
      const text = textOf(block);
      const [name, value] = this.#recall(text, () => this.#entry(block, text));
      setKey(map, name, value);
    }
    return map;
  }

  #item(block: Block, text: string): unknown {
    const leaf = readLeaf(text);
    if (leaf && leaf.name === undefined) return leaf.value;
    const dash = (block.lines.indents[block.from] ?? 0) - block.behind;
    const content = dash + DASH_WIDTH;
    const splittable = text.length >= MIN_SPLIT_CHARACTERS && isDash(text, dash) && /\w/.test(text.charAt(content));
    const split = splittable ? this.#split({ ...block, behind: block.behind + content }) : undefined;
    if (split !== undefined) return split;
    const value = readChunk(text);
    if (!Array.isArray(value) || value.length !== 1) throw new Unsplittable();
    return freeze(value[0]);
  }

  #entry(block: Block, text: string): readonly [string, unknown] {
    const leaf = readLeaf(text);
    if (leaf?.name !== undefined) return [leaf.name, leaf.value];
    const name = text.length < MIN_SPLIT_CHARACTERS ? undefined : LONE_KEY.exec(text)?.[1];
    const split =
      name === undefined || resolvePlain(name) !== name
        ? undefined
        : this.#split({ ...block, from: block.from + 1, behind: 0 });
    if (name !== undefined && split !== undefined) return [name, split];
    const value = readChunk(text);
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
