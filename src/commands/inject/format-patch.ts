import type { ManifestResult } from '../../inject/manifest.ts';
import { jsonPatch, strategicPatch } from '../../inject/patch.ts';
import type { ResourceRef } from '../../model/diagnostic.ts';
import { deepEqual, getIn } from '../../model/json.ts';
import { type BlockLayout, writeBlock } from '../../yaml/writer.ts';
import type { RewriteFormat } from './formats.ts';

const LAYOUT: BlockLayout = { indent: 0, step: 2, listIndent: 0, eol: '\n' };

type PatchChunks = (result: ManifestResult) => Generator<string>;

/** The objects of a document that injection changed, as they were and as they are. */
function* changedObjects({
  manifest,
  value,
  reports,
}: ManifestResult): Generator<readonly [ResourceRef, unknown, unknown]> {
  for (const { resource, path } of reports) {
    const before = getIn(manifest.value, path);
    const after = getIn(value, path);
    if (!deepEqual(before, after)) yield [resource, before, after];
  }
}

function* jsonPatchChunks(result: ManifestResult): Generator<string> {
  for (const [resource, before, after] of changedObjects(result)) {
    const { target, operations } = jsonPatch(resource, before, after);
    yield writeBlock([{ target, patch: writeBlock(operations, LAYOUT) }], LAYOUT);
  }
}

function* strategicChunks(result: ManifestResult): Generator<string> {
  for (const [resource, before, after] of changedObjects(result)) {
    yield `---
${writeBlock(strategicPatch(resource, before, after), LAYOUT)}`;
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
