import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Path } from '../../src/model/diagnostic.ts';
import { setIn } from '../../src/model/json.ts';
import { editManifest } from '../../src/yaml/edit.ts';
import { parseManifests } from '../../src/yaml/parse.ts';
import { ROOT } from '../support/paths.ts';

function fixture(name: string): string {
  return readFileSync(join(ROOT, 'fixtures', 'yaml', name), 'utf8');
}

function byName(_path: unknown, item: unknown): string | undefined {
  return typeof item === 'object' && item !== null && 'name' in item ? String(item.name) : undefined;
}

/** The text after its value was changed; checked to say what it shall. */
function edited(text: string, change: (value: never) => unknown): string {
  const manifest = parseManifests(text, 'x.yaml').manifests[0];
  if (manifest === undefined) throw new Error('not a document');
  const next = change(manifest.value as never);
  const result = editManifest(manifest, next, { identity: byName });
  const read = parseManifests(result, 'x.yaml');
  expect(read.manifests[0]?.value, result).toEqual(next);
  return result;
}

/** The text with a value set at a path. */
function set(text: string, path: readonly (string | number)[], next: unknown): string {
  return edited(text, (value) => setIn(value, path, next));
}

/** Sets a value and sets the old one again. */
function setAndBack(text: string, path: readonly (string | number)[], next: unknown): readonly [string, string] {
  const there = set(text, path, next);
  const old = parseManifests(text, 'x.yaml').manifests[0]?.value;
  return [there, edited(there, () => old)];
}

describe('scalars', () => {
  test.each<readonly [string, unknown, string]>([
    ["a: 'x' # c\n", 'y', "a: 'y' # c\n"],
    ['a: "x" # c\n', 'y', 'a: "y" # c\n'],
    ['a: x # c\n', 'w', 'a: w # c\n'],
    ['a: 80\n', '80', 'a: "80"\n'],
    ['a: "80"\n', 80, 'a: 80\n'],
    ["a: 'x'\n", "it's", "a: 'it''s'\n"],
    ["a: 'x'\n", 'y\tz', 'a: "y\\tz"\n'],
    ['a:   x   # c\n', true, 'a:   true   # c\n'],
    ['a: # c\n', 'x', 'a: x # c\n'],
    ['a:\n  x\nb: 1\n', 'w', 'a:\n  w\nb: 1\n'],
    ['a: |\n  one\n  two\nb: 1\n', 'three\nfour\n', 'a: |\n  three\n  four\nb: 1\n'],
    ['a: x # c\nb: 1\n', 'one\ntwo', 'a: |- # c\n  one\n  two\nb: 1\n'],
    ['a: x\n  # deep\nb: 1\n', 'one\ntwo', 'a: "one\\ntwo"\n  # deep\nb: 1\n'],
    ['a: >-\n  one\n  two\n\nb: 1\n', 'x', 'a: x\n\nb: 1\n'],
    ['a: {b: x, c: "y"}\n', { b: 'p, q', c: 'z' }, 'a: {b: \'p, q\', c: "z"}\n'],
    ['a: !!str 5\n', 6, 'a: 6\n'],
    ['a: 0644 # octal\nb: 1\n', 420, 'a: 0644 # octal\nb: 1\n'],
  ])('%j becomes %j', (text, next, result) => expect(set(text, ['a'], next)).toBe(result));
});

