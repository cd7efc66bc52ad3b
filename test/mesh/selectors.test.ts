import { describe, expect, it } from 'vitest';
import { isEmptySelector, matchesSelector } from '../../src/mesh/selectors.ts';

const LABELS = { app: 'web', tier: 'front' };
const expression = (key: string, operator: string, values?: readonly string[]) => ({
  matchExpressions: [{ key, operator, ...(values ? { values } : {}) }],
});

describe('a label selector', () => {
  it.each([
    [{}, true],
    [{ matchLabels: { app: 'web' } }, true],
    [{ matchLabels: { app: 'api' } }, false],
    [{ matchLabels: { toString: 'web' } }, false],
    [expression('app', 'In', ['api', 'web']), true],
    [expression('app', 'In', ['api']), false],
    [expression('zone', 'In', ['a']), false],
    [expression('app', 'NotIn', ['api']), true],
    [expression('app', 'NotIn', ['web']), false],
    [expression('zone', 'NotIn', ['a']), true],
    [expression('zone', 'NotIn'), false],
    [expression('app', 'Exists'), true],
    [expression('zone', 'Exists'), false],
    [expression('app', 'DoesNotExist'), false],
    [expression('toString', 'DoesNotExist'), true],
    [expression('app', 'Equals', ['web']), false],
    [{ matchExpressions: [{}] }, false],
    [{ matchLabels: { app: 'web' }, ...expression('tier', 'In', ['back']) }, false],
  ])('%j', (selector, expected) => {
    expect(matchesSelector(selector, LABELS)).toBe(expected);
  });

  it('is empty without labels and expressions', () => {
    expect([{}, undefined, { matchLabels: {} }, { matchExpressions: [] }].every(isEmptySelector)).toBe(true);
    expect(isEmptySelector({ matchLabels: { a: 'b' } }) || isEmptySelector(expression('a', 'Exists'))).toBe(false);
  });
});
