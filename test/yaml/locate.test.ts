import { describe, expect, test } from 'vitest';
import type { Path } from '../../src/model/diagnostic.ts';
import { parseManifests } from '../../src/yaml/parse.ts';

const TEXT = `a: 1
---
base: &base {x: 1, z: 2}
map:
  <<: *base
  z: three # c
list:
- name: first
  "quoted": |
    text
-   - inner
alias: *base
`;

function at(path: Path, of?: 'key' | 'value'): string {
  const manifest = parseManifests(TEXT, 'x.yaml').manifests[1];
  const range = manifest?.locate(path, of);
  if (!range) throw new Error('no manifest');
  return `${range.start.line}:${range.start.col} ${TEXT.slice(range.start.offset, range.end.offset)}`;
}

describe('locate', () => {
  test.each<readonly [Path, string]>([
    [['map', 'z'], '6:6 three'],
    [['map', 'x'], '3:17 1'],
    [['list', 0, 'quoted'], '9:13 |\n    text'],
    [['list', 1, 0], '11:7 inner'],
    [['alias'], '12:8 *base'],
    [['alias', 'z'], '3:23 2'],
    [['map', 'z', 'deeper'], '6:6 three'],
    [['nowhere', 'x'], `3:1 ${TEXT.slice(TEXT.indexOf('base:'), -1)}`],
  ])('finds the value at %j', (path, place) => expect(at(path)).toBe(place));

  test.each<readonly [Path, string]>([
    [['map', 'z'], '6:3 z'],
    [['list', 0, 'quoted'], '9:3 "quoted"'],
    [['list', 0], '8:1 - '],
    [['list', 1], '11:1 -   '],
  ])('finds the key at %j', (path, place) => expect(at(path, 'key')).toBe(place));

  test('answers the start of an empty document', () => {
    expect(parseManifests('a: 1\n---\n# none\n', '-').manifests[1]?.locate(['x']).start).toEqual({
      offset: 8,
      line: 2,
      col: 4,
    });
  });

  test('counts lines by LF, CRLF and CR, and columns after a byte order mark', () => {
    const lines = (text: string): unknown => parseManifests(text, '-').manifests[0]?.locate(['b', 'c']).start;
    expect(lines('a: 1\r\nb:\r\n  c: x\r\n')).toEqual({ offset: 15, line: 3, col: 6 });
    expect(lines('a: 1\rb:\r  c: x\r')).toEqual({ offset: 13, line: 3, col: 6 });
    expect(lines('\uFEFFb: {c: x}\n')).toEqual({ offset: 8, line: 1, col: 9 });
  });
});
