import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FIXED, FIXERS } from '../../../src/analyze/fix/index.ts';
import { ROOT } from '../../support/paths.ts';

it('is told of in the documentation, each code once', () => {
  const [, section = ''] = readFileSync(join(ROOT, 'docs/analyze.md'), 'utf8').split('## Fixes\n');
  const [table = ''] = section.split('\n## ');
  const told = [...table.matchAll(/^\| ((?:(?:IST|MSH)\d+(?:, )?)+) \|/gm)].flatMap(([, codes = '']) =>
    codes.split(', '),
  );
  const codes = FIXERS.flatMap((fixer) => fixer.codes);
  expect(told.toSorted()).toEqual([...FIXED.keys()].toSorted());
  expect(new Set(codes).size).toBe(codes.length);
});