describe('mappings', () => {
  test('appends keys in the order they have, before comments and blank lines of the outer level', () => {
    const text = 'a:\n  b: 1 # one\n  # own\n\n  # own too\n\n# outer\nc: 2\n';
    expect(set(text, ['a'], { z: 1, b: 1, w: 2 })).toBe(
      'a:\n  b: 1 # one\n  # own\n\n  # own too\n  z: 1\n  w: 2\n\n# outer\nc: 2\n',
    );
  });

  test('removes a key with its lines and leaves the neighbours their comments', () => {
    const text = 'a:\n  # of b\n  b:\n    # inside\n    x: 1 # one\n    # below\n  # of c\n  c: 2\n';
    expect(set(text, ['a'], { c: 2 })).toBe('a:\n  # of b\n  # of c\n  c: 2\n');
  });

  test('leaves the dash to the next key when the first one goes', () => {
    expect(set('a:\n- b: 1 # one\n  # of c\n  c: 2\n', ['a', 0], { c: 2 })).toBe('a:\n- # of c\n  c: 2\n');
    expect(set('a:\n- b: 1\n  c: 2\n', ['a', 0], { c: 2 })).toBe('a:\n- c: 2\n');
  });

  test.each<readonly [string, unknown, string]>([
    ['a: {}\n', { b: 'x' }, 'a: {b: x}\n'],
    ['a: { } # c\n', { b: 'x' }, 'a: {b: x } # c\n'],
    ['a: {} # c\n', { b: { c: 1 } }, 'a: # c\n  b:\n    c: 1\n'],
    ['a:   {}\n', { b: { c: 1 } }, 'a:   {b: {c: 1}}\n'],
    ['a: [] # c\n', [{ c: 1 }], 'a: # c\n- c: 1\n'],
    ['a:\n', { b: 1 }, 'a:\n  b: 1\n'],
    ['a: # c\n  # d\nb: 1\n', { c: 1 }, 'a: # c\n  # d\n  c: 1\nb: 1\n'],
    ['a: {b: 1}\n', { b: 1, c: 2 }, 'a: {b: 1, c: 2}\n'],
    ['a: { b: 1 }\n', { b: 1, c: 2 }, 'a: { b: 1, c: 2 }\n'],
    ['a: {b: 1,}\n', { b: 1, c: 2 }, 'a: {b: 1, c: 2,}\n'],
    ['a: {"b":1}\n', { b: 1, c: 'x' }, 'a: {"b":1,"c":"x"}\n'],
    [
      'a: {\n  b: 1, # one\n  c: 2 # two\n  }\n',
      { b: 1, c: 2, d: 3 },
      'a: {\n  b: 1, # one\n  c: 2, # two\n  d: 3\n  }\n',
    ],
    ['a: {\n  b: 1, # one\n  }\n', { b: 1, d: 3 }, 'a: {\n  b: 1, # one\n  d: 3,\n  }\n'],
    ['a: {b}\n', { b: null, c: 1 }, 'a: {b, c: 1}\n'],
    ['a: |\n  text\n\n', { b: 1 }, 'a:\n  b: 1\n\n'],
  ])('%j grows to %j and back', (text, next, result) => {
    const [there, back] = setAndBack(text, ['a'], next);
    expect(there).toBe(result);
    if (!text.includes('|')) expect(back).toBe(text);
  });

  test.each<readonly [string, unknown, string]>([
    ['a: ~\n', { b: 1 }, 'a:\n  b: 1\n'],
    ['a: x # c\n', { b: 1 }, 'a: # c\n  b: 1\n'],
    ['a:\n  b: 1\nc: 2\n', 'x', 'a: x\nc: 2\n'],
    ['a:\n  b: 1\nc: 2\n', {}, 'a: {}\nc: 2\n'],
    ['a:\n  b: 1\nc: 2\n', ['x'], 'a:\n- x\nc: 2\n'],
    ['a: {b: 1, c: 2, d: 3}\n', { c: 2 }, 'a: {c: 2}\n'],
    ['a: {b: 1, c: 2, d: 3}\n', { b: 1, d: 3, e: 4 }, 'a: {b: 1, d: 3, e: 4}\n'],
    ['a: {b}\n', { b: 1 }, 'a: {b: 1}\n'],
    ['a: {b: }\n', { b: 1 }, 'a: {b: 1 }\n'],
  ])('%j becomes %j', (text, next, result) => expect(set(text, ['a'], next)).toBe(result));

  test('edits the key that counts when one is there twice', () => {
    expect(set('a: 1 # first\nb: 2\na: 3 # last\n', ['a'], 4)).toBe('a: 1 # first\nb: 2\na: 4 # last\n');
    expect(set('a: 1\nb: 2\na: 3\n', ['a'], undefined)).toBe('b: 2\n');
  });

  test('writes keys and values of explicit entries', () => {
    expect(set('? a\n: 1 # one\nb: 2\n', ['a'], 3)).toBe('? a\n: 3 # one\nb: 2\n');
    expect(set('? a\n? b\n', ['a'], 3)).toBe('a: 3\nb: null\n');
    expect(set('a: [b: 1]\n', ['a', 0, 'c'], 2)).toBe('a: [{b: 1, c: 2}]\n');
  });
});

