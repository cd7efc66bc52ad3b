import { describe, expect, it } from 'vitest';
import { MergeError, strategicMerge } from '../../src/k8s/merge.ts';
import { K8S } from '../../src/k8s/types.ts';
import type { JsonMap } from '../../src/model/json.ts';

const merge = (type: string, original: JsonMap, patch: JsonMap) => strategicMerge(K8S.struct(type), original, patch);

const named = (...names: readonly string[]) => names.map((name) => ({ name }));

function failure(type: string, original: JsonMap, patch: JsonMap): MergeError {
  try {
    merge(type, original, patch);
  } catch (error) {
    if (error instanceof MergeError) return error;
    throw error;
  }
  return expect.fail('the merge was accepted');
}

describe('directives', () => {
  const original = { securityContext: { runAsUser: 1, fsGroup: 2 }, containers: named('a', 'b', 'c') };

  it.each<[string, JsonMap, JsonMap]>([
    ['replaces a map', { securityContext: { $patch: 'replace', runAsUser: 3 } }, { securityContext: { runAsUser: 3 } }],
    ['empties a map', { securityContext: { $patch: 'delete' } }, { securityContext: {} }],
    [
      'merges a map',
      { securityContext: { $patch: 'merge', runAsUser: 3 } },
      { securityContext: { runAsUser: 3, fsGroup: 2 } },
    ],
    ['keeps some keys', { securityContext: { $retainKeys: ['fsGroup'] } }, { securityContext: { fsGroup: 2 } }],
    ['deletes an element', { containers: [{ name: 'b', $patch: 'delete' }] }, { containers: named('a', 'c') }],
    ['replaces a list', { containers: [{ $patch: 'replace' }, { name: 'x' }] }, { containers: named('x') }],
    ['merges an element', { containers: [{ name: 'x', $patch: 'merge' }] }, { containers: named('x', 'a', 'b', 'c') }],
    ['does nothing to a map that is not there', { affinity: { $patch: 'replace', nodeAffinity: {} } }, {}],
    [
      'adds no element it would delete',
      { volumes: [{ name: 'v', $patch: 'delete' }, { name: 'w' }] },
      { volumes: named('w') },
    ],
    ['orders a list', { '$setElementOrder/containers': named('c', 'a') }, { containers: named('b', 'c', 'a') }],
    [
      'orders a list while it changes',
      {
        '$setElementOrder/containers': named('c', 'x', 'a'),
        containers: [{ name: 'x' }, { name: 'b', $patch: 'delete' }],
      },
      { containers: named('c', 'x', 'a') },
    ],
    [
      'orders a new list',
      { '$setElementOrder/volumes': named('w', 'v'), volumes: named('w', 'v') },
      { volumes: named('w', 'v') },
    ],
    ['orders nothing', { '$setElementOrder/volumes': named('w') }, {}],
  ])('%s', (_, patch, changes) => {
    expect(merge('PodSpec', original, patch)).toEqual({ ...original, ...changes });
  });

  it('deletes from sets of scalars', () => {
    const patch = {
      '$deleteFromPrimitiveList/finalizers': ['a'],
      '$deleteFromPrimitiveList/labels': ['a'],
      finalizers: ['c'],
    };
    expect(merge('ObjectMeta', { finalizers: ['a', 'b'], labels: {} }, patch)).toEqual({
      finalizers: ['c', 'b'],
      labels: {},
    });
  });

  it('replaces the whole object', () => {
    expect(merge('Pod', { metadata: { name: 'a' } }, { $patch: 'replace', spec: {} })).toEqual({ spec: {} });
  });
});

describe('patches that make no sense', () => {
  it.each<[JsonMap, readonly (string | number)[], string]>([
    [{ containers: [{ image: 'x' }] }, ['containers', 0], 'expected a map with the key "name"'],
    [{ containers: ['x'] }, ['containers', 0], 'expected a map with the key "name"'],
    [
      { securityContext: { $patch: 'drop' } },
      ['securityContext', '$patch'],
      'expected "replace", "delete" or "merge", found "drop"',
    ],
    [
      { containers: [{ name: 'a', $patch: 1 }] },
      ['containers', 0, '$patch'],
      'expected "replace", "delete" or "merge", found 1',
    ],
    [{ securityContext: { $retainKeys: 'x' } }, ['securityContext', '$retainKeys'], 'expected a list'],
    [
      { securityContext: { $retainKeys: ['fsGroup'], runAsUser: 1 } },
      ['securityContext', 'runAsUser'],
      'the patch sets the key but leaves it out of $retainKeys',
    ],
    [{ '$setElementOrder/containers': {} }, ['$setElementOrder/containers'], 'expected a list'],
    [{ '$setElementOrder/containers': ['a'] }, ['containers', 0], 'expected a map with the key "name"'],
    [
      { '$setElementOrder/containers': named('a', 'x'), containers: named('x', 'a') },
      ['containers', 1],
      "the element is not in the list's $setElementOrder, or not in that order",
    ],
    [{ '$deleteFromPrimitiveList/x': 'a' }, ['$deleteFromPrimitiveList/x'], 'expected a list'],
    [
      { containers: [{ name: 'a', env: [{ value: 'x' }] }] },
      ['containers', 0, 'env', 0],
      'expected a map with the key "name"',
    ],
  ])('%j', (patch, path, message) => {
    const original = { securityContext: { runAsUser: 1 }, containers: [{ name: 'a', env: [{ name: 'A' }] }] };
    const error = failure('PodSpec', original, patch);
    expect(error.message).toBe(message);
    expect(error.path).toEqual(path);
  });

  it('sets of things that are no scalars, or of several types', () => {
    expect(failure('ObjectMeta', { finalizers: ['a'] }, { finalizers: [1] }).path).toEqual(['finalizers']);
    expect(failure('ObjectMeta', { finalizers: [{}] }, { finalizers: [{}] }).path).toEqual(['finalizers']);
  });
});
