import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../src/model/manifest.ts';
import { editManifest } from '../../src/yaml/edit.ts';
import { parseManifests } from '../../src/yaml/parse.ts';
import { conformanceDir } from '../support/conformance.ts';
import { changed, choices, type Data, grown, writtenDocument, writtenJson, writtenWithAnchors } from './documents.ts';

const RUNS = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };

/** The one manifest of a text; keys given twice are found fault with unless `lenient`. */
function only(text: string, lenient = false): Manifest {
  const { manifests, diagnostics } = parseManifests(text, 'x.yaml');
  expect(
    diagnostics.filter((diagnostic) => !lenient || diagnostic.level === 'error'),
    text,
  ).toEqual([]);
  const [manifest] = manifests;
  if (manifest === undefined || manifests.length !== 1) throw new Error(`not one document:\n${text}`);
  return manifest;
}

const byName = (_path: unknown, item: unknown): string | undefined =>
  typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string' ? item.name : undefined;

interface RecordedCase {
  readonly input: string;
  readonly expected: string;
}

function readCases(file: string): RecordedCase[] {
  // Without the data the suite is skipped, but it is still described.
  if (!existsSync(file)) return [];
  const read = JSON.parse(readFileSync(file, 'utf8')) as RecordedCase[] | { cases: RecordedCase[] };
  return (Array.isArray(read) ? read : read.cases).filter((entry) => entry.expected !== undefined);
}

function documentsOf(text: string): Manifest[] {
  return parseManifests(text, 'x.yaml').manifests.filter((manifest) => manifest.value !== undefined);
}

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
      fc.property(choices, (g) => {
        const { text, data } = written(g);
        const options = { identity: byName };
        const more = editManifest(only(text), grown(g, data), options);
        expect(editManifest(only(more), data, options), more).toBe(text);
      }),
      RUNS,
    );
  });
});

describe('editManifest on anchors, aliases and merge keys', () => {
  test('reading the result gives the new value', () => {
    fc.assert(
      fc.property(choices, fc.boolean(), (g, grows) => {
        const manifest = only(writtenWithAnchors(g), true);
        const data = structuredClone(manifest.value) as Data;
        const next = grows ? grown(g, data) : { kind: 'X', ...(changed(g, data) as object) };
        const result = editManifest(manifest, next, { identity: byName });
        expect(only(result, true).value, `${manifest.text}\n=== ${JSON.stringify(next)} ===\n${result}`).toEqual(next);
      }),
      RUNS,
    );
  });

  test('what is added elsewhere leaves them alone', () => {
    fc.assert(
      fc.property(choices, (g) => {
        const manifest = only(writtenWithAnchors(g), true);
        const more = editManifest(manifest, { ...(manifest.value as object), added: { x: 1 } });
        expect(editManifest(only(more, true), manifest.value), more).toBe(manifest.text);
      }),
      RUNS,
    );
  });
});

describe.skipIf(conformanceDir('inject') === undefined)('editManifest on recorded injections', () => {
  const folder = conformanceDir('inject') ?? '';
  const cases = ['cases.json', 'recorded.json'].flatMap((file) => readCases(join(folder, file)));

  test.each(cases)('$input there and back', ({ input, expected }) => {
    const [before, after] = [input, expected].map((file) => documentsOf(readFileSync(join(folder, file), 'utf8')));
    for (const [index, manifest] of before?.entries() ?? []) {
      const next = after?.[index]?.value;
      const there = editManifest(manifest, next, { identity: byName });
      expect(only(there, true).value).toEqual(next);
      expect(only(editManifest(only(there, true), manifest.value, { identity: byName }), true).value).toEqual(
        manifest.value,
      );
    }
  });
});
