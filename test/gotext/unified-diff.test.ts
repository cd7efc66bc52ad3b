import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../src/gotext/unified-diff.ts';

const NAMES = { before: 'a', after: 'b', context: 1 };

/** Applies a diff: what `patch` would make of the first text. */
function patched(before: string, diff: string): string {
  const lines = before.split('\n');
  const out: string[] = [];
  let at = 0;
  let hunk = false;
  for (const line of diff.split('\n').slice(2, -1)) {
    const [, start = '', count = '1'] = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@$/.exec(line) ?? [];
    if (start !== '') {
      hunk = true;
      const from = Number(start) - (count === '0' ? 0 : 1);
      out.push(...lines.slice(at, from));
      at = from;
    } else if (hunk && line.startsWith('+')) out.push(line.slice(1));
    else {
      expect(lines[at]).toBe(line.slice(1));
      if (line.startsWith(' ')) out.push(line.slice(1));
      at += 1;
    }
  }
  return [...out, ...lines.slice(at)].join('\n');
}

describe('a unified diff', () => {
  it('shows changes with what is around them', () => {
    expect(unifiedDiff('1\n2\n3\n4\n5\n6\n7', '1\n2\nthree\n4\n5\n6\n7\n8', NAMES)).toMatchInlineSnapshot(`
      "--- a
      +++ b
      @@ -2,3 +2,3 @@
       2
      -3
      +three
       4
      @@ -7 +7,2 @@
       7
      +8
      "
    `);
  });

  it('is empty for equal texts', () => {
    expect(unifiedDiff('a\nb', 'a\nb', NAMES)).toBe('');
  });

  it('makes one text of the other', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '{', '}'), { minLength: 1, maxLength: 30 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, fc.nat({ max: 4 }), (before, after, context) => {
        const diff = unifiedDiff(before, after, { ...NAMES, context });
        if (before === after) expect(diff).toBe('');
        else expect(patched(before, diff)).toBe(after);
      }),
    );
  });

  it('does not look for lines that are everywhere, and keeps them where they stand', () => {
    const block = (name: string): string => `{\n${name}\n}`;
    const before = Array.from({ length: 100 }, (_, index) => block(`n${index}`)).join('\n');
    const after = before.replace('n50', 'other');
    const diff = unifiedDiff(before, after, NAMES);
    expect(diff).toContain('-n50\n+other\n');
    expect(patched(before, diff)).toBe(after);
    expect(diff.split('\n')).toHaveLength(8);
  });
});
