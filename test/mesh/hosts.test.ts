import { describe, expect, it } from 'vitest';
import {
  commonHosts,
  coversHost,
  hostsOverlap,
  mostSpecific,
  resolveHost,
  splitNamespacedHost,
} from '../../src/mesh/hosts.ts';

describe('resolveHost', () => {
  it.each([
    ['reviews', 'reviews.shop.svc.cluster.local'],
    ['reviews.other', 'reviews.other'],
    ['api.example.com', 'api.example.com'],
    ['*', '*'],
    ['*.example.com', '*.example.com'],
    ['', ''],
  ])('%j in the namespace shop is %j', (host, whole) => {
    expect(resolveHost(host, 'shop')).toBe(whole);
  });
});

describe('coversHost', () => {
  it.each([
    ['a.test', 'a.test', true],
    ['a.test', 'b.test', false],
    ['*', 'a.test', true],
    ['*', '*', true],
    ['*.test', 'a.test', true],
    ['*.test', 'a.b.test', true],
    ['*.test', '.test', false],
    ['*.test', '*.b.test', true],
    ['*.b.test', '*.test', false],
    ['a.test', '*.test', false],
  ])('%j takes %j: %j', (outer, inner, expected) => {
    expect(coversHost(outer, inner)).toBe(expected);
  });

  it('is how hosts overlap, either way', () => {
    expect(hostsOverlap('a.test', '*.test')).toBe(true);
    expect(hostsOverlap('*.test', 'a.test')).toBe(true);
    expect(hostsOverlap('a.test', '*.other')).toBe(false);
  });
});

describe('commonHosts', () => {
  it('keeps the narrower host of each pair, once', () => {
    expect(commonHosts(['*.test', 'exact.other'], ['a.test', '*', '*.b.test', 'x.org'])).toEqual([
      'a.test',
      '*.test',
      '*.b.test',
      'exact.other',
    ]);
  });
});

describe('mostSpecific', () => {
  const of = (patterns: readonly string[], host: string) => mostSpecific(patterns, host, (each) => each);
  it('prefers a name, then the longest wildcard', () => {
    expect(of(['*', '*.test', 'a.b.test', '*.b.test'], 'a.b.test')).toBe('a.b.test');
    expect(of(['*', '*.test', '*.b.test'], 'a.b.test')).toBe('*.b.test');
    expect(of(['x.test'], 'a.b.test')).toBeUndefined();
  });
});

it('takes an entry of a server apart', () => {
  expect(splitNamespacedHost('shop/a.test')).toEqual({ namespace: 'shop', host: 'a.test' });
  expect(splitNamespacedHost('a.test')).toEqual({ namespace: '*', host: 'a.test' });
});
