import { describe, expect, test } from 'vitest';
import { alignItems, stayingItems } from '../../src/yaml/align.ts';

const nameless = (): undefined => undefined;
const byName = (item: unknown): string | undefined =>
  typeof item === 'object' && item !== null && 'name' in item ? String(item.name) : undefined;

describe('alignItems', () => {
  test.each<readonly [string, unknown[], unknown[], number[]]>([
    ['items of the same value', ['a', 'b', 'c'], ['c', 'x', 'a'], [2, -1, 0]],
    ['equal items from both ends', ['a', 'b', 'a'], ['a', 'x', 'b', 'a'], [0, -1, 1, 2]],
    ['a changed value in its place', ['a', 'b', 'c'], ['a', 'x', 'c'], [0, 1, 2]],
    [
      'the item most alike',
      [
        { k: 1, v: 1 },
        { k: 2, v: 1 },
      ],
      [{ k: 2, v: 3 }],
      [1],
    ],
    ['nothing of another kind', ['a'], [['a']], [-1]],
    ['nothing in an empty list', [], ['a'], [-1]],
  ])('without identity it matches %s', (_name, old, next, matches) =>
    expect(alignItems(old, next, nameless)).toEqual(matches),
  );

  test.each<readonly [string, unknown[], unknown[], number[]]>([
    [
      'the same name, whatever else',
      [{ name: 'a' }, { name: 'b' }],
      [
        { name: 'b', x: 1 },
        { name: 'a', y: 2 },
      ],
      [1, 0],
    ],
    ['no two names, however alike', [{ name: 'a', x: 1 }], [{ name: 'b', x: 1 }], [-1]],
    ['an item that gets a name', [{ x: 1 }], [{ x: 1, name: 'a' }], [0]],
  ])('with identity it matches %s', (_name, old, next, matches) =>
    expect(alignItems(old, next, byName)).toEqual(matches),
  );

  test('does not look into objects that stand where they stood', () => {
    const shared = {
      get name(): string {
        throw new Error('looked into');
      },
    };
    expect(alignItems([shared], [shared, 'x'], byName)).toEqual([0, -1]);
  });

  test('takes time in proportion to the items', () => {
    const items = (prefix: string): unknown[] =>
      Array.from({ length: 20_000 }, (_, at) => ({ name: `${prefix}${at}`, x: [at] }));
    expect(alignItems(items('a'), items('a').reverse(), byName)[0]).toBe(19_999);
    expect(alignItems(items('a'), items('b'), nameless)).toHaveLength(20_000);
  });
});

describe('stayingItems', () => {
  test.each<readonly [number[], number[]]>([
    [
      [0, 1, 2],
      [0, 1, 2],
    ],
    [
      [2, 0, 1],
      [1, 2],
    ],
    [
      [-1, 1, -1, 0, 2],
      [3, 4],
    ],
    [[3, 2, 1], [2]],
    [[-1], []],
  ])('of %j it keeps %j', (matches, staying) => expect([...stayingItems(matches)]).toEqual(staying));
});
