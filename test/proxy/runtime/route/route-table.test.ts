import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadValue } from '../../../../src/proxy/runtime/problems.ts';
import { PrefixTree } from '../../../../src/proxy/runtime/route/prefix-tree.ts';
import { RouteTable } from '../../../../src/proxy/runtime/route/route-table.ts';
import type { RouteMatch } from '../../../../src/xds/resources/route.ts';
import { head, seeded, view } from '../support.ts';

const segment = fc.constantFrom('a', 'ab', 'b', 'A', 'x');
const path = fc.array(segment, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
const header = fc.option(fc.constantFrom('1', '2'), { nil: undefined });

const match: fc.Arbitrary<RouteMatch> = fc
  .tuple(fc.constantFrom('prefix', 'path', 'path_separated_prefix', 'regex'), path, fc.boolean(), header)
  .map(([kind, text, sensitive, value]) => ({
    ...(kind === 'regex' ? { safe_regex: { regex: `${text}.*` } } : { [kind]: text }),
    case_sensitive: sensitive,
    ...(value === undefined ? {} : { headers: [{ name: 'x-v', string_match: { exact: value } }] }),
  }));

/** The rule itself, one route after the other. */
function linear(matches: readonly RouteMatch[], target: string, value: string | undefined): number | undefined {
  const found = matches.findIndex((each) => {
    const fold = (text: string) => (each.case_sensitive === false ? text.toLowerCase() : text);
    const own = fold(target);
    const separated = fold(each.path_separated_prefix ?? '');
    const byPath =
      (each.prefix !== undefined && own.startsWith(fold(each.prefix))) ||
      (each.path !== undefined && own === fold(each.path)) ||
      (each.path_separated_prefix !== undefined && (own === separated || own.startsWith(`${separated}/`))) ||
      (each.safe_regex !== undefined && target.startsWith(each.safe_regex.regex.slice(0, -2)));
    const wanted = each.headers?.[0]?.string_match?.exact;
    return byPath && (wanted === undefined || wanted === value);
  });
  return found < 0 ? undefined : found;
}

const tableOf = (matches: readonly RouteMatch[]): RouteTable<number> => {
  const table = new RouteTable<number>(seeded(1));
  for (const [index, each] of matches.entries()) table.add(each, index);
  return table;
};

describe('a table of routes', () => {
  it('finds what trying one route after the other finds', () => {
    // A prefix that ends in a slash goes on behind it: "/" separated is every path.
    const usable = match.filter((each) => !each.path_separated_prefix?.endsWith('/'));
    fc.assert(
      fc.property(fc.array(usable, { maxLength: 30 }), path, header, (matches, target, value) => {
        const request = view(head(target, value === undefined ? {} : { 'x-v': value }));
        expect(tableOf(matches).find(request)).toBe(linear(matches, target, value));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a prefix is plain text', { prefix: '/foo' }, '/foobar', true],
    ['a separated prefix is not', { path_separated_prefix: '/foo' }, '/foobar', false],
    ['a separated prefix is the path itself', { path_separated_prefix: '/foo' }, '/foo', true],
    ['a separated prefix goes on with a slash', { path_separated_prefix: '/foo' }, '/foo/x', true],
    ['an exact path is all of it', { path: '/a' }, '/a/', false],
    ['case counts', { prefix: '/foo' }, '/FOO', false],
    ['case may be ignored', { prefix: '/foo', case_sensitive: false }, '/FOO', true],
    ['case may be ignored in whole paths', { path: '/foo', case_sensitive: false }, '/FoO', true],
    ['an expression has to match all', { safe_regex: { regex: '/a/[0-9]+' } }, '/a/12/b', false],
    ['the star of OPTIONS is no path', { prefix: '/' }, '*', false],
    ['other characters than ASCII are bytes', { prefix: '/ä' }, Buffer.from('/äx').toString('latin1'), true],
    [
      'expressions know them as characters',
      { safe_regex: { regex: '/.' } },
      Buffer.from('/ä').toString('latin1'),
      true,
    ],
  ] as const)('%s', (_, rule, target, taken) => {
    expect(tableOf([rule]).find(view(head(target)))).toBe(taken ? 0 : undefined);
  });

  it('gives CONNECT to routes of its own only', () => {
    const table = tableOf([{ prefix: '/' }, { connect_matcher: {} }]);
    expect(table.find(view(head('', {}, { method: 'CONNECT' })))).toBe(1);
    expect(table.find(view(head('/')))).toBe(0);
  });

  it('takes a share of requests where a route says so', () => {
    const half = { prefix: '/', runtime_fraction: { default_value: { numerator: 50 } } };
    const table = tableOf([half, { prefix: '/' }]);
    const found = Array.from({ length: 2000 }, () => table.find(view(head('/'))));
    expect(found.filter((each) => each === 0).length).toBeGreaterThan(900);
    expect(found.filter((each) => each === 0).length).toBeLessThan(1100);
  });

  it.each(['[', '(?<=a)b', '(?:a{1000}){1000}'])('refuses the expression %s', (regex) => {
    expect(() => tableOf([{ safe_regex: { regex } }])).toThrow(BadValue);
  });

  it('matches expressions in linear time', () => {
    const table = tableOf([{ safe_regex: { regex: '/(a+)+b' } }]);
    expect(table.find(view(head(`/${'a'.repeat(20_000)}`)))).toBeUndefined();
  });
});

describe('a tree of prefixes', () => {
  it('visits the prefixes of a text from the shortest to the longest', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 6 }), { maxLength: 20 });
    fc.assert(
      fc.property(texts, fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 }), (prefixes, text) => {
        const tree = new PrefixTree<string>();
        for (const prefix of prefixes) tree.add(prefix, prefix);
        const seen = tree.walk<readonly string[]>(text, [], (values, best) => [...best, ...values]);
        const expected = prefixes.filter((prefix) => text.startsWith(prefix)).sort((a, b) => a.length - b.length);
        expect(seen).toEqual(expected);
      }),
    );
  });
});
