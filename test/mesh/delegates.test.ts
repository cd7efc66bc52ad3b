import { describe, expect, it } from 'vitest';
import { mergeDelegate } from '../../src/mesh/delegates.ts';
import type { HttpMatch } from '../../src/mesh/types/virtual-service.ts';

const merged = (root: HttpMatch, child: HttpMatch) => mergeDelegate({ match: [root] }, { match: [child] })?.match;

describe('the conditions of a delegate', () => {
  it.each<readonly [HttpMatch, HttpMatch, HttpMatch | undefined]>([
    [{ uri: { prefix: '/api' } }, { uri: { prefix: '/api/x' } }, { uri: { prefix: '/api/x' } }],
    [{ uri: { prefix: '/api' } }, { uri: { exact: '/api/x' } }, { uri: { exact: '/api/x' } }],
    [{ uri: { prefix: '/api' } }, { uri: { prefix: '/other' } }, undefined],
    [{ uri: { exact: '/a' } }, { uri: { exact: '/a' } }, { uri: { exact: '/a' } }],
    [{ uri: { exact: '/a' } }, { uri: { prefix: '/a' } }, undefined],
    [{ uri: { regex: '.*' } }, { uri: { prefix: '/a' } }, undefined],
    [{ uri: { prefix: '/a' } }, { method: { exact: 'GET' } }, { uri: { prefix: '/a' }, method: { exact: 'GET' } }],
    [{ method: { exact: 'GET' } }, { method: { exact: 'PUT' } }, undefined],
    [
      { headers: { a: { exact: '1' } } },
      { headers: { b: { exact: '2' } } },
      { headers: { a: { exact: '1' }, b: { exact: '2' } } },
    ],
    [{ headers: { a: { exact: '1' } } }, { headers: { a: { exact: '2' } } }, undefined],
    [{ name: 'r' }, { name: 'c' }, { name: 'r-c' }],
  ])('%j and %j are %j', (root, child, expected) => {
    expect(merged(root, child)).toEqual(expected === undefined ? undefined : [expected]);
  });

  it('are those of the one side that has any', () => {
    expect(mergeDelegate({}, { match: [{ port: 1 }] })?.match).toEqual([{ port: 1 }]);
    expect(mergeDelegate({ match: [{ port: 1 }] }, {})?.match).toEqual([{ port: 1 }]);
    expect(mergeDelegate({}, {})?.match).toEqual([]);
  });

  it('are every pair that is possible', () => {
    const root = { match: [{ uri: { prefix: '/a' } }, { uri: { prefix: '/b' } }] };
    const child = { match: [{ uri: { prefix: '/a/1' } }, { port: 80 }] };
    expect(mergeDelegate(root, child)?.match).toEqual([
      { uri: { prefix: '/a/1' } },
      { uri: { prefix: '/a' }, port: 80 },
      { uri: { prefix: '/b' }, port: 80 },
    ]);
  });
});

it('inherits what the root says for all routes, unless the delegate says it itself', () => {
  const root = { name: 'r', timeout: '1s', retries: { attempts: 1 }, delegate: { name: 'c' } };
  expect(mergeDelegate(root, { name: 'c', timeout: '2s', route: [] })).toEqual({
    name: 'r-c',
    timeout: '2s',
    retries: { attempts: 1 },
    route: [],
    match: [],
  });
});
