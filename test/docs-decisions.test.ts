import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './support/paths.ts';

const FOLDER = join(ROOT, 'docs', 'decisions');

const PAGES = readdirSync(FOLDER)
  .filter((name) => /^\d{4}-/.test(name))
  .sort();

/** The headline of a page: its number and what was decided. */
const headline = (page: string): string => readFileSync(join(FOLDER, page), 'utf8').split('\n')[0] ?? '';

describe('docs/decisions', () => {
  it.each(PAGES)('%s begins with its number and what was decided', (page) => {
    expect(headline(page)).toMatch(new RegExp(`^# ${Number(page.slice(0, 4))}\\. \\S`));
  });

  it('are all in README.md, in order', () => {
    const rows = PAGES.map((page) => {
      const [, number = '', title = ''] = /^# (\d+)\. (.*)$/.exec(headline(page)) ?? [];
      return `| ${number} | [${title}](${page}) |`;
    });
    const index = readFileSync(join(FOLDER, 'README.md'), 'utf8');
    expect(index.split('\n').filter((line) => /^\| \d/.test(line))).toEqual(rows);
  });

  it('have numbers of their own', () => {
    const numbers = PAGES.map((page) => page.slice(0, 4));
    expect(numbers).toEqual([...new Set(numbers)]);
  });
});
