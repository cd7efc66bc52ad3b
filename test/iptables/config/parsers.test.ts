import { describe, expect, it } from 'vitest';
import {
  cidrItem,
  duration,
  integer,
  interfaceItem,
  listenPort,
  ownerItem,
  portItem,
  uint32,
  word,
} from '../../../src/iptables/config/parsers.ts';

const STRICT = { compat: false, allowServiceNames: false };
const PEER = { compat: true, allowServiceNames: false };

const reason = (parsed: object): string => ('reason' in parsed ? String(parsed.reason) : '');
const value = (parsed: object): unknown => ('value' in parsed ? parsed.value : undefined);

describe('numbers', () => {
  it.each(['', '-1', '+1', '1.0', '0x10', '01', ' 1', '1e3', 'abc'])('"%s" is no number', (text) => {
    expect(reason(uint32(text))).toContain('decimal number');
  });

  it('keep to their limits', () => {
    expect(value(integer(1, 3)('3'))).toBe(3);
    expect(reason(integer(1, 3)('4'))).toBe('it is outside 1 to 3');
    expect(reason(listenPort('0'))).toContain('1 to 65535');
    expect(value(uint32('4294967295'))).toBe(4_294_967_295);
    expect(reason(uint32('4294967296'))).toContain('outside');
  });
});

describe('ports', () => {
  const port = portItem(STRICT);

  it('are numbers and ranges in both notations, blanks around them aside', () => {
    expect(value(port('80'))).toEqual({ first: 80, last: 80 });
    expect(value(port(' 80 '))).toEqual({ first: 80, last: 80 });
    expect(value(port('8000-8010'))).toEqual({ first: 8000, last: 8010 });
    expect(value(port('8000:8010'))).toEqual({ first: 8000, last: 8010 });
  });

  it.each(['65536', '-1', '80;reboot', '1-2-3', '70000-80000', '9000-8000', '*', '8 0', '$(id)'])(
    '"%s" is none',
    (text) => {
      expect(reason(port(text))).not.toBe('');
    },
  );

  it('are services where that is allowed', () => {
    expect(reason(port('http'))).toContain('--allow-service-names');
    expect(value(portItem({ ...STRICT, allowServiceNames: true })('http'))).toMatchObject({ service: 'http' });
  });

  it('stay as they were written under compat, for the tools to judge', () => {
    expect(value(portItem(PEER)(' 443'))).toMatchObject({ service: ' 443' });
    expect(value(portItem(PEER)('http'))).toMatchObject({ service: 'http' });
  });
});

describe('users and groups', () => {
  const group = ownerItem('group', new Map([['java', 501]]), STRICT);

  it('are numbers, ranges and names that exist', () => {
    expect(value(group('0'))).toEqual({ first: 0, last: 0 });
    expect(value(group('1000-1010'))).toEqual({ first: 1000, last: 1010 });
    expect(value(group('java'))).toEqual({ first: 501, last: 501, name: 'java' });
  });

  it.each([
    ['nobody', 'no group of this name'],
    [' 502', 'blanks'],
    ['4294967296', 'larger'],
    ['5-4294967296', 'outside'],
    ['-5', 'no group'],
    ['*', 'no group'],
  ])('"%s" is none', (text, why) => {
    expect(reason(group(text))).toContain(why);
  });

  it('may have blanks under compat', () => {
    expect(value(ownerItem('group', new Map(), PEER)(' 502'))).toEqual({ first: 502, last: 502, name: ' 502' });
  });
});

describe('ranges of addresses', () => {
  const cidr = cidrItem(STRICT);

  it('are kept as they were written', () => {
    expect(value(cidr('10.1.2.3/8'))).toEqual({ family: 'ipv4', text: '10.1.2.3/8' });
    expect(value(cidr('2001:DB8::/32'))).toEqual({ family: 'ipv6', text: '2001:DB8::/32' });
  });

  it.each([
    ['10.0.0.0', 'no prefix length'],
    [' 10.0.0.0/8', 'blanks'],
    ['*', 'all addresses'],
    ['010.0.0.0/8', 'leading zero'],
    ['fe80::1%eth0/64', 'zone'],
    ['10.0.0.300/8', 'not an address'],
    ['::ffff:10.0.0.0/104', 'IPv4'],
  ])('"%s" is none', (text, why) => {
    expect(reason(cidr(text))).toContain(why);
  });

  it('may be IPv4 in IPv6 under compat', () => {
    expect(value(cidrItem(PEER)('::ffff:10.0.0.0/104'))).toMatchObject({ family: 'ipv6' });
  });
});

describe('interfaces', () => {
  it('get the pattern of the backend', () => {
    expect(value(interfaceItem('iptables', STRICT)('net*'))).toBe('net+');
    expect(value(interfaceItem('nft', STRICT)('net+'))).toBe('net*');
    expect(value(interfaceItem('nft', PEER)('net+'))).toBe('net+');
    expect(value(interfaceItem('nft', STRICT)('eth0.100'))).toBe('eth0.100');
  });

  it.each(['averyveryverylongname0', 'eth 0', 'eth/0', 'eth0\n-A OUTPUT -j ACCEPT', '.', '..', 'a;b', '"x"'])(
    '%j is none',
    (text) => {
      expect(reason(interfaceItem('iptables', STRICT)(text))).not.toBe('');
    },
  );
});

describe('words and durations', () => {
  it('are taken in their exact case', () => {
    expect(value(word(['legacy', 'nft'])('nft'))).toBe('nft');
    expect(reason(word(['legacy', 'nft'])('NFT'))).toContain('legacy or nft');
  });

  it.each([
    ['5s', 5_000],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['0', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(value(duration(text))).toBe(ms);
  });

  it.each(['5', '', 's', '-5s', '5 s', '5d'])('"%s" is no duration', (text) => {
    expect(reason(duration(text))).toContain('unit');
  });
});
