import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadYaml, MemoLoader, YamlLoadError } from '../../src/yaml/load.ts';
import { writeBlock } from '../../src/yaml/writer.ts';
import { choices, data, writtenDocument, writtenWithAnchors } from './documents.ts';

function outcome(load: () => unknown): unknown {
  try {
    return { value: load() };
  } catch (error) {
    if (!(error instanceof YamlLoadError)) throw error;
    return { line: error.line, column: error.column, reason: error.reason };
  }
}

describe('loadYaml', () => {
  test('reads the first document, null where there is none', () => {
    expect(loadYaml('a: 1\n---\nb: 2\n')).toEqual({ a: 1 });
    expect(loadYaml('')).toBeNull();
    expect(loadYaml('# none\n')).toBeNull();
  });

  test('leaves the last line of a block scalar without the break the text does not have', () => {
    expect(['|\n x', '|-\n x', '|+\n x', '>\n x', '|\n x\n'].map((text) => loadYaml(`a: ${text}`))).toEqual(
      ['x', 'x', 'x', 'x', 'x\n'].map((a) => ({ a })),
    );
  });

  test('says where and why a text is no YAML', () => {
    expect(outcome(() => loadYaml('a: 1\nb: c: d\n'))).toEqual({
      line: 2,
      column: 5,
      reason: 'bad indentation of a mapping entry',
    });
    expect(() => loadYaml('a: *x\n')).toThrow('line 1, column 4: unknown anchor "x"');
  });
});

describe('MemoLoader', () => {
  const SAMPLES: readonly string[] = [
    '',
    '# c\n',
    'a: 1\na: 2\n',
    'spec:\n  containers:\n  - name: istio-proxy\n    args:\n    - proxy\n    - --x=1\n    env:\n    - name: A\n      value: "1"\n  volumes: []\n',
    'spec:\n    - - a\n      - b\n    -\n      c: d\n    # e\n    - |\n      text: |\n        more\n',
    'on:\n  y: 1\n  "x": 2\n  ? z\n  : 3\n',
    'a: &x 1\nb: *x\n',
    'a:\n  <<: {b: 1}\n',
    'a: "x\n  b: 1\n  y"\n',
    'a: {\n  b: 1\n}\nc: d\n',
    'a: b\n c: d\n',
    'a:\n   b: 1\n  c: 2\n',
    'a:\n- b\nc\n',
    'key:\n  some plain text that goes on for long enough to be cut\n  and some more of it\n',
    '- a: 1\n  b: 2\n- {c: d}\n- "e: f"\n',
    'text\n',
    '{"a": [1, 2], "b": {"c": "d"}}',
    'a: |+\n  x\n\n\nb: 1\n',
    'a: 1\n---\nb: 2\n',
    'a: fe80::\nb: 1:2\nc: x:\n',
    "a: 'it''s'\nb: ''\nc: \"\\n\"\nd: \"\"\n",
  ];

  test.each(SAMPLES)('reads %j as loadYaml does', (text) => {
    const loader = new MemoLoader();
    const expected = outcome(() => loadYaml(text));
    expect(outcome(() => loader.load(text))).toEqual(expected);
    expect(outcome(() => loader.load(text))).toEqual(expected);
  });

  test('reads whatever is written as loadYaml does, one text after the other', () => {
    const loader = new MemoLoader();
    fc.assert(
      fc.property(choices, fc.nat(3), (g, kind) => {
        const text =
          kind === 0
            ? writtenWithAnchors(g)
            : kind === 1
              ? writeBlock({ spec: data(g, 5) }, { indent: 0, step: 2, listIndent: 0, eol: '\n' })
              : writtenDocument(g).text;
        expect(
          outcome(() => loader.load(text)),
          text,
        ).toEqual(outcome(() => loadYaml(text)));
      }),
      { numRuns: 2000 },
    );
  });

  test('reads broken texts as loadYaml does', () => {
    const loader = new MemoLoader();
    fc.assert(
      fc.property(choices, (g) => {
        const { text } = writtenDocument(g);
        const at = g.upTo(text.length);
        const broken =
          text.slice(0, at) +
          g.from([' ', '\n', ':', '- ', '"', '{', ']', '#', '? ', '\n- x\n', '\nx: y\n']) +
          text.slice(at + g.upTo(3));
        expect(
          outcome(() => loader.load(broken)),
          broken,
        ).toEqual(outcome(() => loadYaml(broken)));
      }),
      { numRuns: 3000 },
    );
  });

  test('shares frozen values between texts', () => {
    const loader = new MemoLoader();
    const [left, right] = ['1', '2'].map((value) =>
      loader.load(`a:\n  b:\n  - name: shared\n    value: something long enough to keep\nc: ${value}\n`),
    ) as { a: object }[];
    expect(left).not.toEqual(right);
    expect(left?.a).toBe(right?.a);
    expect(Object.isFrozen(left)).toBe(true);
    expect(Object.isFrozen(new MemoLoader().load('a: &x {b: []}\n'))).toBe(true);
  });
});
