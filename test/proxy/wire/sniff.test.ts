import { createServer } from 'node:net';
import { connect } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HTTP2_PREFACE, sniff } from '../../../src/proxy/wire/sniff.ts';

const RAW = { transport: 'raw_buffer', serverName: '', applicationProtocols: [] };

/** What a real TLS client says first. */
async function clientHello(servername: string, protocols: readonly string[]): Promise<Buffer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const first = new Promise<Buffer>((resolve) => server.once('connection', (socket) => socket.once('data', resolve)));
  const client = connect({ host: '127.0.0.1', port, servername, ALPNProtocols: [...protocols] });
  client.on('error', () => undefined);
  const bytes = await first;
  client.destroy();
  server.close();
  return bytes;
}

describe('the first bytes of a connection', () => {
  it.each([
    ['GET / HTTP/1.1\r\n', { ...RAW, applicationProtocols: ['http/1.1'] }],
    ['OPTIONS *', { ...RAW, applicationProtocols: ['http/1.1'] }],
    [HTTP2_PREFACE, { ...RAW, applicationProtocols: ['h2c'] }],
    ['SSH-2.0-OpenSSH\r\n', RAW],
    ['\0\u0001', RAW],
    ['EHLO.', RAW],
  ])('of %j say what it is', (text, expected) => {
    expect(sniff(Buffer.from(text, 'latin1'))).toEqual(expected);
  });

  it.each(['', 'P', 'PRI * HTTP/2.0\r\n', 'GET', 'GET ', '\u0016', '\u0016\u0003\u0001\u0002'])(
    'of %j are too few',
    (text) => {
      expect(sniff(Buffer.from(text, 'latin1'))).toBeUndefined();
    },
  );

  it('of TLS name the host and the protocols', async () => {
    const bytes = await clientHello('Svc.Test', ['istio', 'h2']);
    const expected = { transport: 'tls', serverName: 'svc.test', applicationProtocols: ['istio', 'h2'] };
    expect(sniff(bytes)).toEqual(expected);
    for (let length = 1; length < bytes.length; length++) expect(sniff(bytes.subarray(0, length))).toBeUndefined();
  });

  it('never surprise, whatever they are', async () => {
    const hello = await clientHello('svc.test', []);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(hello.length - 1), (noise, at) => {
        sniff(Buffer.from(noise));
        const broken = Buffer.from(hello);
        broken.set(noise.subarray(0, hello.length - at), at);
        sniff(broken);
      }),
    );
  });
});
