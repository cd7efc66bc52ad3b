import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANALYZERS } from '../../src/analyze/analyzers/index.ts';
import { findingsOf } from '../../src/analyze/findings.ts';
import { referenceMessages } from '../../src/analyze/reference.ts';
import { analyze } from '../../src/analyze/run.ts';
import type { Path } from '../../src/model/diagnostic.ts';
import { isMap, setIn } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { parseManifests } from '../../src/yaml/parse.ts';
import { ROOT } from '../support/paths.ts';
import { ownOptions } from './support.ts';

const FIXTURES = join(ROOT, 'fixtures');

const manifestsIn = (folder: string): readonly Manifest[] =>
  readdirSync(join(FIXTURES, folder))
    .sort()
    .flatMap(
      (file) => parseManifests(readFileSync(join(FIXTURES, folder, file), 'utf8'), `${folder}/${file}`).manifests,
    );

const SOUND = manifestsIn('bookinfo');
const BROKEN = manifestsIn('mistakes/cases');
const EXAMPLES = ANALYZERS.flatMap(({ examples, name }) => parseManifests(examples.bad, `${name}.yaml`).manifests);

function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  const entries = Array.isArray(value) ? [...value.entries()] : isMap(value) ? Object.entries(value) : [];
  for (const [step, item] of entries) yield* pathsIn(item, [...path, step]);
}

/** What somebody may have written in place of anything. */
const ODD = fc.constantFrom<unknown>(
  null,
  0,
  -1,
  true,
  '',
  '*',
  'a/b/c',
  [],
  {},
  [null],
  [[]],
  { a: null },
  ['x'],
  [{}],
);

/** A manifest with something else at one of its places. */
function changed(manifest: Manifest, at: number, odd: unknown): Manifest {
  const paths = [...pathsIn(manifest.value)];
  const path = paths[at % Math.max(paths.length, 1)];
  return path === undefined ? manifest : { ...manifest, value: setIn(manifest.value, path, odd) };
}

describe('analysis', () => {
  it('takes whatever is written, in both views', () => {
    const all = [...SOUND, ...BROKEN, ...EXAMPLES];
    const change = fc.record({ which: fc.nat(all.length - 1), at: fc.nat(400), odd: ODD });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 30 }), (changes) => {
        const manifests = [...all];
        for (const { which, at, odd } of changes) {
          const manifest = manifests[which];
          if (manifest) manifests[which] = changed(manifest, at, odd);
        }
        const documents = manifests.map((manifest) => ({ manifest }));
        const own = analyze(documents, ownOptions());
        for (const { message } of findingsOf(own.reported)) expect(message).not.toMatch(/undefined|\[object/);
        const reference = analyze(documents, { ...ownOptions(), view: 'reference', namespace: '' });
        referenceMessages(reference.reported, { namespace: '', suppressions: [] });
      }),
      { numRuns: 10 },
    );
  });

  it('does not depend on the order of files', () => {
    const all = [...SOUND, ...BROKEN];
    const facts = (manifests: readonly Manifest[]) => {
      const { reported } = analyze(
        manifests.map((manifest) => ({ manifest })),
        ownOptions(),
      );
      return findingsOf(reported)
        .map(({ code, origin, message }) => `${code} ${origin.file ?? ''} ${message}`)
        .sort();
    };
    // Of two objects with one name the later one counts, so only files without such may change places.
    const names = new Map<string, number>();
    const key = (manifest: Manifest): string => {
      const value = isMap(manifest.value) ? manifest.value : {};
      const metadata = isMap(value['metadata']) ? value['metadata'] : {};
      return `${String(value['kind'])}/${String(metadata['namespace'])}/${String(metadata['name'])}`;
    };
    for (const manifest of all) names.set(key(manifest), (names.get(key(manifest)) ?? 0) + 1);
    const unique = all.filter((manifest) => names.get(key(manifest)) === 1);
    expect(facts(unique.toReversed())).toEqual(facts(unique));
  });
});
