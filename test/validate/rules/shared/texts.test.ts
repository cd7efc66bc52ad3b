import { describe, expect, it } from 'vitest';
import { Cursor } from '../../../../src/validate/rules/cursor.ts';
import type { Problems } from '../../../../src/validate/rules/problem.ts';
import { isIpAddress, subnet, unixAddress } from '../../../../src/validate/rules/shared/addresses.ts';
import {
  domain,
  isPartialWildcard,
  sniDomainProblem,
  wildcardDomain,
} from '../../../../src/validate/rules/shared/domains.ts';
import { optionalDuration } from '../../../../src/validate/rules/shared/durations.ts';
import { headerValue } from '../../../../src/validate/rules/shared/header-values.ts';
import { isClaim } from '../../../../src/validate/rules/shared/headers.ts';
import { labelMap } from '../../../../src/validate/rules/shared/labels.ts';
import { isOf, isProtocol } from '../../../../src/validate/rules/shared/protocols.ts';
import { regex } from '../../../../src/validate/rules/shared/regex.ts';
import { parseUrl } from '../../../../src/validate/rules/shared/urls.ts';

const at = (value: unknown): Cursor => new Cursor(value, 'field');
const codes = (problems: Problems): string => [...problems].map(({ code }) => code).join(' ');

const LABEL = 'a'.repeat(63);

describe('a domain name', () => {
  it.each([
    ['reviews', ''],
    ['reviews.bookinfo.svc.cluster.local', ''],
    ['Reviews.Example.COM', ''],
    ['example.com.', ''],
    ['10.example.com', ''],
    [LABEL, ''],
    ['', 'MSH2005'],
    [Array.from({ length: 5 }, () => LABEL).join('.'), 'MSH2006'],
    ['10.0.0.1', 'MSH2007'],
    ['80', 'MSH2007'],
    [`${LABEL}a.com`, 'MSH2008'],
    ['-a.com', 'MSH2008'],
    ['a..com', 'MSH2008'],
    ['.', 'MSH2008'],
    ['*.example.com', 'MSH2008'],
  ])('"%s" draws "%s"', (text, code) => expect(codes(domain(at(text)))).toBe(code));
});

describe('a domain name that may begin with a wildcard', () => {
  it.each([
    ['*', ''],
    ['*.example.com', ''],
    ['*-v1.example.com', ''],
    ['*v1.example.com', ''],
    ['1234', ''],
    ['*.123', 'MSH2007'],
    ['v1*.example.com', 'MSH2008'],
    ['a.*.example.com', 'MSH2008'],
    ['**.example.com', 'MSH2008'],
  ])('"%s" draws "%s"', (text, code) => expect(codes(wildcardDomain(at(text)))).toBe(code));

  it.each([
    ['outbound_.80_._.reviews.default.svc', undefined],
    ['outbound_.80_._.*.example.com', undefined],
    ['outbound_.http_._.reviews', 'MSH2008'],
  ])('at a gateway that passes TLS through, %s draws %s', (text, code) => {
    expect(sniDomainProblem(at(text))?.code).toBe(code);
  });

  it.each([
    ['*', false],
    ['*.a.com', false],
    ['*a.com', true],
    ['a*.com', true],
    ['a.com', false],
  ])('%s is partly a wildcard: %s', (host, partial) => expect(isPartialWildcard(host)).toBe(partial));
});

describe('an IP address', () => {
  it.each([
    ['10.0.0.1', true],
    ['255.255.255.255', true],
    ['10.0.0.01', false],
    ['10.0.0.256', false],
    ['10.0.0', false],
    ['10.0.0.1.', false],
    ['::', true],
    ['::1', true],
    ['fe80::1%eth0', true],
    ['fe80::1%', false],
    ['::ffff:10.0.0.1', true],
    ['1:2:3:4:5:6:7:8', true],
    ['1:2:3:4:5:6:7::', true],
    ['1:2:3:4:5:6:7', false],
    ['1:2:3:4:5:6:7:8:9', false],
    ['1::2::3', false],
    ['12345::', false],
    [':1', false],
    ['', false],
  ])('%s: %s', (text, expected) => expect(isIpAddress(text)).toBe(expected));

  it.each([
    ['10.0.0.0/8', true],
    ['10.0.0.0/0', true],
    ['10.0.0.0/33', false],
    ['10.0.0.0/08', false],
    ['10.0.0.0/', false],
    ['10.0.0.0/-1', false],
    ['fd00::/8', true],
    ['fd00::/129', false],
    ['fe80::1%eth0/64', false],
  ])('the block %s: %s', (text, good) => expect(codes(subnet(at(text)))).toBe(good ? '' : 'MSH2011'));

  it('in a list of blocks may stand alone', () => {
    expect(codes(subnet(at('10.0.0.1')))).toBe('');
    expect(codes(subnet(at('ten')))).toBe('MSH2010');
    expect(codes(subnet(at('10.0.0.1/8/8')))).toBe('MSH2010');
    expect(codes(subnet(at('10.0.0.1/64')))).toBe('MSH2011');
  });

  it.each([
    ['unix:///a/b.sock', ''],
    ['unix://@abstract', ''],
    ['unix://', 'MSH2016'],
    ['unix://a.sock', 'MSH2017'],
    ['unix:///a/', 'MSH2017'],
  ])('the socket %s draws "%s"', (text, code) => expect(codes(unixAddress(at(text)))).toBe(code));
});

