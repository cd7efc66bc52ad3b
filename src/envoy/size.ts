/** What takes the room in a config dump. */
import type { ConfigDump } from './dump.ts';
import { ENTRY_NAMES, entryName } from './entry-name.ts';
import { project } from './json/project.ts';
import type { JsonScanner } from './json/scanner.ts';

/** A part of a dump. */
export interface PartSize {
  /** The last word of its type: `ClustersConfigDump`. */
  readonly part: string;
  readonly bytes: number;
  /** Entries of all its lists. */
  readonly objects: number;
}

/** An entry of a list of a dump. */
export interface ObjectSize {
  readonly part: string;
  readonly name: string;
  readonly bytes: number;
}

/** The sizes in a dump: bytes of its text. */
export interface DumpSize {
  readonly bytes: number;
  readonly parts: readonly PartSize[];
  /** The largest first. */
  readonly biggest: readonly ObjectSize[];
}

/** Measures a dump; `top` is how many of the biggest objects are wanted. */
export function sizeOf(dump: ConfigDump, top: number): DumpSize {
  const all: ObjectSize[] = [];
  const parts = dump.places.map((place) => {
    const { type, start, end } = place;
    const part = type.slice(type.lastIndexOf('.') + 1);
    const objects = dump.at(place, (scanner) => objectsOf(scanner, part));
    all.push(...objects);
    return { part, bytes: end - start, objects: objects.length };
  });
  const biggest = all.sort((a, b) => b.bytes - a.bytes).slice(0, top);
  return { bytes: dump.bytes.length, parts: parts.sort((a, b) => b.bytes - a.bytes), biggest };
}

function objectsOf(scanner: JsonScanner, part: string): ObjectSize[] {
  const objects: ObjectSize[] = [];
  scanner.eachEntry(() => {
    const isList = scanner.eachItem(() => {
      const start = scanner.offset;
      const entry = project(scanner, ENTRY_NAMES);
      objects.push({ part, name: entryName(entry), bytes: scanner.position - start });
    });
    if (!isList) scanner.skip();
  });
  return objects;
}