describe('lists', () => {
  const TEXT = 'a:\n  # the first\n  - name: x # c\n    b: 1\n    # inside x\n  # the second\n  - name: "y"\n';

  test('inserts where the item stands, in the habits of the list', () => {
    const items = [{ name: 'x', b: 1 }, { name: 'y' }];
    expect(set(TEXT, ['a'], [...items, { name: 'z' }])).toBe(`${TEXT}  - name: z\n`);
    expect(set(TEXT, ['a'], [{ name: 'z' }, ...items])).toBe(TEXT.replace('a:\n', 'a:\n  - name: z\n'));
    expect(set(TEXT, ['a'], [items[0], { name: 'z', c: ['d'] }, items[1]])).toBe(
      TEXT.replace('  # the second\n', '  - name: z\n    c:\n      - d\n  # the second\n'),
    );
  });

  test('moves items with the comments above them, changed or not', () => {
    expect(
      set(
        TEXT,
        ['a'],
        [
          { name: 'y', c: 1 },
          { name: 'x', b: 1 },
        ],
      ),
    ).toBe('a:\n  # the second\n  - name: "y"\n    c: 1\n  # the first\n  - name: x # c\n    b: 1\n    # inside x\n');
  });

  test('recognises items without a name by what they have in common', () => {
    const text = 'a:\n- key: one # first\n  op: Exists\n- key: two # second\n  op: Exists\n';
    expect(set(text, ['a'], [{ key: 'two', op: 'Equal' }])).toBe('a:\n- key: two # second\n  op: Equal\n');
    expect(set('a: [x, y, z]\n', ['a'], ['x', 'w', 'z'])).toBe('a: [x, w, z]\n');
  });

  test('writes a new list as the document writes its others, and as kubectl does where there is none', () => {
    expect(set(TEXT, ['b'], ['x'])).toBe(`${TEXT}b:\n  - x\n`);
    expect(set('a:\n    b: 1\n', ['c'], { d: ['x'] })).toBe('a:\n    b: 1\nc:\n    d:\n    - x\n');
  });

  test.each<readonly [string, unknown, string]>([
    ['a: ["x"]\n', ['x', 'y'], 'a: ["x", "y"]\n'],
    ['a: [\n  x, # c\n  w\n  ]\n', ['x', 'z', 'w'], 'a: [\n  x, # c\n  z,\n  w\n  ]\n'],
    ['a: [x, w]\n', ['w', 'x'], 'a: [w, x]\n'],
    ['a: [x, w]\n', [], 'a: []\n'],
    ['- - a\n  - b\n- c\n', [['z', 'a', 'b'], 'c'], '- - z\n  - a\n  - b\n- c\n'],
    ['- - a\n  # of b\n  - b\n- c\n', [['b'], 'c'], '- # of b\n  - b\n- c\n'],
    ['- - a\n  - b\n- c\n', [['z'], 'c'], '- - z\n- c\n'],
    ['- a # c\n- b\n', [{ x: 1, z: 2 }, 'b'], '- x: 1\n  z: 2\n- b\n'],
    ['-   {}\n- b\n', [{ x: [1] }, 'b'], '-   {x: [1]}\n- b\n'],
    ['- {}\n- b\n', [{ x: [1] }, 'b'], '- x:\n  - 1\n- b\n'],
    ['- {} # c\n- b\n', [{ x: [1] }, 'b'], '- # c\n  x:\n  - 1\n- b\n'],
    ['- a\n-\n', ['a', { x: 1 }], '- a\n- x: 1\n'],
  ])('%j becomes %j', (text, next, result) =>
    expect(edited(text, (value) => (Array.isArray(value) ? next : { a: next }))).toBe(result),
  );
});

