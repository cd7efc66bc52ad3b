import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/output/width.ts';
import { type Column, textCell, type ViewRow } from '../../src/stats/cells.ts';
import { actionOf, BINDINGS, helpLines, keyNames } from '../../src/tui/keys.ts';
import { headerLine, placeColumns, rowLine, sized } from '../../src/tui/layout.ts';

const COLUMNS: readonly Column[] = [
  { title: 'NAME', grows: true, least: 10, drop: 0 },
  { title: 'RPS', right: true, drop: 0 },
  { title: 'NOTE', grows: true, drop: 1 },
  { title: 'LATER', drop: 2 },
];

const row = (...texts: readonly string[]): ViewRow => ({
  key: texts[0] ?? '',
  cells: texts.map((text) => textCell(text)),
  value: {},
});

const ROWS = [row('outbound|80||reviews.shop', '12.5', 'a note that is long', 'x'), row('short', '3', '', 'yyyy')];

const textOf = (width: number, scrolled = 0): readonly string[] => {
  const columns = placeColumns(COLUMNS, ROWS, { width, scrolled, visible: ROWS });
  const lines = [
    headerLine(columns, undefined),
    ...ROWS.map((each) => rowLine(columns, each, { selected: false, dim: false })),
  ];
  return lines.map((line) => line.map(({ text }) => text).join(''));
};

describe('placeColumns', () => {
  it('shows everything where there is room', () => {
    expect(textOf(70)[1]).toBe(' outbound|80||reviews.shop  12.5  a note that is long  x    ');
  });

  it('drops columns, those of the highest number first, and cuts what grows', () => {
    expect(textOf(40)[0]).not.toContain('LATER');
    expect(textOf(40)[1]).toContain('…');
    expect(textOf(22)[0]).not.toContain('NOTE');
  });

  it('scrolls columns, but never the first', () => {
    expect(textOf(70, 1)[0]).toMatch(/^ NAME +NOTE +LATER/);
    expect(textOf(70, 2)[0]).toMatch(/^ NAME +LATER/);
    expect(textOf(70, 99)[0]).toMatch(/^ NAME +LATER/);
  });

  it('never draws a line wider than the screen, as long as the narrowest columns fit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 200 }), fc.nat({ max: 4 }), (width, scrolled) =>
        textOf(width, scrolled).every((line) => displayWidth(line) <= width),
      ),
    );
  });
});

describe('sized', () => {
  it('gives a text exactly its columns, whatever characters it has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.integer({ min: 1, max: 20 }), (text, width) => {
        expect(displayWidth(sized(text, width))).toBe(width);
      }),
    );
  });

  it.each([
    ['abc', 5, false, 'abc  '],
    ['abc', 5, true, '  abc'],
    ['abcdef', 4, false, 'abc…'],
    ['日本語', 4, false, '日… '],
    ['a\u001Bb', 3, false, 'a␛b'],
  ])('%j in %d', (text, width, right, wanted) => {
    expect(sized(text, width, right)).toBe(wanted);
  });
});

describe('keys', () => {
  it('are bound once each', () => {
    const keys = BINDINGS.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('are all in the help', () => {
    expect(helpLines()).toHaveLength(BINDINGS.length);
  });

  it.each([
    ['', { upArrow: true }, ['Up']],
    ['', { delete: true }, ['Backspace']],
    ['r', { ctrl: true }, ['Ctrl-r']],
    ['ab\r', {}, ['a', 'b', 'Enter']],
    ['\u0003', {}, ['Ctrl-c']],
  ])('%j %j', (input, key, names) => {
    expect(keyNames(input, key)).toEqual(names);
  });

  it('do something', () => {
    expect(actionOf('q')).toEqual({ do: 'quit' });
    expect(actionOf('Ü')).toBeUndefined();
  });
});
