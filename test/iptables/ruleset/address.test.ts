import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  kernelAddress,
  kernelCidr,
  parseCidr,
  prefixesBetween,
  rangeCidrs,
} from '../../../src/iptables/ruleset/address.ts';
import { parseAddress } from '../../../src/model/ip.ts';

describe('addresses', () => {
  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '::',
    '::1',
    '::6',
    '2001:db8::1',
    '2001:db8:0:1:1:1:1:1',
    '1:0:0:2::3',
    'fd16:9254:7127:1337:ffff:ffff:ffff:ffff',
    '::ffff:1.2.3.4',
    '1::',
  ])('%s is written as inet_ntop writes it', (text) => {
    const address = parseAddress(text);
    expect(address && kernelAddress(address)).toBe(text);
  });

  test('are read back as they were', () => {
    const six = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });
    fc.assert(
      fc.property(six, (value) => {
        expect(parseAddress(kernelAddress({ family: 'ipv6', value }))).toEqual({ family: 'ipv6', value });
      }),
    );
  });
});

describe('prefixes', () => {
  test.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.1.2.3', '10.1.2.3/32'],
    ['10.0.0.0/255.255.0.0', '10.0.0.0/16'],
    ['fd00::1/64', 'fd00::/64'],
    ['my.host', 'my.host'],
    ['10.0.0.0/255.0.255.0', '10.0.0.0/255.0.255.0'],
  ])('%s is %s to the kernel', (text, kernel) => {
    expect(kernelCidr(text)).toBe(kernel);
  });

  test('ranges are taken apart into the fewest', () => {
    expect(rangeCidrs('10.0.0.1-10.0.0.6')).toEqual(['10.0.0.1/32', '10.0.0.2/31', '10.0.0.4/31', '10.0.0.6/32']);
    expect(rangeCidrs('10.0.0.0-10.0.255.255')).toEqual(['10.0.0.0/16']);
    expect(rangeCidrs('0.0.0.0-255.255.255.255')).toEqual(['0.0.0.0/0']);
    expect(rangeCidrs('10.0.0.2-10.0.0.1')).toBeUndefined();
    expect(rangeCidrs('10.0.0.1-::1')).toBeUndefined();
    expect(parseCidr('10.0.0.0/33')).toBeUndefined();
  });

  test('cover a range exactly', () => {
    const end = fc.bigInt({ min: 0n, max: 0xffff_ffffn });
    fc.assert(
      fc.property(end, end, (a, b) => {
        const [first, last] = a < b ? [a, b] : [b, a];
        let next = first;
        for (const { value, bits } of prefixesBetween('ipv4', first, last)) {
          expect(value).toBe(next);
          next = value + (1n << BigInt(32 - bits));
        }
        expect(next).toBe(last + 1n);
      }),
    );
  });
});
