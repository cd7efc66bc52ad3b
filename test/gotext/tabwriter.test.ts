import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tabTable, tabulate } from '../../src/gotext/tabwriter.ts';
import { ROOT } from '../support/paths.ts';

/** What Go's own text/tabwriter made of a text. */
interface Recorded {
  readonly padding: number;
  readonly minWidth: number;
  readonly alignRight: boolean;
  readonly text: string;
  readonly out: string;
}

// The border of JSON.parse: the fixture is ours.
const recorded = JSON.parse(readFileSync(join(ROOT, 'fixtures/gotext/tabwriter.json'), 'utf8')) as readonly Recorded[];

describe('tabulate', () => {
  it.each(recorded.map((item) => [JSON.stringify(item.text), item] as const))('lays out %s as Go does', (_, item) => {
    expect(tabulate(item.text, item)).toBe(item.out);
  });

  it('ends a column at a line without a cell for it', () => {
    expect(tabulate('a\tb\nlonger\tb\n\nc\td\n', { padding: 1 })).toBe('a      b\nlonger b\n\nc d\n');
  });

  it('keeps spaces at the end of a line and counts characters, not bytes or columns', () => {
    expect(
      tabTable(
        [
          ['é', 'x', ''],
          ['😀', 'yy', ''],
        ],
        { padding: 2 },
      ),
    ).toBe('é  x   \n😀  yy  \n');
  });
});
