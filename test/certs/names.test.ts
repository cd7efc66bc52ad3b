import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alternativeNames, spiffeTrustDomain, spiffeUri, workloadOf } from '../../src/certs/names.ts';

describe('alternativeNames', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['DNS:a.test', [{ type: 'DNS', value: 'a.test' }]],
    [
      'URI:spiffe://cluster.local/ns/a/sa/b, DNS:a.test, IP Address:10.0.0.1',
      [
        { type: 'URI', value: 'spiffe://cluster.local/ns/a/sa/b' },
        { type: 'DNS', value: 'a.test' },
        { type: 'IP Address', value: '10.0.0.1' },
      ],
    ],
  ])('reads %j', (text, names) => {
    expect(alternativeNames(text)).toEqual(names);
  });

  it('does not believe a name within the quotes of another one', () => {
    const text = 'DNS:"a.test, URI:spiffe://cluster.local/ns/a/sa/admin"';
    expect(alternativeNames(text)).toEqual([
      { type: 'DNS', value: 'a.test, URI:spiffe://cluster.local/ns/a/sa/admin' },
    ]);
  });

  it.each(['DNS:"a', 'nonsense', 'DNS:a.test,URI:b', 'DNS:"\\q"'])('has no names for %j', (text) => {
    expect(alternativeNames(text)).toEqual([]);
  });

  it('reads back whatever Node may have written', () => {
    const name = fc.record({ type: fc.constantFrom('URI', 'DNS', 'email'), value: fc.string() });
    const written = (value: string) => (/^[\w./:@*-]*$/.test(value) ? value : JSON.stringify(value));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), (names) => {
        const text = names.map(({ type, value }) => `${type}:${written(value)}`).join(', ');
        expect(alternativeNames(text)).toEqual(names);
      }),
    );
  });
});

describe('SPIFFE identities', () => {
  it.each([
    ['spiffe://cluster.local', 'cluster.local'],
    ['spiffe://cluster.local/ns/a/sa/b', 'cluster.local'],
    ['spiffe://td1/other/path', 'td1'],
    ['https://cluster.local/ns/a/sa/b', undefined],
    ['spiffe://Cluster.Local/ns/a', undefined],
    ['spiffe://cluster.local:8443/ns/a', undefined],
    ['spiffe://cluster.local/ns/a?x=1', undefined],
    ['spiffe://cluster.local/ns/../sa', undefined],
    ['spiffe://cluster.local/', undefined],
    [`spiffe://cluster.local/${'a'.repeat(2048)}`, undefined],
  ])('%s is of %s', (uri, domain) => {
    expect(spiffeTrustDomain(uri)).toBe(domain);
  });

  it('tells the workload', () => {
    const identity = { trustDomain: 'td.example', namespace: 'shop', serviceAccount: 'web-1' };
    expect(workloadOf('spiffe://td.example/ns/shop/sa/web-1')).toEqual(identity);
    expect(spiffeUri(identity)).toBe('spiffe://td.example/ns/shop/sa/web-1');
    expect(workloadOf('spiffe://td.example/workload/web')).toBeUndefined();
    expect(workloadOf('web')).toBeUndefined();
  });
});
