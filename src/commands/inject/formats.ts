import type { ManifestResult } from '../../inject/manifest.ts';
import { json } from '../../output/json.ts';

/** Turns the documents of one file into the chunks of its output. */
export interface FileFormat {
  add(result: ManifestResult): void;
  /** What is to be written for the file, once it has been read to its end. */
  finish(): readonly string[];
}

/** A format of rewritten manifests: how a file begins, and how the files of a run come together. */
export interface RewriteFormat {
  file(name: string): FileFormat;
  /** Whether the chunks are YAML documents that need separators between files. */
  readonly documents: boolean;
  /** Puts the chunks of all files together where that is more than printing them in turn. */
  join?(chunks: readonly string[]): readonly string[];
}

/** The files themselves, edited. */
export const textFormat: RewriteFormat = {
  documents: true,
  file: () => {
    const chunks: string[] = [];
    return { add: ({ text }) => void chunks.push(text), finish: () => chunks };
  },
};

/** Objects as JSON: one as it is, several as a List, which `kubectl apply` takes. */
export const jsonFormat: RewriteFormat = {
  documents: false,
  file: () => {
    const chunks: string[] = [];
    return {
      add: ({ value }) => {
        if (value !== undefined && value !== null) chunks.push(JSON.stringify(value));
      },
      finish: () => chunks,
    };
  },
  join: (chunks) => {
    const objects: unknown[] = chunks.map((chunk) => JSON.parse(chunk));
    return [json(objects.length === 1 ? objects[0] : { apiVersion: 'v1', kind: 'List', items: objects })];
  },
};
