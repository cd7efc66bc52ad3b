import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliPage } from '../scripts/cli.ts';
import { ROOT } from './support/paths.ts';

describe('docs/cli.md', () => {
  it('is what the program says (npm run docs:cli)', async () => {
    expect(readFileSync(join(ROOT, 'docs', 'cli.md'), 'utf8')).toBe(await cliPage());
  });
});
