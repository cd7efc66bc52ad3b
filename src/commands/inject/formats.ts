import type { ManifestResult } from '../../inject/manifest.ts';
import type { Spool } from '../../io/spool.ts';
import { json } from '../../output/json.ts';

/** Adds the documents of one file to its output. */
export interface FileFormat {
  add(result: ManifestResult): void;
  /** Ends the file's part of the output. */
  finish(): void;
}

/** A format of rewritten manifests for one run. */
export interface RewriteFormat {
  /** The format of a file of the input, whose output goes to `out`. */
  file(name: string, out: Spool): FileFormat;
  /** Whether the output is YAML documents that need separators between files. */
  readonly documents: boolean;
  /** Ends the output of the run; with it, all files go into one. */
  end?(out: Spool): void;
}

const nothing = (): void => undefined;

/** The files themselves, edited. */
export const textFormat: RewriteFormat = {
  documents: true,
  file: (_, out) => ({ add: ({ text }) => out.add(text), finish: nothing }),
};

/** Objects as JSON: one as it is, several as a List, which `kubectl apply` takes. */
export function jsonFormat(): RewriteFormat {
  const objects: unknown[] = [];
  return {
    documents: false,
    file: () => ({
      add: ({ value }) => {
        if (value !== undefined && value !== null) objects.push(value);
      },
      finish: nothing,
    }),
    end: (out) => out.add(json(objects.length === 1 ? objects[0] : { apiVersion: 'v1', kind: 'List', items: objects })),
  };
}
