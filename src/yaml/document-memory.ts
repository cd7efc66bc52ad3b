import type { SyntaxTree } from '../model/syntax.ts';
import { makeManifest, type Reading, readDocument, type Stretch } from './parse.ts';

/** Trees hold on to the text of the file they were read from; after so many readings of all files none is left of an old one. */
const LONGEST_MEMORY = 16;

/**
 * Documents that are read again and again, of which few change: one that is as it was is not parsed twice, wherever in its file
 * it has come to stand. It remembers what the last reading of all files had, and no document in which something was found. The
 * data of manifests must not be changed.
 */
export class DocumentMemory {
  #before: ReadonlyMap<string, SyntaxTree> = new Map();
  #now = new Map<string, SyntaxTree>();
  #readings = 0;

  /** All files are read once more from here on: what is not met again is forgotten. */
  begin(): void {
    this.#readings += 1;
    this.#before = this.#readings % LONGEST_MEMORY === 0 ? new Map() : this.#now;
    this.#now = new Map();
  }

  /** What reading the document gives; as `readDocument`. */
  readonly read = (stretch: Stretch): Reading => {
    const { text } = stretch;
    const known = this.#now.get(text) ?? this.#before.get(text);
    const reading = known ? { manifest: makeManifest(stretch, known), diagnostics: [] } : readDocument(stretch);
    const { manifest, diagnostics } = reading;
    if (manifest && diagnostics.length === 0) this.#now.set(text, manifest.tree);
    return reading;
  };
}