describe('documents', () => {
  test('gives back the same text for the same value', () => {
    const text = "a:   1 # c\nb: ['x' ,]\n";
    expect(edited(text, () => ({ b: ['x'], a: 1, c: undefined }))).toBe(text);
  });

  test('keeps CRLF, a byte order mark and a missing last line break', () => {
    expect(set(fixture('crlf.yaml'), ['spec', 'containers', 0, 'args'], ['a\nb\n'])).toBe(
      `${fixture('crlf.yaml')}    args:\r\n    - |\r\n      a\r\n      b\r\n`,
    );
    expect(set(fixture('byte-order-mark.yaml'), ['metadata', 'x'], 1)).toBe(
      '\uFEFFapiVersion: v1\nkind: Pod\nmetadata: {name: shop, x: 1}\n',
    );
    expect(setAndBack('a:\n  b: 1', ['a', 'c'], { d: [1] })).toEqual([
      'a:\n  b: 1\n  c:\n    d:\n    - 1',
      'a:\n  b: 1',
    ]);
    expect(set('a: |\n  x', ['b'], 1)).toBe('a: |\n  x\nb: 1');
  });

  test('fills empty documents and replaces whole ones', () => {
    expect(edited('---\n# none\n', () => ({ a: 1 }))).toBe('---\na: 1\n# none\n');
    expect(edited('# none\n', () => ({ a: 1 }))).toBe('# none\na: 1\n');
    expect(edited('%YAML 1.1\n---\n', () => ({ a: 1 }))).toBe('%YAML 1.1\n---\na: 1\n');
    expect(edited('--- {a: 1} # c\n', () => ({ a: 1, b: 2 }))).toBe('--- {a: 1, b: 2} # c\n');
    expect(edited('--- x # c\n', () => ({ a: 1 }))).toBe('--- # c\na: 1\n');
    expect(edited('# c\na: 1\nb: 2\n', () => [1])).toBe('# c\n- 1\n');
    expect(edited('---\na: 1\n', () => 'x')).toBe('--- x\n');
    expect(edited('---\na: 1\n', () => ({}))).toBe('--- {}\n');
    expect(edited('---\na: 1\n', () => undefined)).toBe('---\n\n');
  });

  test('ends before the marker that ends a document', () => {
    expect(set('a:\n  b: 1\n...\n', ['a', 'c'], 2)).toBe('a:\n  b: 1\n  c: 2\n...\n');
  });

  test('writes JSON into JSON', () => {
    const [there, back] = setAndBack(fixture('pretty.json'), ['metadata', 'labels'], { app: 'shop', list: [1, {}] });
    expect(there).toBe(
      fixture('pretty.json').replace(
        '"labels": {}',
        '"labels": {\n            "app": "shop",\n            "list": [\n                1,\n                {}\n            ]\n        }',
      ),
    );
    expect(back).toBe(fixture('pretty.json'));
    expect(set('{"a":{"b":1},"c":[]}', ['a', 'd'], { e: ['yes', null] })).toBe(
      '{"a":{"b":1,"d":{"e":["yes",null]}},"c":[]}',
    );
  });

  test('edits items of lists inside lists', () => {
    const text = fixture('list.yaml');
    const [there, back] = setAndBack(text, ['items', 0, 'items', 0, 'spec', 'containers', 1], undefined);
    expect([there, back]).toEqual([text, text]);
    const containers = [{ name: 'shop', image: 'example.com/shop:1' }, { name: 'proxy' }];
    const [grown, shrunk] = setAndBack(text, ['items', 0, 'items', 0, 'spec', 'containers'], containers);
    expect(grown).toBe(text.replace('shop:1"\n', 'shop:1"\n      - name: proxy\n'));
    expect(shrunk).toBe(text);
  });
});

describe('anchors', () => {
  const SHARED = ['spec', 'template', 'metadata', 'labels'];

  test('expands the alias that shall differ and keeps the others', () => {
    const text = fixture('anchors.yaml');
    expect(set(text, SHARED, { app: 'shop', mesh: 'on' })).toBe(
      text.replace('labels: *labels', 'labels:\n        app: shop\n        mesh: "on"'),
    );
  });

  test('expands the aliases that keep the value their anchor loses', () => {
    const text = fixture('anchors.yaml');
    expect(set(text, ['metadata', 'labels', 'app'], 'store')).toBe(
      text
        .replace('app: shop #', 'app: store #')
        .replace('matchLabels: *labels', 'matchLabels:\n      app: shop')
        .replace('labels: *labels', 'labels:\n        app: shop'),
    );
  });

  test('keeps aliases that shall change as their anchor does', () => {
    const text = 'a: &x {b: 1}\nc: *x\n';
    expect(edited(text, () => ({ a: { b: 2 }, c: { b: 2 } }))).toBe('a: &x {b: 2}\nc: *x\n');
  });

  test('gives aliases their value when the anchor goes', () => {
    expect(edited('a: &x {b: 1}\nc: *x\nd: *x\n', () => ({ c: { b: 1 }, d: { b: 1 } }))).toBe(
      'c:\n  b: 1\nd:\n  b: 1\n',
    );
  });

  test('adds to a mapping beside its merge key, and overrules what that takes in', () => {
    const text = fixture('merge-keys.yaml');
    const second = ['spec', 'containers', 1];
    expect(set(text, [...second, 'x'], 1)).toBe(`${text}    x: 1\n`);
    expect(set(text, [...second, 'imagePullPolicy'], 'Never')).toBe(`${text}    imagePullPolicy: Never\n`);
    expect(set(text, [...second, 'imagePullPolicy'], undefined)).toBe(
      text.replace('- <<: *base\n    name: second\n', '- name: second\n    image: example.com/shop:1\n'),
    );
  });

  test('rewrites the smallest node where one place cannot say two things', () => {
    const text = 'a: &x\n  b: 1\nlist: # c\n- *x\n- &x 2\n- *x\nz: 1 # z\n';
    expect(edited(text, () => ({ a: { b: 1 }, list: [2, { b: 1 }, 2], z: 1 }))).toContain('z: 1 # z\n');
  });
});

