import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchBytes } from '../../src/io/remote.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return `http://127.0.0.1:${address.port}`;
}

const signal = new AbortController().signal;
const text = async (url: string) => new TextDecoder().decode(await fetchBytes(url, { signal }));

describe('fetchBytes', () => {
  it('gives the body', async () => {
    const url = await serve((_, response) => response.end('kind: Pod\n'));
    expect(await text(`${url}/pod.yaml`)).toBe('kind: Pod\n');
  });

  it('follows redirects, relative ones too', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/end') response.end('here');
      else response.writeHead(302, { location: '/end' }).end('moved');
    });
    expect(await text(`${url}/start`)).toBe('here');
  });

  it('gives up on a redirect that never ends', async () => {
    const url = await serve((_, response) => response.writeHead(301, { location: '/again' }).end());
    await expect(text(url)).rejects.toMatchObject({ code: 'UNAVAILABLE_REDIRECTS', exitCode: 69 });
  });

  it.each([
    [404, { code: 'NO_INPUT_URL', exitCode: 66 }],
    [410, { code: 'NO_INPUT_URL', exitCode: 66 }],
    [403, { code: 'UNAVAILABLE_URL', exitCode: 69 }],
    [500, { code: 'UNAVAILABLE_URL', exitCode: 69 }],
    [204, { code: 'UNAVAILABLE_URL', exitCode: 69 }],
  ])('status %i', async (status, error) => {
    const url = await serve((_, response) => response.writeHead(status).end());
    await expect(text(url)).rejects.toMatchObject(error);
  });

  it('stops at the size limit, whatever length the server announces', async () => {
    const url = await serve((_, response) => {
      response.write('12345');
      response.end('67890');
    });
    await expect(fetchBytes(url, { signal, maxBytes: 9 })).rejects.toMatchObject({
      code: 'INPUT_TOO_LARGE',
      exitCode: 65,
    });
  });

  it('stops at the time limit, also in the middle of a body', async () => {
    const url = await serve((_, response) => response.write('12345'));
    await expect(fetchBytes(url, { signal, timeoutMs: 50 })).rejects.toMatchObject({
      code: 'UNAVAILABLE_TIMEOUT',
      exitCode: 69,
    });
  });

  it('says why there is no connection', async () => {
    const url = await serve(() => undefined);
    const closed = new URL(url);
    closed.port = '1';
    await expect(text(closed.href)).rejects.toMatchObject({ code: 'UNAVAILABLE_URL', exitCode: 69 });
  });

  it.each(['http://example.com/a.yaml', 'http://10.0.0.1/', 'http://localhost.example.com/', 'https://'])(
    'refuses %s without asking anybody',
    async (url) => {
      await expect(text(url)).rejects.toMatchObject({ code: 'USAGE_URL', exitCode: 64 });
    },
  );

  it('refuses a redirect to plain http elsewhere', async () => {
    const url = await serve((_, response) => response.writeHead(302, { location: 'http://example.com/' }).end());
    await expect(text(url)).rejects.toMatchObject({ code: 'USAGE_URL' });
  });

  it('ends when the run is interrupted', async () => {
    const abort = new AbortController();
    const url = await serve(() => abort.abort());
    await expect(fetchBytes(url, { signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
