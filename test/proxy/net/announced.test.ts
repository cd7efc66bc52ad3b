import { Agent, get } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createServer as createRaw, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { sendRaw } from '../support/raw.ts';
import { endAll, endLater, eventually, proxyWith } from '../support/stage.ts';

afterEach(endAll);

/** Answers each request of HTTP/1.1, whose head comes whole. */
const responder = {
  emit(_event: 'connection', socket: Socket): boolean {
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')).resume();
    return true;
  },
};

/** Takes the line of version 1 off each connection, and hands the rest to a server. */
async function behindProxyProtocol(inner: { emit(event: 'connection', socket: Socket): boolean }) {
  const lines: string[] = [];
  const sockets: Socket[] = [];
  const server = createRaw((socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    socket.once('data', (chunk: Buffer) => {
      const end = chunk.indexOf('\r\n') + 2;
      lines.push(chunk.toString('latin1', 0, end));
      socket.pause();
      if (end < chunk.length) socket.unshift(chunk.subarray(end));
      inner.emit('connection', socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endLater(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  // A TCP server that listens has this form of address.
  return { port: (server.address() as AddressInfo).port, lines, sockets };
}

function status(port: number, agent: Agent | false): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    }).on('error', reject);
  });
}

const ANNOUNCED = /^PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 (\d+) (\d+)\r\n$/;

describe('an endpoint behind the PROXY protocol', () => {
  it('is told of each client, and its connection serves no other one', async () => {
    const upstream = await behindProxyProtocol(responder);
    const { port } = await proxyWith({ ports: [upstream.port], endpoint: { proxyProtocol: 1 } });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect([await status(port, agent), await status(port, agent)]).toEqual([200, 200]);
    expect(upstream.lines).toHaveLength(1);
    expect(await status(port, false)).toBe(200);
    expect(upstream.lines).toHaveLength(2);
    const clients = upstream.lines.map((line) => ANNOUNCED.exec(line));
    expect(clients.map((found) => found?.[2])).toEqual([`${port}`, `${port}`]);
    expect(clients[0]?.[1]).not.toBe(clients[1]?.[1]);
    agent.destroy();
    await eventually(() => upstream.sockets.every(({ destroyed, readableEnded }) => destroyed || readableEnded));
  });

  it('is told so in HTTP/2, too', async () => {
    const http2 = createHttp2();
    http2.on('stream', (stream) => stream.end(stream.respond({ ':status': 200 })));
    const upstream = await behindProxyProtocol(http2);
    const { port } = await proxyWith({ ports: [upstream.port], protocol: 'http2', endpoint: { proxyProtocol: 1 } });
    expect([await status(port, false), await status(port, false)]).toEqual([200, 200]);
    expect(upstream.lines).toHaveLength(2);
  });

  it('is told of connections that are passed on as bytes', async () => {
    const echo = createRaw((socket) => socket.pipe(socket));
    const upstream = await behindProxyProtocol(echo);
    const { port } = await proxyWith({ ports: [upstream.port], kind: 'tcp', endpoint: { proxyProtocol: 1 } });
    expect((await sendRaw(port, 'hello', { enough: (text) => text === 'hello' })).text).toBe('hello');
    expect(upstream.lines[0]).toMatch(ANNOUNCED);
  });
});
