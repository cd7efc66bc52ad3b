import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseManifests, readManifests } from '../../src/yaml/parse.ts';
import { ROOT } from '../support/paths.ts';

function fixture(name: string): string {
  return readFileSync(join(ROOT, 'fixtures', 'yaml', name), 'utf8');
}

function first(text: string): unknown {
  const { manifests, diagnostics } = parseManifests(text, 'x.yaml');
  expect(diagnostics).toEqual([]);
  return manifests[0]?.value;
}

function problems(text: string): string[] {
  return parseManifests(text, 'x.yaml').diagnostics.map(({ code, message, range }) => {
    return `${range?.start.line}:${range?.start.col} ${code} ${message}`;
  });
}

describe('parseManifests', () => {
  test('cuts a file into manifests that are the file', () => {
    const text = '# a\na: 1\n---\n\n--- # c\nb: 2';
    const { manifests } = parseManifests(text, 'x.yaml');
    expect(manifests.map((manifest) => manifest.text).join('')).toBe(text);
    expect(manifests.map(({ index, value, start }) => [index, value, start.line])).toEqual([
      [0, { a: 1 }, 1],
      [1, undefined, 3],
      [2, { b: 2 }, 5],
    ]);
  });

  test('tells an empty document from a null', () => {
    expect(
      parseManifests('---\n---\nnull\n--- ~\n--- !!null\n', '-').manifests.map((manifest) => manifest.value),
    ).toEqual([undefined, null, null, null]);
    expect(parseManifests('', '-').manifests).toEqual([]);
  });

  test('goes on after a broken document', () => {
    const { manifests, diagnostics } = parseManifests(fixture('broken-between.yaml'), 'x.yaml');
    expect(manifests.map((manifest) => manifest.index)).toEqual([0, 2]);
    expect(diagnostics).toEqual([
      {
        code: 'MSH0001',
        level: 'error',
        message: 'bad indentation of a mapping entry',
        origin: { file: 'x.yaml', document: 1 },
        range: { start: { offset: 93, line: 8, col: 11 }, end: { offset: 94, line: 8, col: 12 } },
        remediation: expect.any(String),
      },
    ]);
  });

  test('keeps the last of two equal keys and points at the first', () => {
    const text = fixture('duplicate-keys.yaml');
    expect(parseManifests(text, 'x').manifests[0]?.value).toMatchObject({
      metadata: { name: 'second', namespace: 'shop' },
    });
    expect(problems(text)).toEqual(['4:3 MSH0003 the key "name" is given again below; this one has no effect']);
  });

  test.each([
    ['tabs', fixture('tabs.yaml'), '4:1 MSH0001'],
    ['an unknown anchor', 'a: *b\n', '1:4 MSH0001 unknown anchor "b"'],
    ['an anchor inside itself', 'a: &a [*a]\n', '1:8 MSH0001 anchor "a" contains itself'],
    ['a key that is a list', '? [a]\n: b\n', '1:3 MSH0001 a mapping key is not a scalar'],
    ['a key that is null', '~: b\n', '1:1 MSH0001 a mapping key is null'],
    ['a merge of a scalar', 'a:\n  <<: 5\n', '2:7 MSH0001 a merge key needs a mapping or a list of mappings'],
    ['a value that does not fit its tag', 'a: !!int x\n', '1:10 MSH0001 cannot read "x" as !!int'],
    ['an open quote', 'a: "x\n', '1:7 MSH0001 unexpected end of the stream within a double quoted scalar'],
    ['an open bracket', 'a: [1\n', '1:7 MSH0001 unexpected end of the stream within a flow collection'],
    ['a NUL', 'a: b\n---\nb: \0\n', '3:4 MSH0002'],
  ])('reports %s', (_name, text, problem) => expect(problems(text).join('\n')).toContain(problem));

  test('reports a document beyond the size of any object', () => {
    expect(problems(`a: 1\n---\nb: ${'x'.repeat(16 * 1024 * 1024)}\n`)).toEqual([
      expect.stringContaining('2:1 MSH0004'),
    ]);
  });

  test('survives deep nesting and aliases that multiply', () => {
    expect(problems(`${'['.repeat(100_000)}`)[0]).toContain('MSH0001 nesting is deeper');
    expect(problems(`${'{a: '.repeat(5_000)}1${'}'.repeat(5_000)}`)[0]).toContain('MSH0001 nesting is deeper');
    const levels = Array.from(
      { length: 30 },
      (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(', ')}]`,
    );
    expect(problems(`a0: &a0 x\n${levels.join('\n')}\n`)[0]).toContain('MSH0001 aliases expand to more than');
  });

  test('reads merge keys where they stand, as go-yaml v2 does', () => {
    expect(first('b: &b {x: 1, w: 2}\na:\n  x: 5\n  <<: *b\n  w: 7\n')).toEqual({
      b: { x: 1, w: 2 },
      a: { x: 1, w: 7 },
    });
    expect(first('b: &b {x: 1}\nc: &c {x: 2, z: 3}\na: {<<: [*b, *c]}\n')).toMatchObject({ a: { x: 1, z: 3 } });
    expect(first('a: {"<<": {x: 1}}\n')).toEqual({ a: { '<<': { x: 1 } } });
  });

  test('takes __proto__ for a key like any other', () => {
    expect(Object.keys(first('a: {__proto__: {x: 1}}\n') as object)).toEqual(['a']);
    expect(Object.hasOwn((first('a: {__proto__: {x: 1}}\n') as { a: object }).a, '__proto__')).toBe(true);
  });

  test('reads brackets and quotes at any indentation, as go-yaml does', () => {
    expect(first(fixture('brackets-at-the-margin.yaml'))).toMatchObject({
      spec: { containers: [{ command: ['sh', '-c', "echo 'hello there'"] }] },
    });
    expect(first('a: {\n\tx: 1\n}\nb: [\n1, # one\n"two\nlines",\nfe80::,\n]\n')).toEqual({
      a: { x: 1 },
      b: [1, 'two lines', 'fe80::'],
    });
  });

  test('ends the last line of a file that does not', () => {
    expect(first('a: |\n  x')).toEqual({ a: 'x\n' });
  });

  test('knows JSON from YAML that begins with a brace', () => {
    const formats = ['{"a": 1}', '\uFEFF [1]\n', '{a: 1}', '{"a": 1} # c\n', 'a: 1\n'].map(
      (text) => parseManifests(text, '-').manifests[0]?.format,
    );
    expect(formats).toEqual(['json', 'json', 'yaml', 'yaml', 'yaml']);
  });

  test.each(['anchors.yaml', 'byte-order-mark.yaml', 'crlf.yaml', 'list.yaml', 'merge-keys.yaml', 'pretty.json'])(
    'reads %s',
    (name) => {
      expect(first(fixture(name))).toMatchObject({ apiVersion: expect.any(String), kind: expect.any(String) });
    },
  );
});

describe('readManifests', () => {
  test('hands out documents one by one', () => {
    const readings = readManifests('a: 1\n---\nb: [\n---\nc: 3\n', '-');
    expect(readings.next().value?.manifest?.value).toEqual({ a: 1 });
    expect(readings.next().value?.diagnostics).toHaveLength(1);
    expect(readings.next().value?.manifest?.value).toEqual({ c: 3 });
    expect(readings.next().done).toBe(true);
  });
});
