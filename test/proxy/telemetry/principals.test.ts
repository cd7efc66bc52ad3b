import { describe, expect, it } from 'vitest';
import type { ConnectionInfo } from '../../../src/proxy/contract.ts';
import { PrincipalTable } from '../../../src/proxy/telemetry/principals.ts';

const base: ConnectionInfo = {
  localAddress: '127.0.0.1',
  localPort: 1,
  remoteAddress: '127.0.0.1',
  remotePort: 2,
  transport: 'tls',
  serverName: '',
  applicationProtocols: [],
};
const mutual = (uri: string): ConnectionInfo => ({
  ...base,
  tls: { version: 'TLSv1.3', cipher: 'X', localUri: 'spiffe://td/ns/a/sa/me' },
  peer: { subject: '', uriSans: [uri], dnsSans: [], issuer: '', serial: '', fingerprint: '' },
});

describe('principals', () => {
  it('are one object for connections that are alike', () => {
    const table = new PrincipalTable();
    expect(table.of(mutual('spiffe://td/ns/a/sa/b'))).toBe(table.of(mutual('spiffe://td/ns/a/sa/b')));
    expect(table.of(mutual('spiffe://td/ns/a/sa/b'))).toEqual({
      security: 'mutual_tls',
      source: 'spiffe://td/ns/a/sa/b',
      destination: 'spiffe://td/ns/a/sa/me',
    });
  });

  it('are unknown of clients that have proved nothing', () => {
    expect(new PrincipalTable().of(base)).toEqual({ security: 'none', source: 'unknown', destination: 'unknown' });
  });

  it('are not told apart beyond a thousand', () => {
    const table = new PrincipalTable();
    for (let index = 0; index < 1000; index++) table.of(mutual(`spiffe://td/ns/a/sa/${index}`));
    expect(table.of(mutual('spiffe://td/ns/a/sa/more'))).toEqual({
      security: 'mutual_tls',
      source: 'unknown',
      destination: 'unknown',
    });
    expect(table.of(mutual('spiffe://td/ns/a/sa/7')).source).toBe('spiffe://td/ns/a/sa/7');
  });
});
