import { describe, expect, it } from 'vitest';
import { compareKeys } from '../../src/yaml/go-keys.ts';

describe('the order of keys', () => {
  it.each([
    [
      ['p10', 'p2', 'p1'],
      ['p1', 'p2', 'p10'],
    ],
    [
      ['b', 'a', 'B'],
      ['B', 'a', 'b'],
    ],
    [
      ['ab', 'a-b', 'a', 'a/b', 'a.b', 'a1'],
      ['a', 'a-b', 'a.b', 'a/b', 'a1', 'ab'],
    ],
    [
      ['a1b', 'ab', 'a-1'],
      ['a-1', 'a1b', 'ab'],
    ],
    [
      ['10', '9', '010', '1'],
      ['1', '9', '10', '010'],
    ],
    [
      ['a100', 'a1000', 'a10'],
      ['a10', 'a100', 'a1000'],
    ],
    [
      ['a101', 'a1001'],
      ['a101', 'a1001'],
    ],
    [
      ['x0', 'x00', 'x'],
      ['x', 'x0', 'x00'],
    ],
    [
      ['é', 'z', '-'],
      ['-', 'z', 'é'],
    ],
    [
      ['😀', 'é', '1'],
      ['😀', '1', 'é'],
    ],
    [
      ['a٣', 'a3', 'ab'],
      ['a3', 'a٣', 'ab'],
    ],
    [
      ['99999999999999999999', '1'],
      ['1', '99999999999999999999'],
    ],
    [
      ['app.kubernetes.io/name', 'app', 'sidecar.istio.io/inject'],
      ['app', 'app.kubernetes.io/name', 'sidecar.istio.io/inject'],
    ],
  ])('sorts %j', (keys, sorted) => {
    expect([...keys].sort(compareKeys)).toEqual(sorted);
  });

  it('takes a key for equal to itself', () => {
    expect(compareKeys('a1', 'a1')).toBe(0);
  });
});