describe('a duration', () => {
  it.each([
    ['1ms', ''],
    ['1h', ''],
    ['1.5s', ''],
    ['0s', 'MSH2002'],
    ['-5s', 'MSH2002'],
    ['999us', 'MSH2002'],
    ['1500us', 'MSH2003'],
  ])('%s draws "%s"', (text, code) => expect(codes(optionalDuration(at(text)))).toBe(code));
});

describe('the value of a header', () => {
  it.each([
    ['plain', ''],
    ['100%%', ''],
    ['%PROTOCOL%', ''],
    ['a %REQ(x-id)% b %%', ''],
    ['%DYNAMIC_METADATA(["a", "b"])%', ''],
    ['%REQ( x )%', ''],
    ['%START_TIME(%s)%', ''],
    ['tab\there', ''],
    ['line\nbreak', 'MSH2044'],
    ['\u007f', 'MSH2044'],
    ['100%', 'MSH2045'],
    ['%PROTOCOL', 'MSH2045'],
    ['%REQ(x', 'MSH2045'],
    ['%REQ(x)', 'MSH2045'],
    ['%REQ(x) y%', 'MSH2045'],
    ['%DYNAMIC_METADATA([a])%', 'MSH2045'],
    ['%DYNAMIC_METADATA(["a" "b"])%', 'MSH2045'],
    ['%DYNAMIC_METADATA(["a"]%', 'MSH2045'],
  ])('%j draws "%s"', (text, code) => expect(codes(headerValue(at(text)))).toBe(code));
});

describe('names', () => {
  it.each([
    ['@request.auth.claims.group', true],
    ['@request.auth.claims[a][b]', true],
    ['@request.auth.claims', false],
    ['@request.auth.claims[', false],
    ['request.auth.claims.group', false],
  ])('%s is a claim: %s', (name, claim) => expect(isClaim(name)).toBe(claim));

  it('of protocols may be in capitals; HTTPS is TLS over TCP', () => {
    expect(isProtocol('Grpc-Web')).toBe(true);
    expect(isProtocol('smtp')).toBe(false);
    expect(isProtocol('toString')).toBe(false);
    expect(isOf('HTTPS', 'tls') && isOf('HTTPS', 'tcp') && !isOf('HTTPS', 'http')).toBe(true);
    expect(isOf('', 'tcp')).toBe(false);
  });

  it.each([
    ['app.kubernetes.io/name', 'cart', ''],
    ['a', '', ''],
    ['-a', 'b', 'MSH2012'],
    [`${LABEL}a`, 'b', 'MSH2012'],
    ['a_b/c', 'd', 'MSH2012'],
    ['/a', 'b', 'MSH2012'],
    ['a/b/c', 'd', 'MSH2012'],
    [`${'a.'.repeat(127)}a/b`, 'c', 'MSH2012'],
    ['a', 'b c', 'MSH2013'],
    ['a', 'b-', 'MSH2013'],
    ['a', `${LABEL}a`, 'MSH2013'],
  ])('the label %s: %s draws "%s"', (key, value, code) => {
    expect(codes(labelMap(at({ labels: { [key]: value } }), 'labels'))).toBe(code);
  });
});

describe('a regular expression', () => {
  it.each([
    ['.*', ''],
    ['(?i)a|b', ''],
    ['', ''],
    ['(?=a)', 'MSH2019'],
    ['a(b', 'MSH2019'],
    ['(a)\\1', 'MSH2019'],
    ['a'.repeat(1025), 'MSH2018'],
  ])('%s draws "%s"', (text, code) => expect(codes(regex(at(text)))).toBe(code));
});

describe('a URL', () => {
  it.each([
    ['https://example.com:8443/keys?a=%zz', 'https'],
    ['HTTP://example.com', 'http'],
    ['http://[::1]:80/', 'http'],
    ['mailto:a', 'mailto'],
    ['a/b', ''],
    ['https://example.com#%zz', 'https'],
  ])('%s is of "%s"', (text, scheme) => expect(parseUrl(text)).toEqual({ scheme }));

  it.each([
    'https://example.com:port/',
    'https://exa mple.com/',
    'https://example.com/%zz',
    'https://[::1/',
    'https://a[b@example.com',
    ':a',
    'a:b'.replace('a', '1'),
    'https://example.com/\n',
  ])('%j is none', (text) => expect(parseUrl(text)).toHaveProperty('error'));

  it('that has to be absolute begins with a scheme or a slash', () => {
    expect(parseUrl('/a', true)).toEqual({ scheme: '' });
    expect(parseUrl('a/b', true)).toHaveProperty('error');
    expect(parseUrl('', true)).toHaveProperty('error');
    expect(parseUrl('oci://a/b', true)).toEqual({ scheme: 'oci' });
  });
});
