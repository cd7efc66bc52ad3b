import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingsIn } from '../../src/validate/findings.ts';
import { readManifests } from '../../src/yaml/parse.ts';
import { ROOT } from '../support/paths.ts';
import { validation } from './cases.ts';

interface Mistake {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  /** Lines on which a finding is in the right place. */
  readonly lines: readonly (readonly [first: number, last: number])[];
}

const FIXTURES = join(ROOT, 'fixtures');
const { cases }: { readonly cases: readonly Mistake[] } = JSON.parse(
  readFileSync(join(FIXTURES, 'mistakes', 'mistakes.json'), 'utf8'),
);

/** The mistakes that break a rule for one object; the others take several objects, or what a mesh means by them. */
const OF_ONE_OBJECT = 'M03 M19 M20 M32 M33 M34 M36 M37 M39 M40 M41 M42 M57 M60 M64'.split(' ');

function found(path: string) {
  const all = validation(['structure', 'cel', 'rules']);
  return [...readManifests(readFileSync(path, 'utf8'), path)].flatMap(({ manifest, diagnostics }) => [
    ...diagnostics,
    ...(manifest ? findingsIn(manifest, all).findings : []),
  ]);
}

describe('planted mistakes', () => {
  it.each(cases.filter(({ id }) => OF_ONE_OBJECT.includes(id)))('$id $title', ({ file, lines }) => {
    const starts = found(join(FIXTURES, file.replace(/^broken/, 'mistakes'))).map(
      ({ range }) => range?.start.line ?? 0,
    );
    expect(starts.some((line) => lines.some(([first, last]) => line >= first && line <= last))).toBe(true);
    expect(starts).toHaveLength(1);
  });
});

describe('the application they are planted in', () => {
  const folder = join(FIXTURES, 'bookinfo');

  it.each(readdirSync(folder))('%s has no mistakes', (name) => {
    const findings = found(join(folder, name)).map(({ code, level }) => ({ code, level }));
    // Every EnvoyFilter draws this warning.
    expect(findings).toEqual(name.startsWith('60-') ? [{ code: 'MSH2600', level: 'warning' }] : []);
  });
});
