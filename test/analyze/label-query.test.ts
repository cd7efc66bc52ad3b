import { describe, expect, it } from 'vitest';
import { labelQuery } from '../../src/analyze/label-query.ts';

const LABELS = { app: 'web', tier: 'front', canary: '' };

describe('a selector of labels', () => {
  it.each([
    ['app=web', true],
    ['app==web', true],
    ['app = web', true],
    ['app!=web', false],
    ['missing!=web', true],
    ['app in (api, web)', true],
    ['app notin (api,web)', false],
    ['missing notin (a)', true],
    ['canary', true],
    ['!canary', false],
    ['! missing', true],
    ['app=web,tier in (front,back),canary', true],
    ['app=web,tier=back', false],
    ['canary=', true],
    ['missing=', false],
  ])('%s', (text, expected) => {
    expect(labelQuery(text)?.(LABELS)).toBe(expected);
  });

  it.each(['', 'app=web,', 'app in web', 'a=b=c', 'app in (a'])('refuses "%s"', (text) => {
    expect(labelQuery(text)).toBeUndefined();
  });
});
