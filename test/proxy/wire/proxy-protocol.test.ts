import { describe, expect, it } from 'vitest';
import type { ConnectionInfo } from '../../../src/proxy/contract.ts';
import { NO_CONNECTION } from '../../../src/proxy/wire/nobody.ts';
import { proxyProtocolHeader } from '../../../src/proxy/wire/proxy-protocol.ts';

function between(remoteAddress: string, localAddress: string): ConnectionInfo {
  return { ...NO_CONNECTION, remoteAddress, remotePort: 56_324, localAddress, localPort: 443 };
}

const IPV4 = between('192.168.0.1', '192.168.0.11');
const IPV6 = between('2001:db8::1', '2001:db8::2');
const SIGNATURE = '0d0a0d0a000d0a515549540a';

describe('version 1 of the PROXY protocol', () => {
  it.each([
    ['IPv4', IPV4, 'PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n'],
    ['IPv6', IPV6, 'PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n'],
    ['IPv4 in IPv6', between('::ffff:10.0.0.1', '::ffff:10.0.0.2'), 'PROXY TCP4 10.0.0.1 10.0.0.2 56324 443\r\n'],
    ['nobody', NO_CONNECTION, 'PROXY UNKNOWN\r\n'],
    ['two families', between('10.0.0.1', '::1'), 'PROXY UNKNOWN\r\n'],
  ])('tells of %s', (_, connection, text) => {
    expect(proxyProtocolHeader(1, connection).toString('latin1')).toBe(text);
  });
});

describe('version 2 of the PROXY protocol', () => {
  it.each([
    ['IPv4', IPV4, `${SIGNATURE}2111000cc0a80001c0a8000bdc0401bb`],
    ['IPv6', IPV6, `${SIGNATURE}2121002420010db800000000000000000000000120010db8000000000000000000000002dc0401bb`],
    ['nobody', NO_CONNECTION, `${SIGNATURE}20000000`],
  ])('tells of %s', (_, connection, hex) => {
    expect(proxyProtocolHeader(2, connection).toString('hex')).toBe(hex);
  });
});
