import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAddress,
  IP_BITS,
  type IpAddress,
  isLinkLocal,
  isLoopback,
  isMapped,
  isUnspecified,
  parseAddress,
  parseAddressOrPrefix,
  parsePrefix,
  prefixContains,
  prefixesOverlap,
} from '../../src/model/ip.ts';

const addresses = fc.constantFrom('ipv4' as const, 'ipv6' as const).chain((family) =>
  fc.record({
    family: fc.constant(family),
    value: fc.bigInt({ min: 0n, max: (1n << BigInt(IP_BITS[family])) - 1n }),
  }),
);

const address = (text: string): IpAddress => {
  const parsed = parseAddress(text);
  if (!parsed) throw new Error(text);
  return parsed;
};

describe('addresses', () => {
  it.each([
    ['0.0.0.0', 0n],
    ['10.1.2.3', 0x0a010203n],
    ['255.255.255.255', 0xffffffffn],
    ['::', 0n],
    ['::1', 1n],
    ['fe80::1', 0xfe80n * (1n << 112n) + 1n],
    ['1:2:3:4:5:6:7:8', 0x00010002000300040005000600070008n],
    ['::ffff:10.0.0.1', 0xffff0a000001n],
    ['1::10.0.0.1', (1n << 112n) + 0x0a000001n],
  ])('%s is read', (text, value) => {
    expect(parseAddress(text)?.value).toBe(value);
  });

  it.each([
    '',
    '10.0.0',
    '10.0.0.0.0',
    '10.0.0.256',
    '010.0.0.0',
    '10.0.0.1 ',
    'a.b.c.d',
    '10.0.0.0/8',
    '-1.0.0.0',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'fe80::1%eth0',
    '10.0.0.1::',
    '::10.0.0.1:1',
    '::256.0.0.1',
    'g::',
  ])('"%s" is none', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('are written so that they are read back', () => {
    fc.assert(
      fc.property(addresses, (one) => {
        expect(parseAddress(formatAddress(one))).toEqual(one);
      }),
    );
  });

  it.each([
    '10.0.0.1',
    '::',
    '::1',
    '1::',
    '1:0:2::3',
    'fe80::1:0:0:1',
    '1:0:2:3:4:5:6:7',
    '::ffff:10.0.0.1',
    '::7f00:35',
    '2001:db8::53',
  ])('%s is written as everybody writes it', (text) => {
    expect(formatAddress(address(text))).toBe(text);
  });
});

describe('prefixes', () => {
  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/08', '10.0.0.0/', '::/129', '/8', '10.0.0.0/-1', '10.0.0.0/8/8'])(
    '"%s" is none',
    (text) => {
      expect(parsePrefix(text)).toBeUndefined();
    },
  );

  it('keep their host bits', () => {
    expect(parsePrefix('10.1.2.3/8')).toEqual({ family: 'ipv4', value: 0x0a010203n, bits: 8 });
  });

  it('of full length stand for an address', () => {
    expect(parseAddressOrPrefix('::1')).toEqual({ family: 'ipv6', value: 1n, bits: 128 });
    expect(parseAddressOrPrefix('10.0.0.0/8')?.bits).toBe(8);
    expect(parseAddressOrPrefix('nonsense')).toBeUndefined();
  });

  it('contain the addresses with their leading bits', () => {
    const prefix = { ...address('10.1.2.3'), bits: 8 };
    expect(prefixContains(prefix, address('10.255.0.1'))).toBe(true);
    expect(prefixContains(prefix, address('11.0.0.1'))).toBe(false);
    expect(prefixContains(prefix, address('::10.1.2.3'))).toBe(false);
    expect(prefixContains({ ...prefix, bits: 0 }, address('192.0.2.1'))).toBe(true);
  });

  it('overlap whichever is the longer', () => {
    const wide = { ...address('10.0.0.0'), bits: 8 };
    const narrow = { ...address('10.9.0.0'), bits: 16 };
    expect([prefixesOverlap(wide, narrow), prefixesOverlap(narrow, wide)]).toEqual([true, true]);
    expect(prefixesOverlap(narrow, { ...address('10.8.0.0'), bits: 16 })).toBe(false);
  });
});

describe('kinds of addresses', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.0.0', 'loopback'],
    ['::1', 'loopback'],
    ['169.254.7.127', 'link-local'],
    ['fe80::1', 'link-local'],
    ['febf::1', 'link-local'],
    ['::ffff:127.0.0.1', 'mapped'],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['10.0.0.1', ''],
    ['fec0::1', ''],
    ['::2', ''],
  ])('%s is %s', (text, kind) => {
    const one = address(text);
    const kinds = { loopback: isLoopback, 'link-local': isLinkLocal, mapped: isMapped, unspecified: isUnspecified };
    expect(Object.entries(kinds).flatMap(([name, test]) => (test(one) ? [name] : []))).toEqual(
      kind === '' ? [] : [kind],
    );
  });
});
