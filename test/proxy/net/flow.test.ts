import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { rawServer, sendRaw } from '../support/raw.ts';
import { ask, echo, endAll, endLater, eventually, httpUpstream, proxyWith } from '../support/stage.ts';
import { staticRuntime } from '../support/static-runtime.ts';

afterEach(endAll);

const MIB = 1024 * 1024;
/** What may be under way when nobody reads: the kernel's buffers of both connections, and ours. */
const MOST_UNDER_WAY = 24 * MIB;

/** Writes until the other side takes no more for a while; says how much it took. */
async function pour(socket: Socket, total: number): Promise<number> {
  const block = Buffer.alloc(64 * 1024, 'x');
  let poured = 0;
  while (poured < total) {
    poured += block.length;
    if (socket.write(block)) continue;
    const drained = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), 300);
      socket.once('drain', () => {
        clearTimeout(timer);
        resolve(true);
      });
    });
    if (!drained) break;
  }
  return poured - socket.writableLength;
}

function client(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => socket.destroy());
  endLater(() => socket.destroy());
  return socket;
}

describe('back-pressure', () => {
  it('keeps a response waiting for a client that does not read, and loses none of it', async () => {
    const total = 96 * MIB;
    let poured: Promise<number> | undefined;
    const upstream = await rawServer((socket) => {
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${total}\r\n\r\n`);
        poured = pour(socket, total);
      });
    });
    endLater(upstream.close);
    const { port } = await proxyWith({ ports: [upstream.port] });
    const socket = client(port);
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await eventually(() => poured !== undefined);
    const stuck = (await poured) ?? 0;
    expect(stuck).toBeLessThan(MOST_UNDER_WAY);
    let received = 0;
    socket.on('data', (chunk) => {
      received += chunk.length;
    });
    socket.resume();
    const [server] = upstream.sockets;
    if (server) await pour(server, total - stuck - server.writableLength);
    await eventually(() => received > total, 10_000);
  });

  it('keeps a client waiting for an upstream that does not read', async () => {
    const upstream = await rawServer((socket) => socket.pause());
    endLater(upstream.close);
    const { port } = await proxyWith({ ports: [upstream.port] });
    const socket = client(port);
    socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${96 * MIB}\r\n\r\n`);
    expect(await pour(socket, 96 * MIB)).toBeLessThan(MOST_UNDER_WAY);
  });

  it('holds for pipelined requests too', async () => {
    const upstream = await rawServer(() => undefined);
    endLater(upstream.close);
    const { port } = await proxyWith({ ports: [upstream.port] });
    const socket = client(port);
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await pour(socket, 96 * MIB)).toBeLessThan(MOST_UNDER_WAY);
  });

  it('lets large bodies through whole, both ways', async () => {
    const upstream = await httpUpstream((request, response) => {
      let length = 0;
      request.on('data', (chunk: Buffer) => {
        length += chunk.length;
      });
      request.on('end', () => response.end(Buffer.alloc(8 * MIB, `${length}, `)));
    });
    const { port } = await proxyWith({ ports: [upstream.port] });
    const answer = await ask({ port, method: 'POST', body: Buffer.alloc(8 * MIB + 7) });
    expect(answer.body === Buffer.alloc(8 * MIB, `${8 * MIB + 7}, `).toString()).toBe(true);
  });
});

