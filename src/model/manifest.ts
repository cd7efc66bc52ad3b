import type { Path } from './diagnostic.ts';
import type { Position, Range } from './range.ts';
import type { SyntaxTree } from './syntax.ts';

/**
 * One YAML document of a file. The texts of a file's manifests, put together in order, are the file byte for byte:
 * separators, comments and blank lines between documents belong to the manifest they stand in.
 */
export interface Manifest {
  /** The file's name as the user wrote it; `-` for standard input. */
  readonly file: string;
  /** 0-based index of the document in its file. */
  readonly index: number;
  /** The document's own stretch of the file, separators included. */
  readonly text: string;
  /** Where `text` begins in the file. */
  readonly start: Position;
  /** How the document is written; decides how new text is written into it. */
  readonly format: 'yaml' | 'json';
  /** The syntax tree; offsets count from the start of `text`. */
  readonly tree: SyntaxTree;
  /** The document as plain data, as Kubernetes reads it (YAML 1.1 scalars, aliases and merge keys expanded); `undefined` when it is empty. */
  readonly value: unknown;
  /** Where the node at `path` stands in the file: the value, or the key where `of` is `key`; the nearest ancestor there is when the path does not exist. */
  locate(path: Path, of?: 'key' | 'value'): Range;
}
