import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../src/model/manifest.ts';
import { editManifest } from '../../src/yaml/edit.ts';
import { parseManifests } from '../../src/yaml/parse.ts';
import { changed, choices, type Data, grown, writtenDocument, writtenJson } from './documents.ts';

const RUNS = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };

function only(text: string): Manifest {
  const { manifests, diagnostics } = parseManifests(text, 'x.yaml');
  expect(diagnostics, text).toEqual([]);
  const [manifest] = manifests;
  if (manifest === undefined || manifests.length !== 1) throw new Error(`not one document:\n${text}`);
  return manifest;
}

const byName = (_path: unknown, item: unknown): string | undefined =>
  typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string' ? item.name : undefined;

describe.each([
  ['YAML', writtenDocument],
  ['JSON', writtenJson],
] as const)('editManifest on %s', (_name, written) => {
  test('the generator writes what it says', () => {
    fc.assert(
      fc.property(choices, (g) => {
        const { text, data } = written(g);
        expect(only(text).value).toEqual(data);
      }),
      RUNS,
    );
  });

  test('reading the result gives the new value', () => {
    fc.assert(
      fc.property(choices, fc.boolean(), (g, named) => {
        const { text, data } = written(g);
        const next: Data = { kind: 'X', ...(changed(g, data) as object) };
        const result = editManifest(only(text), next, named ? { identity: byName } : {});
        const read = parseManifests(result, 'x.yaml');
        expect(read.diagnostics, `${text}\n=== ${JSON.stringify(next)} ===\n${result}`).toEqual([]);
        expect(read.manifests[0]?.value, `${text}\n=== ${JSON.stringify(next)} ===\n${result}`).toEqual(next);
      }),
      RUNS,
    );
  });

  test('taking back what was added gives the bytes there were', () => {
    fc.assert(
      fc.property(choices, fc.boolean(), (g, named) => {
        const { text, data } = written(g);
        const options = named ? { identity: byName } : {};
        const more = editManifest(only(text), grown(g, data), options);
        expect(editManifest(only(more), data, options), more).toBe(text);
      }),
      RUNS,
    );
  });
});
