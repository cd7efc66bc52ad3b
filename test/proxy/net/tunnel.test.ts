import { createServer } from 'node:http';
import { createServer as createHttp2, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { TunnelPlan } from '../../../src/proxy/contract.ts';
import { rawServer, sendRaw } from '../support/raw.ts';
import { endAll, endLater, eventually, proxyWith } from '../support/stage.ts';

afterEach(endAll);

const CONNECT: TunnelPlan = { method: 'CONNECT', authority: 'db.test:3306' };
const POST: TunnelPlan = { method: 'POST', authority: 'db.test:3306' };

/** An HTTP proxy of Node's own that answers CONNECT and POST with whatever it is told. */
async function httpProxy(status: number) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.host}`);
    response.writeHead(status);
    response.flushHeaders();
    request.pipe(response);
  });
  server.on('connect', (request, socket) => {
    asked.push(`${request.method} ${request.url} ${request.headers.host}`);
    socket.on('error', () => socket.destroy());
    socket.write(`HTTP/1.1 ${status} whatever\r\n\r\n`);
    if (status === 200) socket.pipe(socket);
    else socket.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endLater(() => {
    server.close();
    server.closeAllConnections();
  });
  // A TCP server that listens has this form of address.
  return { port: (server.address() as AddressInfo).port, asked };
}

async function http2Proxy() {
  const asked: string[] = [];
  const server = createHttp2();
  server.on('session', (session) => endLater(() => session.destroy()));
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    asked.push(`${headers[':method']} ${headers[':path'] ?? ''} ${headers[':authority']}`);
    stream.on('error', () => undefined);
    stream.respond({ ':status': 200 });
    stream.pipe(stream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endLater(() => server.close());
  // A TCP server that listens has this form of address.
  return { port: (server.address() as AddressInfo).port, asked };
}

const whole = { enough: (text: string) => text === 'hello' };

describe('a tunnel through an HTTP proxy', () => {
  it('carries bytes both ways by CONNECT', async () => {
    const proxy = await httpProxy(200);
    const { port } = await proxyWith({ ports: [proxy.port], kind: 'tcp', tunnel: CONNECT });
    expect((await sendRaw(port, 'hello', whole)).text).toBe('hello');
    expect(proxy.asked).toEqual(['CONNECT db.test:3306 db.test:3306']);
  });

  it('carries bytes both ways by POST', async () => {
    const proxy = await httpProxy(200);
    const { port } = await proxyWith({ ports: [proxy.port], kind: 'tcp', tunnel: POST });
    expect((await sendRaw(port, 'hello', whole)).text).toBe('hello');
    expect(proxy.asked).toEqual(['POST / db.test:3306']);
  });

  it.each([CONNECT, POST])('is a stream where the proxy speaks HTTP/2: $method', async (tunnel) => {
    const proxy = await http2Proxy();
    const { port } = await proxyWith({ ports: [proxy.port], kind: 'tcp', protocol: 'http2', tunnel });
    expect((await sendRaw(port, 'hello', whole)).text).toBe('hello');
    expect(proxy.asked).toEqual([`${tunnel.method} ${tunnel.method === 'POST' ? '/' : ''} db.test:3306`]);
  });

  it('ends with its client', async () => {
    const proxy = await httpProxy(200);
    const { port, seen } = await proxyWith({ ports: [proxy.port], kind: 'tcp', tunnel: CONNECT });
    const socket = connect(port, '127.0.0.1');
    endLater(() => socket.destroy());
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    socket.end('all there is');
    await eventually(() => seen.connections.length === 1 && seen.closed === 1);
    expect(text).toBe('all there is');
    expect(seen.connections).toEqual([0]);
  });

  it('that is refused closes the connection, or goes to the next proxy', async () => {
    const refusing = await httpProxy(403);
    const alone = await proxyWith({ ports: [refusing.port], kind: 'tcp', tunnel: CONNECT });
    expect((await sendRaw(alone.port, 'hello')).closed).toBe(true);
    const willing = await httpProxy(200);
    const both = await proxyWith({ ports: [refusing.port, willing.port], kind: 'tcp', tunnel: CONNECT });
    expect((await sendRaw(both.port, 'hello', whole)).text).toBe('hello');
  });

  it('that gets no answer of HTTP closes the connection', async () => {
    const garbage = await rawServer((socket) => socket.end('220 smtp ready\r\n\r\n'));
    endLater(garbage.close);
    const { port, seen } = await proxyWith({ ports: [garbage.port], kind: 'tcp', tunnel: CONNECT });
    expect((await sendRaw(port, 'hello')).closed).toBe(true);
    expect(seen.errors).toEqual([]);
  });
});
