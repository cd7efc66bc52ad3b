import type { ManifestResult } from '../../inject/manifest.ts';
import { jsonPatch, strategicPatch } from '../../inject/patch.ts';
import type { ResourceRef } from '../../model/diagnostic.ts';
import { deepEqual, getIn } from '../../model/json.ts';
import { type BlockLayout, writeBlock } from '../../yaml/writer.ts';
import type { RewriteFormat } from './formats.ts';

const LAYOUT: BlockLayout = { indent: 0, step: 2, listIndent: 0, eol: '\n' };

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

/** The `patches` of a kustomization, as JSON patches (RFC 6902). */
export const jsonPatchFormat: RewriteFormat = {
  documents: false,
  file: (_, out) => ({
    add: (result) => {
      for (const chunk of jsonPatchChunks(result)) {
        if (out.head === '') out.add('patches:\n');
        out.add(chunk);
      }
    },
    finish: () => undefined,
  }),
  end: (out) => {
    if (out.head === '') out.add('patches: []\n');
  },
};

/** One strategic merge patch an object, for `patches` of a kustomization or `kubectl patch`. */
export const strategicPatchFormat: RewriteFormat = {
  documents: false,
  file: (_, out) => ({
    add: (result) => {
      for (const chunk of strategicChunks(result)) out.add(chunk);
    },
    finish: () => undefined,
  }),
};
