import { describe, expect, it } from 'vitest';
import { documentText } from '../../src/output/document.ts';
import { envelope } from '../../src/output/json.ts';

describe('documentText', () => {
  const shared = { deep: [1, 'yes'] };
  const value = envelope('Thing', { a: shared, b: shared, long: 'word '.repeat(30).trim(), gone: undefined });

  it('writes JSON with a final newline, fields that are undefined left out', async () => {
    const text = await documentText('json', value);
    expect(text.endsWith('\n')).toBe(true);
    expect(Object.keys(JSON.parse(text))).toEqual(['apiVersion', 'kind', 'a', 'b', 'long']);
  });

  it('writes the same as YAML, without anchors and folded lines', async () => {
    expect(await documentText('yaml', value)).toBe(
      `apiVersion: meshctl.dev/v1\nkind: Thing\na:\n  deep:\n    - 1\n    - "yes"\nb:\n  deep:\n    - 1\n    - "yes"\nlong: ${'word '.repeat(30).trim()}\n`,
    );
  });
});
