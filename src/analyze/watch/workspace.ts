/** Files that change, as documents of which those that stay the same are read and checked once. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Position, Range } from '../../model/range.ts';
import type { DocumentFindings } from '../../validate/findings.ts';
import { BEGINNING, noText, type Reading, readDocument, type Stretch, stretchesIn } from '../../yaml/parse.ts';
import type { AnalyzedDocument } from '../load.ts';

/** What is found in one document by itself. */
export type Check = (reading: Reading) => DocumentFindings;

/** Where a document begins now; lines that are added above it move it. */
interface Place {
  start: Position;
}

interface KnownDocument {
  readonly text: string;
  readonly place: Place;
  readonly manifest: Manifest | undefined;
  /** As if the document began its file. */
  readonly found: DocumentFindings;
}

interface KnownFile {
  readonly text: string | undefined;
  readonly documents: readonly KnownDocument[];
  readonly problem: Diagnostic | undefined;
  /** Those that could be read. */
  readonly analyzed: readonly AnalyzedDocument[];
  /** Those of which something is found. */
  readonly found: readonly KnownDocument[];
  readonly resources: number;
}

function knownFile(text: string | undefined, documents: readonly KnownDocument[], problem?: Diagnostic): KnownFile {
  return {
    text,
    documents,
    problem,
    analyzed: documents.flatMap(({ manifest }) => (manifest ? [{ manifest }] : [])),
    found: documents.filter(({ found }) => found.findings.length > 0),
    resources: documents.reduce((sum, { found }) => sum + found.resources, 0),
  };
}

/** What the files hold. */
export interface Contents {
  readonly documents: readonly AnalyzedDocument[];
  readonly findings: readonly Diagnostic[];
  readonly texts: ReadonlyMap<string, string>;
  readonly files: readonly string[];
  readonly resources: number;
}

function moved({ start, end }: Range, by: Position): Range {
  const move = ({ offset, line, col }: Position): Position => ({
    offset: offset + by.offset,
    // Documents begin where lines do.
    line: line + by.line - 1,
    col,
  });
  return { start: move(start), end: move(end) };
}

function placed(manifest: Manifest, place: Place): Manifest {
  return {
    ...manifest,
    get start() {
      return place.start;
    },
    locate: (path, of) => moved(manifest.locate(path, of), place.start),
  };
}

/**
 * The files of a run and what they hold. A document whose text and number in its file stay stays the same manifest; one that
 * cannot be read any more is what it was last.
 */
export class Workspace {
  readonly #files = new Map<string, KnownFile>();
  #names: readonly string[] = [];

  /** The files there are, in this order; others are forgotten. Files that are not set have nothing in them. */
  arrange(names: readonly string[]): void {
    this.#names = names;
    const wanted = new Set(names);
    for (const name of this.#files.keys()) if (!wanted.has(name)) this.#files.delete(name);
  }

  /** The text of a file; `undefined` when it is not there or cannot be read. */
  textOf(name: string): string | undefined {
    return this.#files.get(name)?.text;
  }

  /** Gives a file a text. */
  set(name: string, text: string, check: Check): void {
    const refused = noText(text, name);
    const before = this.#files.get(name)?.documents ?? [];
    const documents = refused
      ? [{ text, place: { start: BEGINNING }, manifest: undefined, found: check(refused) }]
      : [...stretchesIn(text, name)].map((stretch) => {
          const known = before[stretch.index];
          if (known?.text !== stretch.text) return readAnew(stretch, { check, before: known?.manifest });
          known.place.start = stretch.start;
          return known;
        });
    this.#files.set(name, knownFile(text, documents));
  }

  /** Says why a file cannot be read. */
  fail(name: string, problem: Diagnostic): void {
    this.#files.set(name, knownFile(undefined, [], problem));
  }

  /** Everything there is now. */
  contents(): Contents {
    const files = this.#names.flatMap((name) => this.#files.get(name) ?? []);
    return {
      documents: files.flatMap(({ analyzed }) => analyzed),
      findings: files.flatMap(({ problem, found }) => [...(problem ? [problem] : []), ...found.flatMap(findingsOf)]),
      texts: new Map(this.#names.flatMap((name) => textEntry(name, this.#files.get(name)?.text))),
      files: this.#names,
      resources: files.reduce((sum, { resources }) => sum + resources, 0),
    };
  }
}

const textEntry = (name: string, text: string | undefined): readonly (readonly [string, string])[] =>
  text === undefined ? [] : [[name, text]];

/** How a document is read that is not known. */
interface Reader {
  readonly check: Check;
  /** What the document was before. */
  readonly before: Manifest | undefined;
}

/** What is half written says nothing about other documents: they are held against what it said before. */
function readAnew(stretch: Stretch, { check, before }: Reader): KnownDocument {
  const place = { start: stretch.start };
  const reading = readDocument({ ...stretch, start: BEGINNING });
  const manifest = reading.manifest ? placed(reading.manifest, place) : before;
  return { text: stretch.text, place, manifest, found: check(reading) };
}

function findingsOf({ place, found }: KnownDocument): readonly Diagnostic[] {
  return found.findings.map((finding) =>
    finding.range === undefined ? finding : { ...finding, range: moved(finding.range, place.start) },
  );
}
