import type { ChalkInstance } from 'chalk';
import type { ManifestResult } from '../../inject/manifest.ts';
import { jsonPatch, strategicPatch } from '../../inject/patch.ts';
import { getIn } from '../../model/json.ts';
import { FileDiff } from '../../output/diff.ts';
import { json } from '../../output/json.ts';
import { type BlockLayout, writeBlock } from '../../yaml/writer.ts';

const LAYOUT: BlockLayout = { indent: 0, step: 2, listIndent: 0, eol: '\n' };

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

/** A unified diff of every file. */
export const diffFormat = (paint: ChalkInstance): RewriteFormat => ({
  documents: false,
  file: (name) => {
    const diff = new FileDiff(name === '-' ? 'stdin' : name, paint);
    return {
      add: ({ manifest, text }) => diff.add({ before: manifest.text, after: text }),
      finish: () => [diff.text()],
    };
  },
});

type PatchChunks = (result: ManifestResult) => Generator<string>;

function* jsonPatchChunks({ manifest, value, reports }: ManifestResult): Generator<string> {
  for (const { resource, path, outcome } of reports) {
    if (outcome !== 'injected') continue;
    const { target, operations } = jsonPatch(resource, getIn(manifest.value, path), getIn(value, path));
    yield writeBlock([{ target, patch: writeBlock(operations, LAYOUT) }], LAYOUT);
  }
}

function* strategicChunks({ manifest, value, reports }: ManifestResult): Generator<string> {
  for (const { resource, path, outcome } of reports) {
    if (outcome !== 'injected') continue;
    yield `---\n${writeBlock(strategicPatch(resource, getIn(manifest.value, path), getIn(value, path)), LAYOUT)}`;
  }
}

const patches = (chunksOf: PatchChunks): Pick<RewriteFormat, 'file' | 'documents'> => ({
  documents: false,
  file: () => {
    const chunks: string[] = [];
    return { add: (result) => void chunks.push(...chunksOf(result)), finish: () => chunks };
  },
});

/** The `patches` of a kustomization, as JSON patches (RFC 6902). */
export const jsonPatchFormat: RewriteFormat = {
  ...patches(jsonPatchChunks),
  join: (chunks) => (chunks.length === 0 ? ['patches: []\n'] : ['patches:\n', ...chunks]),
};

/** One strategic merge patch an object, for `patches` of a kustomization or `kubectl patch`. */
export const strategicPatchFormat: RewriteFormat = patches(strategicChunks);
