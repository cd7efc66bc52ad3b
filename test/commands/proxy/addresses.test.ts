import { describe, expect, it } from 'vitest';
import { addressText, portAddress } from '../../../src/commands/proxy/addresses.ts';

describe('addresses of ports', () => {
  it.each([
    ['127.0.0.1:15000', { address: '127.0.0.1', port: 15_000 }],
    [':0', { address: '127.0.0.1', port: 0 }],
    ['localhost:9', { address: '127.0.0.1', port: 9 }],
    ['[::1]:80', { address: '::1', port: 80 }],
    ['off', undefined],
    [undefined, undefined],
  ])('%s', (text, expected) => {
    expect(portAddress('--admin', text)).toEqual(expected);
  });

  it.each(['80', 'host:80', '127.0.0.1:70000', '127.0.0.1:', '::1:80', '127.0.0.1:80x'])('refuses %s', (text) => {
    expect(() => portAddress('--admin', text)).toThrow('no address to listen on');
  });

  it('wants to be told that others may come', () => {
    expect(() => portAddress('--admin', '0.0.0.0:80')).toThrow('other machines');
    expect(portAddress('--admin', '0.0.0.0:80', true)).toEqual({ address: '0.0.0.0', port: 80 });
  });

  it('are written as in URLs', () => {
    expect(addressText({ address: '::1', port: 80 })).toBe('[::1]:80');
    expect(addressText({ address: '127.0.0.1', port: 80 })).toBe('127.0.0.1:80');
  });
});
