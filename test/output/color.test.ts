import { describe, expect, it } from 'vitest';
import { type ColorChoice, wantsColor } from '../../src/output/color.ts';

describe('wantsColor', () => {
  it.each<[string, boolean, ColorChoice | undefined, Record<string, string>, boolean]>([
    ['a terminal', true, undefined, {}, true],
    ['a terminal under auto', true, 'auto', {}, true],
    ['a pipe', false, 'auto', {}, false],
    ['a dumb terminal', true, 'auto', { TERM: 'dumb' }, false],
    ['NO_COLOR on a terminal', true, 'auto', { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', true, 'auto', { NO_COLOR: '' }, true],
    ['FORCE_COLOR on a pipe', false, 'auto', { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0 on a terminal', true, 'auto', { FORCE_COLOR: '0' }, false],
    ['NO_COLOR and FORCE_COLOR', true, 'auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['always over NO_COLOR', false, 'always', { NO_COLOR: '1' }, true],
    ['never over FORCE_COLOR', true, 'never', { FORCE_COLOR: '1' }, false],
  ])('%s', (_, isTTY, choice, env, expected) => {
    expect(wantsColor({ choice, env, stream: { write: () => true, isTTY } })).toBe(expected);
  });
});
