import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from '../../../src/envoy/diff/values.ts';

const named = (...names: readonly string[]) => names.map((name) => ({ name, on: true }));

describe('differences', () => {
  it.each<[why: string, before: unknown, after: unknown, found: unknown]>([
    ['none between equal values', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ['a field that changed', { a: { b: 1 } }, { a: { b: 2 } }, [{ path: 'a.b', before: 1, after: 2 }]],
    ['a field that came', {}, { a: 1 }, [{ path: 'a', after: 1 }]],
    ['a field that went', { a: null }, {}, [{ path: 'a', before: null }]],
    ['another type', { a: [] }, { a: {} }, [{ path: 'a', before: [], after: {} }]],
    [
      'named items by their names',
      { filters: named('a', 'b') },
      { filters: [{ name: 'b', on: false }] },
      [
        { path: 'filters[a]', before: { name: 'a', on: true } },
        { path: 'filters[b].on', before: true, after: false },
      ],
    ],
    [
      'the order of named items, where nothing else differs',
      { filters: named('a', 'b') },
      { filters: named('b', 'a') },
      [{ path: 'filters', before: ['a', 'b'], after: ['b', 'a'] }],
    ],
    [
      'items without names by their place',
      { routes: [{ x: 1 }, { x: 2 }] },
      { routes: [{ x: 1 }, { x: 3 }, { x: 4 }] },
      [
        { path: 'routes[1].x', before: 2, after: 3 },
        { path: 'routes[2]', after: { x: 4 } },
      ],
    ],
    [
      'items of which two have one name as well',
      { l: named('a', 'a') },
      { l: named('a') },
      [{ path: 'l[1]', before: { name: 'a', on: true } }],
    ],
    ['no order of domains', { domains: ['a', 'b'] }, { domains: ['b', 'a'] }, []],
    [
      'no order of certificates',
      { certificates: [{ serial: '1' }, { serial: '2' }] },
      { certificates: [{ serial: '2' }, { serial: '1' }] },
      [],
    ],
    [
      'no order of localities and endpoints',
      { endpoints: [{ locality: { region: 'r' }, priority: 1, lbEndpoints: [] }, { lbEndpoints: [] }] },
      { endpoints: [{ lbEndpoints: [] }, { locality: { region: 'r' }, priority: 1, lbEndpoints: [{}] }] },
      [{ path: 'endpoints[r, priority 1].lbEndpoints[unknown:0]', after: {} }],
    ],
  ])('tells %s', (_, before, after, found) => {
    expect(differences(before, after)).toEqual(found);
  });

  it('finds nothing exactly where there is nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const [left, right] = [JSON.parse(JSON.stringify(a)) as unknown, JSON.parse(JSON.stringify(b)) as unknown];
        expect(differences(left, left)).toEqual([]);
        if (JSON.stringify(left) !== JSON.stringify(right) && typeof left !== 'object') {
          expect(differences(left, right)).not.toEqual([]);
        }
      }),
    );
  });
});
