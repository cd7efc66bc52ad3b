import type { ManifestResult } from '../../inject/manifest.ts';
import { jsonPatch, strategicPatch } from '../../inject/patch.ts';
import { getIn } from '../../model/json.ts';
import { type BlockLayout, writeBlock } from '../../yaml/writer.ts';
import type { RewriteFormat } from './formats.ts';

const LAYOUT: BlockLayout = { indent: 0, step: 2, listIndent: 0, eol: '\n' };

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
