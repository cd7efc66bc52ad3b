import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AdminAddress, fetchAdmin, parseAdminAddress } from '../../src/io/admin.ts';

const SIGNAL = new AbortController().signal;

/** A server on a free port of the loopback, gone when the test is over. */
async function serve(listener: RequestListener): Promise<AdminAddress> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return { host: '127.0.0.1', port };
}

describe('fetchAdmin', () => {
  it('gives the body of the page', async () => {
    const address = await serve((request, response) => response.end(`page ${request.url}`));
    const body = await fetchAdmin(address, 'clusters?format=json', { signal: SIGNAL });
    expect(Buffer.from(body).toString()).toBe('page /clusters?format=json');
  });

  it('gives up on a port that accepts and says nothing', async () => {
    const address = await serve(() => undefined);
    await expect(fetchAdmin(address, 'ready', { signal: SIGNAL, timeoutMs: 50 })).rejects.toMatchObject({
      code: 'UNAVAILABLE_TIMEOUT',
      exitCode: 69,
    });
  });

  it('gives up on a body that stops half-way', async () => {
    const address = await serve((_, response) => void response.write('{"configs": ['));
    await expect(fetchAdmin(address, 'config_dump', { signal: SIGNAL, timeoutMs: 100 })).rejects.toMatchObject({
      code: 'UNAVAILABLE_TIMEOUT',
    });
  });

  it('waits as long as something comes', async () => {
    const parts = ['a', 'b', 'c', 'd'];
    const address = await serve((_, response) => {
      const next = (): void => {
        const part = parts.shift();
        if (part === undefined) response.end();
        else response.write(part, () => setTimeout(next, 60));
      };
      next();
    });
    const body = await fetchAdmin(address, 'config_dump', { signal: SIGNAL, timeoutMs: 150 });
    expect(Buffer.from(body).toString()).toBe('abcd');
  });

  it.each([
    [404, 'NO_INPUT_ADMIN', 66],
    [503, 'UNAVAILABLE_ADMIN', 69],
  ])('says what status %i means', async (status, code, exitCode) => {
    const address = await serve((_, response) => response.writeHead(status).end('no'));
    await expect(fetchAdmin(address, 'x', { signal: SIGNAL })).rejects.toMatchObject({ code, exitCode });
  });

  it('says that nobody listens, and what to do', async () => {
    const address = await serve(() => undefined);
    const closed = { ...address, port: await freePort() };
    await expect(fetchAdmin(closed, 'x', { signal: SIGNAL })).rejects.toMatchObject({
      code: 'UNAVAILABLE_ADMIN',
      hint: expect.stringContaining('port-forward') as string,
    });
  });

  it('says that a connection broke', async () => {
    const address = await serve((request) => request.socket.destroy());
    await expect(fetchAdmin(address, 'x', { signal: SIGNAL })).rejects.toMatchObject({ code: 'UNAVAILABLE_ADMIN' });
  });

  it('refuses a body that is too large', async () => {
    const address = await serve((_, response) => response.end('x'.repeat(100)));
    await expect(fetchAdmin(address, 'x', { signal: SIGNAL, maxBytes: 10 })).rejects.toMatchObject({ exitCode: 65 });
  });

  it('ends with the run', async () => {
    const abort = new AbortController();
    const address = await serve(() => abort.abort());
    await expect(fetchAdmin(address, 'x', { signal: abort.signal })).rejects.toThrow();
  });
});

/** A port nobody listens on any more. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('parseAdminAddress', () => {
  it.each([
    ['localhost:15000', { host: 'localhost', port: 15_000 }],
    [':9901', { host: '127.0.0.1', port: 9901 }],
    ['[::1]:1', { host: '::1', port: 1 }],
  ])('%s', (text, address) => {
    expect(parseAdminAddress(text)).toEqual(address);
  });

  it.each(['localhost', 'localhost:0', 'localhost:65536', 'http://localhost:1', '::1:80', 'a b:1x', ''])(
    'refuses %j',
    (text) => {
      expect(() => parseAdminAddress(text)).toThrow(`"${text}" is not HOST:PORT`);
    },
  );
});