describe('a reload', () => {
  it('keeps connections, and their next requests follow it', async () => {
    const first = await httpUpstream((_, response) => response.end('first'));
    const second = await httpUpstream((_, response) => response.end('second'));
    const { port, proxy } = await proxyWith({ ports: [first.port] });
    const socket = client(port);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await eventually(() => text.endsWith('first'));
    await proxy.apply(staticRuntime({ ports: [second.port] }));
    expect(proxy.ports).toEqual([port]);
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await eventually(() => text.endsWith('second'));
  });

  it('that asks for an address somebody has changes nothing', async () => {
    const upstream = await httpUpstream(echo);
    const { port, proxy } = await proxyWith({ ports: [upstream.port] });
    const next = staticRuntime({ ports: [upstream.port] });
    const [listener] = next.listeners;
    const taken = listener ? [{ ...listener, name: 'other', port: upstream.port }] : [];
    await expect(proxy.apply({ ...next, listeners: taken })).rejects.toMatchObject({
      code: 'UNAVAILABLE_ADDRESS',
      exitCode: 69,
      message: `127.0.0.1:${upstream.port} is in use`,
    });
    expect((await ask({ port })).status).toBe(200);
  });

  it('that takes a listener away lets its requests end', async () => {
    const upstream = await httpUpstream((_, response) => void setTimeout(() => response.end('ok'), 100));
    const { port, proxy } = await proxyWith({ ports: [upstream.port] });
    const answer = sendRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await eventually(() => upstream.connections() === 1);
    await proxy.apply({ ...staticRuntime({ ports: [upstream.port] }), listeners: [] });
    expect(await answer).toMatchObject({ text: expect.stringMatching(/ok$/) });
    await expect(ask({ port })).rejects.toThrow('ECONNREFUSED');
  });
});

describe('draining', () => {
  it('lets requests end, says so to their clients, and takes no more', async () => {
    const upstream = await httpUpstream((_, response) => void setTimeout(() => response.end('ok'), 150));
    const { port, proxy } = await proxyWith({ ports: [upstream.port] });
    const quiet = client(port);
    let quietEnded = false;
    quiet.on('end', () => {
      quietEnded = true;
      quiet.end();
    });
    quiet.resume();
    quiet.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await eventually(() => quiet.bytesRead > 0);
    const answer = sendRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const drained = proxy.drain(2000);
    await eventually(() => quietEnded);
    expect(await answer).toMatchObject({ text: expect.stringContaining('connection: close\r\n'), closed: true });
    await drained;
    await expect(ask({ port })).rejects.toThrow('ECONNREFUSED');
  });

  it('has an end, whatever requests do', async () => {
    const upstream = await rawServer(() => undefined);
    endLater(upstream.close);
    const { port, proxy } = await proxyWith({ ports: [upstream.port] });
    const answer = sendRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await eventually(() => upstream.sockets.length === 1);
    const before = performance.now();
    await proxy.drain(100);
    expect(performance.now() - before).toBeLessThan(1500);
    expect((await answer).closed).toBe(true);
  });
});

describe('probes', () => {
  it.each([
    ['GET /healthz', { method: 'GET', path: '/healthz' }, true],
    ['GET /sick', { method: 'GET', path: '/sick' }, false],
    ['a connection', { method: '', path: '' }, true],
  ])('by %s say how an endpoint is', async (_, probe, expected) => {
    const upstream = await httpUpstream((request, response) => {
      response.statusCode = request.url === '/healthz' ? 200 : 500;
      response.end();
    });
    const endpoint = endpointOf(upstream.port);
    let due = [{ ...probe, endpoint, statuses: [200, 299] as const, timeoutMs: 1000 }];
    const results: boolean[] = [];
    await proxyWith({
      ports: [upstream.port],
      probes: () => due.splice(0),
      probed: (_probe, ok) => void results.push(ok),
    });
    await eventually(() => results.length === 1);
    expect(results).toEqual([expected]);
    due = [];
  });
});

function endpointOf(port: number) {
  const { listeners } = staticRuntime({ ports: [port] });
  const chain = listeners[0]?.chain({
    localAddress: '',
    localPort: 0,
    remoteAddress: '',
    remotePort: 0,
    transport: 'raw_buffer',
    serverName: '',
    applicationProtocols: [],
  });
  const exchange = chain?.kind === 'http' ? chain.service.exchange(NO_CONNECTION) : undefined;
  const endpoint = exchange?.pick(0);
  if (endpoint === undefined) throw new Error('the static runtime has an endpoint');
  return endpoint;
}

const NO_CONNECTION = {
  localAddress: '',
  localPort: 0,
  remoteAddress: '',
  remotePort: 0,
  transport: 'raw_buffer',
  serverName: '',
  applicationProtocols: [],
} as const;
