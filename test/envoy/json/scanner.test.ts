import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonProblem, placeOf } from '../../../src/envoy/json/problem.ts';
import { project, type Shape, WHOLE } from '../../../src/envoy/json/project.ts';
import { JsonScanner } from '../../../src/envoy/json/scanner.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

const indent = fc.constantFrom(undefined, 1, 4);

/** `-0` is `0` once it was JSON. */
const values = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);

function problemOf(text: string, read: (scanner: JsonScanner) => unknown): JsonProblem | undefined {
  try {
    const scanner = new JsonScanner(bytes(text));
    read(scanner);
    scanner.end();
    return undefined;
  } catch (error) {
    if (error instanceof JsonProblem) return error;
    throw error;
  }
}

describe('JsonScanner', () => {
  it('reads what JSON.parse reads, however it is laid out', () => {
    fc.assert(
      fc.property(values, indent, (value, space) => {
        const scanner = new JsonScanner(bytes(JSON.stringify(value, undefined, space)));
        expect(scanner.value()).toEqual(value);
        scanner.end();
      }),
    );
  });

  it('steps over any value, to its last byte', () => {
    fc.assert(
      fc.property(values, indent, (value, space) => {
        const text = JSON.stringify(value, undefined, space);
        const scanner = new JsonScanner(bytes(text));
        scanner.skip();
        expect(scanner.position).toBe(Buffer.byteLength(text));
      }),
    );
  });

  it('says of every text that is cut off that it ends too early', () => {
    const text = '{"a": [1, {"b\\"c": "d\\\\"}, "é"], "e": {}}';
    for (let end = 0; end < text.length; end++) {
      expect(problemOf(text.slice(0, end), (scanner) => scanner.skip())).toMatchObject({ found: undefined });
    }
    expect(problemOf(text, (scanner) => scanner.skip())).toBeUndefined();
  });

  it.each([
    ['<html>', 0, '<'],
    ['{"a" 1}', 5, '1'],
    ['{a: 1}', 1, 'a'],
    ['{"a": }', 6, '}'],
    ['[1 2]', 3, '2'],
    ['{} x', 3, 'x'],
    ['é', 0, 'é'],
  ])('names the character that does not belong: %s', (text, offset, found) => {
    const walk = (scanner: JsonScanner): void => {
      const taken = scanner.eachEntry(() => walk(scanner)) || scanner.eachItem(() => walk(scanner));
      if (!taken) scanner.skip();
    };
    expect(problemOf(text, walk)).toMatchObject({ offset, found });
  });

  it('finds what is wrong inside a value it reads', () => {
    expect(problemOf('[1, 0x2]', (scanner) => scanner.value())).toMatchObject({ found: 'x' });
  });

  it('looks over a byte order mark', () => {
    expect(new JsonScanner(bytes('\uFEFF{"a":1}')).value()).toEqual({ a: 1 });
  });

  it('tells lines and columns', () => {
    expect(placeOf(bytes('a\nbc\n\nd'), 3)).toEqual({ line: 2, column: 2 });
    expect(placeOf(bytes('a\nbc\n\nd'), 6)).toEqual({ line: 4, column: 1 });
  });
});

describe('project', () => {
  const read = (value: unknown, shape: Shape) => project(new JsonScanner(bytes(JSON.stringify(value))), shape);

  it('takes what the shape names, in lists as well, and in both spellings', () => {
    const value = { outer_list: [{ name: 'a', more: { x: 1 } }, 7, { name: 'b' }], other: [1] };
    const shape: Shape = { outer_list: { name: WHOLE } };
    expect(read(value, shape)).toEqual({ outer_list: [{ name: 'a' }, { name: 'b' }] });
    expect(read({ outerList: value.outer_list }, shape)).toEqual({ outerList: [{ name: 'a' }, { name: 'b' }] });
  });

  it('reads keys with escapes', () => {
    expect(project(new JsonScanner(bytes('{"n\\u0061me": 1}')), { name: WHOLE })).toEqual({ name: 1 });
  });

  it('gives nothing where the shape wants a map and there is none', () => {
    expect(read('text', { name: WHOLE })).toBeUndefined();
    expect(read({ inner: 3 }, { inner: { name: WHOLE } })).toEqual({ inner: undefined });
  });
});
