import { describe, expect, it } from 'vitest';
import { meant, nearest } from '../../src/model/suggest.ts';

const COMMANDS = ['inject', 'uninject', 'iptables', 'proxy-config', 'ps', 'version'];

describe('nearest', () => {
  it.each([
    ['injct', 'inject'],
    ['ijnect', 'inject'],
    ['INJECT', 'inject'],
    ['uninjekt', 'uninject'],
    ['proxyconfig', 'proxy-config'],
    ['iptabels', 'iptables'],
    ['versoin', 'version'],
  ])('%s is %s', (word, expected) => {
    expect(nearest(word, COMMANDS)).toBe(expected);
  });

  it.each(['ls', 'zzz', 'kubernetes', ''])('"%s" is like nothing', (word) => {
    expect(nearest(word, COMMANDS)).toBeUndefined();
  });
});

describe('meant', () => {
  it.each([
    ['--fil', '--filename'],
    ['--filenam', '--filename'],
    ['--o', '--output'],
  ])('%s is %s', (word, expected) => {
    expect(meant(word, ['--filename', '--output', '--force'])).toBe(expected);
  });

  it('does not choose between two that begin alike', () => {
    expect(meant('--f', ['--filename', '--force'])).toBeUndefined();
  });
});
