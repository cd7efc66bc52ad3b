import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecord, writeRecord } from '../../src/inject/record.ts';
import { applyText, textEntries } from '../../src/inject/text-record.ts';

const line = fc.constantFrom('a\n', 'b\n', 'c\n', 'd: e\r\n', '\n');
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('', 'open'))
  .map(([lines, open]) => lines.join('') + open);

describe('lines that differ', () => {
  it('turn the one text into the other', () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        expect(applyText(from, textEntries(from, to))).toBe(to);
      }),
    );
  });

  it('are few where little differs', () => {
    const from = Array.from({ length: 200 }, (_, index) => `line ${index}\n`);
    const to = from.with(20, 'other\n').toSpliced(150, 1);
    expect(textEntries(from.join(''), to.join(''))).toEqual([
      { at: 20, before: ['line 20\n'], after: ['other\n'] },
      { at: 150, before: ['line 150\n'], after: [] },
    ]);
  });

  it('find their place when lines came or went above', () => {
    const entries = textEntries('a\nb\nc\nd\n', 'a\nB\nc\nd\n');
    expect(applyText('x\ny\na\nb\nc\nd\n', entries)).toBe('x\ny\na\nB\nc\nd\n');
    expect(applyText('b\nc\nd\n', entries)).toBe('B\nc\nd\n');
  });

  it('are left out when somebody changed them', () => {
    expect(applyText('a\nchanged\nc\n', textEntries('a\nb\nc\n', 'a\nB\nc\n'))).toBe('a\nchanged\nc\n');
  });

  it('survive as comments, whatever is in them', () => {
    const record = { undo: [], carried: [], text: [{ at: 1, before: ['a\u2028\u0085"\r\n'], after: ['é\uFEFF\n'] }] };
    for (const eol of ['\n', '\r\n']) {
      const written = writeRecord(`k: v${eol}`, record, eol);
      expect(written).not.toMatch(/[\u0085\u2028\uFEFF]/);
      expect(readRecord(written)).toEqual({ record, bare: `k: v${eol}` });
    }
  });
});
