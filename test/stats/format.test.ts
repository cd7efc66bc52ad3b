import { describe, expect, it } from 'vitest';
import { filteredRows, sortedRows, textCell, type ViewRow } from '../../src/stats/cells.ts';
import {
  bar,
  bytesText,
  GLYPHS,
  milliseconds,
  percentileText,
  percentText,
  rateText,
  shortNumber,
  spanText,
  sparkline,
} from '../../src/stats/format.ts';

describe('numbers', () => {
  it.each([
    [shortNumber, 0, '0'],
    [shortNumber, 9999, '9999'],
    [shortNumber, 12_345, '12.3k'],
    [shortNumber, 4_000_000, '4000k'],
    [shortNumber, 12_345_678, '12.3M'],
    [rateText, 0.25, '0.3'],
    [rateText, 1234.5, '1235'],
    [percentText, 1, '100.0'],
    [percentText, 0.99999, '99.9'],
    [percentText, 0.00001, '0.1'],
    [percentText, 0, '0.0'],
    [milliseconds, 0.4, '0.4ms'],
    [milliseconds, 52.4, '52ms'],
    [milliseconds, 1250, '1.25s'],
    [milliseconds, 120_000, '2.0m'],
    [bytesText, 812, '812B'],
    [bytesText, 7_878_152, '7.5Mi'],
    [spanText, 12.7, '12s'],
    [spanText, 11_520, '3h12m'],
    [spanText, 352_800, '4d2h'],
  ] as const)('%o of %d is %s', (show, value, text) => {
    expect(show(value)).toBe(text);
  });
});

describe('percentileText', () => {
  it.each([
    [{ value: 52.4, lower: 52, upper: 53 }, '52ms'],
    [{ value: 40, lower: 25, upper: 50 }, '25–50ms'],
    [{ value: 700, lower: 500, upper: 1000 }, '500ms–1.00s'],
    [{ value: 1000, lower: 1000, upper: Number.POSITIVE_INFINITY }, '>1.00s'],
  ])('%j is %s', (percentile, text) => {
    expect(percentileText(percentile)).toBe(text);
  });
});

describe('drawings', () => {
  it('a bar that is not whole never looks whole', () => {
    expect([1, 0.99, 0.5, 0].map((share) => bar(share, 3, GLYPHS.ascii))).toEqual(['###', '##.', '##.', '...']);
  });

  it('a line has its largest value at the top, and gaps', () => {
    expect(sparkline([0, 5, undefined, 10], 5, GLYPHS.ascii)).toBe(' _= #');
    expect(sparkline([1, 2, 3], 2, GLYPHS.ascii)).toHaveLength(2);
  });
});

describe('rows', () => {
  const row = (name: string, value: number | undefined): ViewRow => ({
    key: name,
    cells: [textCell(name), { text: String(value), sort: value }],
    value: {},
  });
  const rows = [row('b', 2), row('a', undefined), row('c', 10)];
  const names = (list: readonly ViewRow[]) => list.map(({ key }) => key);

  it('sorts numbers, the unknown last either way', () => {
    expect(names(sortedRows(rows, 1, true))).toEqual(['c', 'b', 'a']);
    expect(names(sortedRows(rows, 1, false))).toEqual(['b', 'c', 'a']);
    expect(names(sortedRows(rows, 0, false))).toEqual(['a', 'b', 'c']);
  });

  it('filters by expression, inverted by !', () => {
    expect(names(filteredRows(rows, '^[AB]$'))).toEqual(['b', 'a']);
    expect(names(filteredRows(rows, '!^a$'))).toEqual(['b', 'c']);
    expect(filteredRows(rows, '')).toBe(rows);
  });
});
