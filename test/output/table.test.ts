import { describe, expect, it } from 'vitest';
import { table } from '../../src/output/table.ts';
import { displayWidth } from '../../src/output/width.ts';

describe('table', () => {
  it('pads columns to their widest cell and leaves no spaces at the end', () => {
    const rows = [
      ['a', 'short', ''],
      ['longer name', 'x', 'last'],
    ];
    expect(table(['NAME', 'VALUE', 'NOTE'], rows)).toMatchInlineSnapshot(`
      "NAME          VALUE   NOTE
      a             short
      longer name   x       last
      "
    `);
  });

  it('is only a header without rows', () => {
    expect(table(['A', 'B'], [])).toBe('A   B\n');
  });

  it('keeps columns straight through wide characters and colour', () => {
    const rows = [
      ['服务', 'x'],
      ['\u001b[31mred\u001b[39m', 'x'],
    ];
    expect(table(['N', 'V'], rows)).toBe('N      V\n服务   x\n\u001b[31mred\u001b[39m    x\n');
  });

  it('shows line breaks in a cell as a space', () => {
    expect(table(['A'], [['one\n\ttwo']])).toBe('A\none two\n');
  });
});

describe('displayWidth', () => {
  it.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['服务网格', 8],
    ['ｶﾅ', 2],
    ['한글', 4],
    ['ok ✅', 5],
    ['，', 2],
  ])('%s takes %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});
