import type { Diagnostic, Origin } from '../model/diagnostic.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Position } from '../model/range.ts';
import type { SyntaxTree } from '../model/syntax.ts';
import { SyntaxProblem } from './build.ts';
import { finding } from './finding.ts';
import { locateIn } from './locate.ts';
import { type Positions, positionsIn } from './positions.ts';
import { endsWithBreak, nextLine } from './source.ts';
import { documentStarts } from './split.ts';
import { parseTree } from './tree.ts';

/** Ten times what the API server accepts in a request (etcd stores 1.5 MiB); no text of this size is one object. */
const MAX_DOCUMENT_CHARACTERS = 16 * 1024 * 1024;

/** What reading one document gave: its manifest, unless it is broken, and what was found in it. */
export interface Reading {
  readonly manifest?: Manifest;
  readonly diagnostics: readonly Diagnostic[];
}

/** One document's place in its file. */
export interface Stretch {
  readonly file: string;
  readonly index: number;
  readonly text: string;
  readonly start: Position;
}

/** Where a text begins. */
export const BEGINNING: Position = { offset: 0, line: 1, col: 1 };

const JSON_START = /^\uFEFF?\s*[{[]/;

function isJson(text: string): boolean {
  if (!JSON_START.test(text)) return false;
  try {
    JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
    return true;
  } catch {
    return false;
  }
}

/** The manifest of a stretch whose syntax tree is known; `positions` are those of the stretch in its file. */
export function makeManifest(
  stretch: Stretch,
  tree: SyntaxTree,
  positions: Positions = positionsIn(stretch.text, stretch.start),
): Manifest {
  const { file, index, text, start } = stretch;
  return {
    file,
    index,
    text,
    start,
    format: isJson(text) ? 'json' : 'yaml',
    tree,
    value: tree.root?.data,
    locate(path, of) {
      const extent = locateIn(tree, path, of);
      return positions.range(extent.start, extent.end);
    },
  };
}

/** Reads one document; see {@link readManifests}. */
export function readDocument(stretch: Stretch): Reading {
  const { file, index, text, start } = stretch;
  const origin: Origin = { file, document: index };
  const positions = positionsIn(text, start);
  if (text.length > MAX_DOCUMENT_CHARACTERS) {
    const message = `the document has ${text.length} characters; ${MAX_DOCUMENT_CHARACTERS} are the limit`;
    return { diagnostics: [finding('MSH0004', message, { origin, range: positions.range(0, text.length) })] };
  }
  try {
    // Kubernetes' tools read files line by line and end the last line for the user.
    const tree = parseTree(endsWithBreak(text) ? text : `${text}\n`);
    const diagnostics = tree.duplicates.map(({ name, key }) =>
      finding('MSH0003', `the key "${name}" is given again below; this one has no effect`, {
        origin,
        range: positions.range(key.start, key.end),
      }),
    );
    return { manifest: makeManifest(stretch, tree, positions), diagnostics };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    const from = Math.min(error.start, text.length);
    const range = positions.range(from, Math.min(Math.max(error.end, from), text.length));
    return { diagnostics: [finding('MSH0001', error.message, { origin, range })] };
  }
}

/** The documents of a text, not read yet. */
export function* stretchesIn(text: string, file: string): Generator<Stretch> {
  let index = 0;
  let start = BEGINNING;
  const starts = documentStarts(text);
  let next = starts.next();
  while (next.done !== true) {
    next = starts.next();
    const end = next.done === true ? text.length : next.value;
    yield { file, index, text: text.slice(start.offset, end), start };
    start = { offset: end, line: start.line + countLines(text, start.offset, end), col: 1 };
    index += 1;
  }
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at = nextLine(text, at)) lines += 1;
  return lines;
}

/** Why a file is not even read; `undefined` where it is text. */
export function noText(text: string, file: string): Reading | undefined {
  const nul = text.indexOf('\0');
  if (nul < 0) return undefined;
  const range = positionsIn(text, BEGINNING).range(nul, nul + 1);
  return { diagnostics: [finding('MSH0002', 'the file has a NUL character', { origin: { file }, range })] };
}

/**
 * Reads the documents of a file one after the other; nothing of a document is kept once its reading is handed out. A broken
 * document (MSH0001, MSH0004) has no manifest and does not stop the reading; a NUL character (MSH0002) does, as it tells
 * that the file is no text. A file without text has no documents, one with only comments has one whose value is `undefined`.
 * `read` is how a document is read, {@link readDocument} unless somebody remembers what he read before.
 */
export function* readManifests(
  text: string,
  file: string,
  read: (stretch: Stretch) => Reading = readDocument,
): Generator<Reading> {
  const refused = noText(text, file);
  if (refused) yield refused;
  else for (const stretch of stretchesIn(text, file)) yield read(stretch);
}

/** The manifests of a file and everything found in it; see {@link readManifests} for what happens to broken documents. */
export function parseManifests(
  text: string,
  file: string,
): { readonly manifests: readonly Manifest[]; readonly diagnostics: readonly Diagnostic[] } {
  const manifests: Manifest[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const reading of readManifests(text, file)) {
    if (reading.manifest) manifests.push(reading.manifest);
    diagnostics.push(...reading.diagnostics);
  }
  return { manifests, diagnostics };
}
