import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf, messageOf } from '../../src/envoy/schema/schema.ts';
import { objectsIn } from '../../src/mesh/objects.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { asMap } from '../../src/model/json.ts';
import { findingsIn } from '../../src/validate/findings.ts';
import { referenceLines } from '../../src/validate/reference.ts';
import { readManifests } from '../../src/yaml/parse.ts';
import { ROOT } from '../support/paths.ts';
import { manifestsOf, validation } from './cases.ts';
import { FUZZ_RUNS, mutated } from './mutations.ts';

const FOLDER = join(ROOT, 'fixtures', 'bookinfo');
const texts = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), 'utf8'));
const objects = texts
  .flatMap((text) => manifestsOf(text))
  .flatMap((manifest) => [...objectsIn(manifest.value)].map(({ value }) => value));

const all = validation(['structure', 'cel', 'rules'], { envoy: { messageOf, fieldsOf } });

/** Everything found in a text, read as the command reads it. */
function found(text: string): readonly Diagnostic[] {
  return [...readManifests(text, 'fuzz.yaml')].flatMap(({ manifest, diagnostics }) => [
    ...diagnostics,
    ...(manifest ? findingsIn(manifest, all).findings : []),
  ]);
}

/** Each finding stands somewhere in the text. */
function expectPlaces(text: string): void {
  const findings = found(text);
  for (const { range, message, code } of findings) {
    expect(range, `${code} ${message}`).toBeDefined();
    expect(range?.start.offset).toBeLessThanOrEqual(range?.end.offset ?? -1);
    expect(range?.end.offset).toBeLessThanOrEqual(text.length + 1);
    expect(message).not.toMatch(/\bundefined\b|\[object Object\]|NaN/);
  }
  expect(found(text)).toEqual(findings);
  expect(() => [...referenceLines(readManifests(text, 'fuzz.yaml'), 'fuzz.yaml', all)]).not.toThrow();
}

describe('fuzz: never a crash, always a place', () => {
  it('good objects are good', () => {
    expect(texts.flatMap(found).filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('objects with mistakes put in', () => {
    fc.assert(
      fc.property(fc.constantFrom(...objects), fc.infiniteStream(fc.nat()), (object, choices) => {
        expectPlaces(JSON.stringify(asMap(mutated(object, choices)), undefined, 1));
      }),
      { numRuns: FUZZ_RUNS },
    );
  });

  it('texts with pieces taken out and put in', () => {
    const piece = fc.constantFrom(
      '',
      ' ',
      '\n',
      ':',
      '- ',
      '{',
      '}',
      '"',
      '&a ',
      '*a',
      '---\n',
      '\t',
      'null',
      '5',
      '!!int ',
    );
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat({ max: 40 }), piece, (text, at, length, put) => {
        const from = at % text.length;
        expectPlaces(text.slice(0, from) + put + text.slice(from + length));
      }),
      { numRuns: FUZZ_RUNS },
    );
  });

  it('anything at all under a kind', () => {
    const kinds = fc.constantFrom(...objects.map(({ apiVersion, kind }) => ({ apiVersion, kind })));
    fc.assert(
      fc.property(kinds, fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 2 }), (kind, spec, metadata) => {
        expectPlaces(JSON.stringify({ ...kind, metadata, spec }));
      }),
      { numRuns: FUZZ_RUNS },
    );
  });
});