describe('an item that goes into another list', () => {
  const moved = (text: string, next: unknown, from: Path, to: Path): string => {
    const manifest = parseManifests(text, 'x.yaml').manifests[0];
    if (manifest === undefined) throw new Error('not a document');
    const result = editManifest(manifest, next, { identity: byName, moves: [{ from, to }] });
    expect(parseManifests(result, 'x.yaml').manifests[0]?.value, result).toEqual(next);
    return result;
  };
  const stays = { name: 's' };

  test('takes its comments and its style along, further in and with what changed in it', () => {
    const text =
      'a:\n# mine\n- name: m # of m\n  b: {c: 1} # of b\n  # the end\n# of s\n- name: s\nd:\n  e:\n    - name: t\n';
    const next = { a: [stays], d: { e: [{ name: 't' }, { name: 'm', b: { c: 1 }, f: 2 }] } };
    expect(moved(text, next, ['a', 0], ['d', 'e', 1])).toBe(
      'a:\n# of s\n- name: s\nd:\n  e:\n    - name: t\n    # mine\n    - name: m # of m\n      b: {c: 1} # of b\n      # the end\n      f: 2\n',
    );
  });

  test('goes further out, into a list that was not there, with its literal block and blank lines', () => {
    const text =
      'a:\r\n    - name: s\r\n    - name: m\r\n      b: |\r\n        x\r\n\r\n          y\r\n      c: 1 # of c\r\n';
    const next = { a: [stays], d: [{ name: 'u' }, { name: 'm', b: 'x\n\n  y\n', c: 2 }] };
    expect(moved(text, next, ['a', 1], ['d', 1])).toBe(
      'a:\r\n    - name: s\r\nd:\r\n    - name: u\r\n    - name: m\r\n      b: |\r\n        x\r\n\r\n          y\r\n      c: 2 # of c\r\n',
    );
    const out = 'p:\n  a:\n    - name: s\n    - name: m\n      b: >-\n        x\n\n        y\nd:\n- name: t\n';
    expect(
      moved(out, { p: { a: [stays] }, d: [{ name: 't' }, { name: 'm', b: 'x\ny' }] }, ['p', 'a', 1], ['d', 1]),
    ).toBe('p:\n  a:\n    - name: s\nd:\n- name: t\n- name: m\n  b: >-\n    x\n\n    y\n');
  });

  test.each([
    ['flow style', 'a: [{name: m}, {name: s}] # c\n', 'a: [{name: s}] # c\nd:\n- name: m\n'],
    ['JSON', '{"a":[{"name":"m"},{"name":"s"}]}\n', '{"a":[{"name":"s"}],"d":[{"name":"m"}]}\n'],
    ['an item with an anchor', 'a:\n- &x # c\n  name: m\n- name: s\n', 'a:\n- name: s\nd:\n- name: m\n'],
  ])('is written anew from %s', (_, text, expected) => {
    expect(moved(text, { a: [stays], d: [{ name: 'm' }] }, ['a', 0], ['d', 0])).toBe(expected);
  });

  test('is left alone where the paths lead nowhere', () => {
    const text = 'a:\n- name: m # c\n- name: s\n';
    expect(moved(text, { a: [stays] }, ['a', 9], ['d', 0])).toBe('a:\n- name: s\n');
    expect(moved(text, { a: [stays] }, ['b', 0], ['d', 0])).toBe('a:\n- name: s\n');
  });
});
