import { describe, expect, it } from 'vitest';
import { familiesByAddress, nameserversByFamily } from '../../../src/iptables/config/families.ts';
import { InputError } from '../../../src/model/errors.ts';

const V4 = '10.1.1.5/24';
const V6 = '2001:db8::5/64';

const choice = (addresses: readonly string[], dualStack = false) =>
  familiesByAddress(
    addresses.map((address) => ({ iface: 'eth0', address })),
    dualStack,
  );

describe('families by address', () => {
  it.each([
    [[V4], false, ['ipv4'], false],
    [[V6], false, ['ipv4', 'ipv6'], false],
    [[V4, V6], false, ['ipv4'], true],
    [[V6, V4], false, ['ipv4', 'ipv6'], false],
    [[V4, V6], true, ['ipv4', 'ipv6'], false],
    [[V4], true, ['ipv4'], false],
    [['127.0.0.1/8', '::1/128', 'fe80::1/64', '169.254.1.1/16', V6], false, ['ipv4', 'ipv6'], false],
    [['10.1.1.5'], false, ['ipv4'], false],
  ] as const)('%j, dual stack %s: %j', (addresses, dualStack, families, ipv6Left) => {
    expect(choice(addresses, dualStack)).toEqual({ families, ipv6Left });
  });

  it.each([[[]], [['127.0.0.1/8', 'fe80::1/64', '::1']], [['0.0.0.0']]])('%j: nothing to decide by', (addresses) => {
    expect(() => choice(addresses)).toThrow(InputError);
  });

  it('refuses what is no address', () => {
    expect(() => choice(['eth0'])).toThrow('"eth0" is not an IP address');
  });
});

describe('nameservers', () => {
  it('are told apart by family and written as everybody writes them', () => {
    expect(nameserversByFamily(['10.0.0.1', '2001:DB8:0::53', '::127.0.0.53', 'fe80::1%eth0', 'dns.example'])).toEqual({
      ipv4: ['10.0.0.1'],
      ipv6: ['2001:db8::53', '::7f00:35', 'fe80::1'],
    });
  });
});
