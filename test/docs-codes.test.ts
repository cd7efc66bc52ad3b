import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codesPage } from '../scripts/codes.ts';
import { ROOT } from './support/paths.ts';

describe('docs/codes.md', () => {
  it('is that of the codes (npm run docs:codes)', () => {
    expect(readFileSync(join(ROOT, 'docs', 'codes.md'), 'utf8')).toBe(codesPage());
  });
});
