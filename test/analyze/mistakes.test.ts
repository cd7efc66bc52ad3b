import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { testHost } from '../support/host.ts';
import { ROOT } from '../support/paths.ts';

const FIXTURES = join(ROOT, 'fixtures');

interface Mistake {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly meshctl: { readonly level: string };
  readonly lines: readonly (readonly [number, number])[];
}

interface Finding {
  readonly code: string;
  readonly level: string;
  readonly message: string;
  readonly origin: { readonly file: string };
  readonly range: { readonly start: { readonly line: number } };
}

const { cases } = JSON.parse(readFileSync(join(FIXTURES, 'mistakes', 'mistakes.json'), 'utf8')) as {
  readonly cases: readonly Mistake[];
};

/** The findings of `meshctl analyze` in these files, and its status. */
async function analyzed(...paths: readonly string[]) {
  // The certificate of the sound mesh is valid then.
  const host = { ...testHost({ cwd: FIXTURES }), now: () => new Date('2026-12-01T00:00:00Z') };
  const status = await run(['analyze', '-o', 'json', ...paths], host);
  const { findings } = JSON.parse(host.written()) as { findings: readonly Finding[] };
  return { findings, status };
}

describe('analyze', () => {
  it('finds nothing above a note in a sound mesh', async () => {
    const { findings, status } = await analyzed('bookinfo');
    expect(findings.filter(({ level }) => level !== 'info')).toEqual([]);
    expect(status).toBe(0);
  });

  it.each(cases.map((item) => [item.id, item.title, item] as const))(
    'finds %s: %s',
    async (_id, _title, { file, meshctl, lines }) => {
      const path = file.replace(/^broken\//, 'mistakes/');
      const { findings } = await analyzed('bookinfo', path);
      const own = findings.filter(({ origin }) => origin.file === path);
      const there = own.filter(({ range }) =>
        lines.some(([first, last]) => range.start.line >= first && range.start.line <= last),
      );
      expect(there.map(({ level }) => level)).toContain(meshctl.level);
    },
  );
});
