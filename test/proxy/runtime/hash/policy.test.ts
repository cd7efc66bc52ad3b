import { describe, expect, it } from 'vitest';
import { hashRules, requestHash } from '../../../../src/proxy/runtime/hash/policy.ts';
import { xxHash64 } from '../../../../src/proxy/runtime/hash/xxhash64.ts';
import type { HashPolicy } from '../../../../src/xds/resources/route.ts';
import { head, seeded, view } from '../support.ts';

const hash = (policies: readonly HashPolicy[], ...request: Parameters<typeof head>): bigint | undefined =>
  requestHash(hashRules(policies), view(head(...request)), seeded(1))?.hash;

const HEADER: HashPolicy = { header: { header_name: 'X-User' } };

describe('what requests are hashed by', () => {
  it.each<[string, HashPolicy, Parameters<typeof head>, Parameters<typeof head>, Parameters<typeof head>]>([
    ['a header', HEADER, ['/a', { 'x-user': '1' }], ['/b', { 'x-user': '1' }], ['/a', { 'x-user': '2' }]],
    [
      'a header on several lines, in any order',
      HEADER,
      ['/', { 'x-user': ['1', '2'] }],
      ['/', { 'x-user': ['2', '1'] }],
      ['/', { 'x-user': '1' }],
    ],
    ['a query parameter', { query_parameter: { name: 'u' } }, ['/?u=1'], ['/x?a=2&u=1'], ['/?u=2']],
    [
      'a cookie',
      { cookie: { name: 'c' } },
      ['/', { cookie: 'a=1; c=x' }],
      ['/', { cookie: 'c="x"' }],
      ['/', { cookie: 'c=y' }],
    ],
    ['the authority', { header: { header_name: ':authority' } }, ['/'], ['/x'], ['/', {}, { authority: 'other' }]],
  ])('%s', (_, policy, one, same, other) => {
    expect(hash([policy], ...one)).toBeDefined();
    expect(hash([policy], ...same)).toBe(hash([policy], ...one));
    expect(hash([policy], ...other)).not.toBe(hash([policy], ...one));
  });

  it.each<[string, HashPolicy]>([
    ['a header', HEADER],
    ['a cookie that is not to be made', { cookie: { name: 'c' } }],
    ['a query parameter', { query_parameter: { name: 'u' } }],
    ['nothing', {}],
  ])('is not there without %s', (_, policy) => {
    expect(hash([policy], '/')).toBeUndefined();
  });

  it('chains the lines of a header, as Envoy does', () => {
    expect(hash([HEADER], '/', { 'x-user': ['b', 'a'] })).toBe(xxHash64('b', xxHash64('a')));
  });

  it('is the client for its address', () => {
    const rules = hashRules([{ connection_properties: { source_ip: true } }]);
    const of = (remoteAddress: string, remotePort: number) =>
      requestHash(rules, view(head(), { remoteAddress, remotePort }), seeded(1))?.hash;
    expect(of('10.0.0.1', 1)).toBe(of('::ffff:10.0.0.1', 2));
    expect(of('10.0.0.1', 1)).not.toBe(of('10.0.0.2', 1));
  });

  it('is made of all rules, up to the first that ends the list', () => {
    const query: HashPolicy = { query_parameter: { name: 'u' } };
    const request = ['/?u=1', { 'x-user': '1' }] as const;
    expect(hash([HEADER, query], ...request)).not.toBe(hash([HEADER], ...request));
    expect(hash([{ ...HEADER, terminal: true }, query], ...request)).toBe(hash([HEADER], ...request));
    expect(hash([{ ...HEADER, terminal: true }, query], '/?u=1')).toBe(hash([query], '/?u=1'));
  });
});
