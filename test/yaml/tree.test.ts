import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SyntaxNode } from '../../src/model/syntax.ts';
import { flatten } from '../../src/yaml/flatten.ts';
import { parseTree } from '../../src/yaml/tree.ts';
import { choices, writtenDocument, writtenWithAnchors } from './documents.ts';

function nodesOf(node: SyntaxNode): SyntaxNode[] {
  if (node.kind === 'map')
    return [node, ...node.pairs.flatMap((pair) => [...nodesOf(pair.key), ...nodesOf(pair.value)])];
  return node.kind === 'seq' ? [node, ...node.items.flatMap((item) => nodesOf(item.value))] : [node];
}

function nodes(text: string): SyntaxNode[] {
  const { root } = parseTree(text);
  return root ? nodesOf(root) : [];
}

/** The texts of all scalars and aliases. */
function leaves(text: string): string[] {
  return nodes(text)
    .filter((node) => node.kind === 'scalar' || node.kind === 'alias')
    .map((node) => text.slice(node.start, node.end));
}

describe('parseTree', () => {
  test.each<readonly [string, string[]]>([
    ['a: b # c\n', ['a', 'b']],
    ['"a" :  \'b\'\n', ['"a"', "'b'"]],
    ['a:\nb: # c\n- d\n-\n', ['a', '', 'b', 'd', '']],
    ['a: |+ # c\n  x\n\n\nb: >-\n  y\n\n# end\n', ['a', '|+ # c\n  x\n\n', 'b', '>-\n  y']],
    ['a: b\n  c\n', ['a', 'b\n  c']],
    ['a: &x !!str b\nc: *x\n', ['a', 'b', 'c', '*x']],
    ['? a\n: b\n? c\n', ['a', 'b', 'c', '']],
    ['{a: b, "c":d, e, f: }\n', ['a', 'b', '"c"', 'd', 'e', '', 'f', '']],
    ['[a: b, ? c : d, fe80::, e]\n', ['a', 'b', 'c', 'd', 'fe80::', 'e']],
    ['a: |\n', ['a', '|']],
    ['%YAML 1.1\n--- !x\na: b\n', ['a', 'b']],
  ])('knows where everything stands in %j', (text, found) => expect(leaves(text)).toEqual(found));

  test('knows brackets, indicators, properties and where documents begin', () => {
    const text = '# c\n--- # d\na: &x { b: [1, ] }\nl:\n- 1\n';
    const { root, head } = parseTree(text);
    expect(head).toBe(text.indexOf('---') + 3);
    if (root?.kind !== 'map') throw new Error('not a mapping');
    const [pair, list] = root.pairs;
    expect([pair?.name, text.charAt(pair?.colon ?? 0), pair?.value.anchor]).toEqual(['a', ':', 'x']);
    expect(text.slice(pair?.value.outer, pair?.value.end)).toBe('&x { b: [1, ] }');
    expect(list?.value).toMatchObject({ kind: 'seq', flow: false, column: 0, end: text.length - 1 });
  });

  test('gives every node the text that says its value', () => {
    fc.assert(
      fc.property(choices, fc.boolean(), (g, anchors) => {
        const text = anchors ? writtenWithAnchors(g) : writtenDocument(g).text;
        for (const node of nodes(text)) {
          const slice = text.slice(node.start, node.end);
          if (node.kind === 'alias') expect(slice).toMatch(/^\*/);
          else if (node.kind === 'scalar' && node.style !== 'literal' && node.style !== 'folded') {
            expect(parseTree(`[${slice}]`).root?.data, slice).toEqual(
              [slice === '' ? undefined : node.data].filter((item) => item !== undefined),
            );
          } else if (node.kind !== 'scalar' && node.flow)
            expect(slice.charAt(0) + slice.at(-1)).toBe(node.kind === 'map' ? '{}' : '[]');
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('flatten', () => {
  test.each([
    [
      'a: {\n b: 1, # c\n\tc: "x\n y"\n}\nd: |\n  [\n  x\ne: f\n',
      'a: {  b: 1,      c: "x  y" }\nd: |\n  [\n  x\ne: f\n',
    ],
    [
      "- 'it''s\n  b'\n- x [\n  y\n- k: text \"\n    more [\n  l: [\n  ]\n",
      "- 'it''s   b'\n- x [\n  y\n- k: text \"\n    more [\n  l: [   ]\n",
    ],
    ['"a\\"b\nc": d # "\n&x [\n1]: e\n', '"a\\"b c": d # "\n&x [ 1]: e\n'],
  ])('puts brackets and quotes of %j on one line', (text, flat) => expect(flatten(text)).toBe(flat));

  test('changes neither length nor meaning', () => {
    fc.assert(
      fc.property(choices, (g) => {
        const { text, data } = writtenDocument(g);
        const flat = flatten(text);
        expect(flat).toHaveLength(text.length);
        // Line breaks in quotes and folded plain text count for the value, so only documents without them stay equal.
        if (!/["'][^"'\n]*\n/.test(text)) expect(parseTree(flat).root?.data, flat).toEqual(data);
      }),
      { numRuns: 500 },
    );
  });
});
