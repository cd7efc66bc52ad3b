import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../src/model/manifest.ts';
import { sameData } from '../../src/yaml/compare.ts';
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

test('an item that goes into another list, however deep, says the same there', () => {
  const columns = fc.integer({ min: 0, max: 6 });
  fc.assert(
    fc.property(choices, columns, columns, fc.boolean(), (g, out, into, there) => {
      const { text, data } = writtenDocument(g);
      const indented = (lines: string, by: number): string => lines.replace(/^(?=[^\n])/gm, ' '.repeat(by));
      const body = indented(text.replace(/^(---|\.\.\.).*\n/gm, ''), out + 4);
      fc.pre(!body.includes('\r'));
      const from =
        indented(`- name: s\n# of m\n- name: m\n  body:\n`, out) + (body.endsWith('\n') ? body : `${body}\n`);
      const target = there ? `two:\n${indented('- name: t\n', into)}` : 'three: 1\n';
      const whole = `one:\n${from}${target}`;
      // A document that began behind its marker is none of that text any more.
      fc.pre(parseManifests(whole, 'x.yaml').diagnostics.every(({ level }) => level !== 'error'));
      const manifest = only(whole, true);
      fc.pre(
        sameData(manifest.value, {
          one: [{ name: 's' }, { name: 'm', body: data }],
          ...(there ? { two: [{ name: 't' }] } : { three: 1 }),
        }),
      );
      const item = { name: 'm', body: data };
      const next = there
        ? { one: [{ name: 's' }], two: [{ name: 't' }, item] }
        : { one: [{ name: 's' }], three: 1, two: [item] };
      const moves = [{ from: ['one', 1], to: ['two', there ? 1 : 0] }];
      const result = editManifest(manifest, next, { identity: byName, moves });
      expect(only(result, true).value, result).toEqual(next);
      if (!manifest.tree.intricate) expect(result.split('\n').map((line) => line.trim())).toContain('# of m');
    }),
    RUNS,
  );
});
