import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentStarts } from '../../src/yaml/split.ts';

function split(text: string): string[] {
  const starts = [...documentStarts(text)];
  return starts.map((start, index) => text.slice(start, starts[index + 1] ?? text.length));
}

describe('documentStarts', () => {
  test.each<readonly [string, readonly string[]]>([
    ['', []],
    ['# only\n', ['# only\n']],
    ['a: 1\n', ['a: 1\n']],
    ['a: 1\n---\nb: 2\n', ['a: 1\n', '---\nb: 2\n']],
    ['---\na: 1\n---\n', ['---\na: 1\n', '---\n']],
    ['---\n---\n', ['---\n', '---\n']],
    ['# top\n\n---\na: 1\n', ['# top\n\n---\na: 1\n']],
    ['--- # c\na: 1\n--- {b: 2}\n---\tx\n', ['--- # c\na: 1\n', '--- {b: 2}\n', '---\tx\n']],
    ['a: 1\n---', ['a: 1\n', '---']],
    ['a: 1\n----\n---b\n --- \n', ['a: 1\n----\n---b\n --- \n']],
    ['%YAML 1.1\n---\na: 1\n', ['%YAML 1.1\n---\na: 1\n']],
    ['a: 1\n...\n%YAML 1.1\n---\nb: 2\n', ['a: 1\n...\n', '%YAML 1.1\n---\nb: 2\n']],
    ['a: 1\n...\nb: 2\n', ['a: 1\n...\n', 'b: 2\n']],
    ['a: 1\n...\n# end\n', ['a: 1\n...\n# end\n']],
    ['...\na: 1\n', ['...\na: 1\n']],
    ['a: 1\r\n---\r\nb: 2\r\n', ['a: 1\r\n', '---\r\nb: 2\r\n']],
    ['a: 1\r---\rb: 2\r', ['a: 1\r', '---\rb: 2\r']],
    ['\uFEFF---\na: 1\n', ['\uFEFF---\na: 1\n']],
    ['a: 1\n\uFEFF---\nb: 2\n', ['a: 1\n', '\uFEFF---\nb: 2\n']],
    ['a: |\n  ---\nb: 2\n', ['a: |\n  ---\nb: 2\n']],
  ])('%j', (text, documents) => expect(split(text)).toEqual(documents));

  test('loses nothing, whatever the text', () => {
    const piece = fc.constantFrom('---', '...', '\n', '\r\n', 'a: 1', ' ', '#', '%YAML 1.1', '\uFEFF', '\t', '{}');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        expect(split(text).join('')).toBe(text);
      }),
    );
  });
});
