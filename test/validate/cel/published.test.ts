import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupVersion } from '../../../src/mesh/kinds.ts';
import { objectsIn, resourceOf } from '../../../src/mesh/objects.ts';
import { asMap, isMap, type JsonMap } from '../../../src/model/json.ts';
import { celEvaluator } from '../../../src/validate/crds/evaluate.ts';
import { definitionOf } from '../../../src/validate/crds/read.ts';
import { definitions } from '../../../src/validate/definitions.ts';
import { validateObject } from '../../../src/validate/validate.ts';
import { type Case, DATA, dataOf, manifestsOf, type PublishedKind, textOf, validation } from '../cases.ts';
import { FUZZ_RUNS, mutated } from '../mutations.ts';

const published = dataOf<readonly PublishedKind[]>('crd-schemas.json', []);
const { cases } = dataOf<{ readonly cases: readonly Case[] }>('cases.json', { cases: [] });

function asDefinition({ group, kind, versions, schema }: PublishedKind): JsonMap {
  return {
    kind: 'CustomResourceDefinition',
    spec: {
      group,
      names: { kind },
      versions: versions.map((name) => ({ name, served: true, schema: { openAPIV3Schema: schema } })),
    },
  };
}

const ours = validation(['structure', 'cel']);
const theirs = validation(['structure', 'cel'], {
  definitions: definitions(published.map((kind) => definitionOf(asDefinition(kind)))),
  evaluate: celEvaluator(),
});

const refused = (value: JsonMap, by: typeof ours): boolean => {
  const { found } = validateObject({ value, path: [], resource: resourceOf(value) }, by);
  return [...found.values()].some((problems) => problems.length > 0);
};

const known = (value: JsonMap): boolean => {
  const { apiVersion, kind } = resourceOf(value);
  return ours.definitions.find(groupVersion(apiVersion).group, kind) !== undefined;
};

const objects = cases
  .flatMap(({ file }) => manifestsOf(textOf(file), file))
  .flatMap((manifest) => [...objectsIn(manifest.value)].map(({ value }) => value))
  .filter(known);

describe.skipIf(DATA === undefined)(
  'the tables and rules, beside the published ones (skipped without comparison data)',
  () => {
    it('refuse the same documents', () => {
      const differ = objects.filter((value) => refused(value, ours) !== refused(value, theirs));
      expect(differ.map((value) => JSON.stringify(value))).toEqual([]);
    });

    it('refuse the same of documents with mistakes put in', () => {
      const values = fc.constantFrom(...objects, {} as JsonMap).filter((value) => isMap(value['spec']));
      fc.assert(
        fc.property(values, fc.infiniteStream(fc.nat()), (value, choices) => {
          const changed = asMap(mutated(value, choices));
          expect(refused(changed, ours), JSON.stringify(changed)).toBe(refused(changed, theirs));
        }),
        { numRuns: FUZZ_RUNS },
      );
    });
  },
);
