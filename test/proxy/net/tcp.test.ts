import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FLAGS } from '../../../src/proxy/flags.ts';
import { rawServer, sendRaw } from '../support/raw.ts';
import { endAll, endLater, eventually, proxyWith } from '../support/stage.ts';

afterEach(endAll);

/** Bytes that tell where each stands: another one after every 251, which no power of two is a multiple of. */
function numbered(length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let at = 0; at < length; at++) bytes[at] = (at % 251) ^ (at >> 16);
  return bytes;
}

/** Reads all there is, but looks away for some milliseconds after every few reads. */
function readHaltingly(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    if (chunks.length % 16 > 0) return;
    socket.pause();
    setTimeout(() => socket.resume(), 5);
  });
  return new Promise((resolve) => socket.on('end', () => resolve(Buffer.concat(chunks))));
}

describe('a TCP connection', () => {
  it('is passed both ways', async () => {
    const upstream = await rawServer((socket) => socket.on('data', (chunk) => socket.write(`u1:${chunk.toString()}`)));
    endLater(upstream.close);
    const { port } = await proxyWith({ ports: [upstream.port], kind: 'tcp' });
    expect(await sendRaw(port, 'hello', { enough: (text) => text.endsWith('hello') })).toMatchObject({
      text: 'u1:hello',
    });
  });

  it('may begin with the server', async () => {
    const upstream = await rawServer((socket) => socket.write('220 ready\r\n'));
    endLater(upstream.close);
    const { port } = await proxyWith({ ports: [upstream.port], kind: 'tcp' });
    expect((await sendRaw(port, [], { enough: (text) => text.endsWith('\n') })).text).toBe('220 ready\r\n');
  });

  it('ends one direction at a time', async () => {
    const upstream = await rawServer((socket) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      // The answer is larger than what the kernel's buffers take.
      socket.on('end', () => socket.end(`${text}:${'x'.repeat(8_000_000)}`));
    });
    endLater(upstream.close);
    const { port, seen } = await proxyWith({ ports: [upstream.port], kind: 'tcp' });
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    endLater(() => socket.destroy());
    let length = 0;
    socket.on('data', (chunk) => {
      length += chunk.length;
    });
    const ended = new Promise((resolve) => socket.on('end', resolve));
    socket.end('question');
    await ended;
    expect(length).toBe('question:'.length + 8_000_000);
    await eventually(() => seen.connections.length === 1);
    expect(seen.connections).toEqual([0]);
  });

  it('goes to another endpoint when one does not listen', async () => {
    const closed = await rawServer(() => undefined);
    closed.close();
    const upstream = await rawServer((socket) => socket.end('there'));
    endLater(upstream.close);
    const { port } = await proxyWith({ ports: [closed.port, upstream.port], kind: 'tcp' });
    expect(await sendRaw(port, '')).toEqual({ text: 'there', closed: true });
  });

  it('is closed when no endpoint listens', async () => {
    const closed = await rawServer(() => undefined);
    closed.close();
    const { port } = await proxyWith({ ports: [closed.port], kind: 'tcp' });
    expect((await sendRaw(port, 'x')).closed).toBe(true);
  });

  it('ends when nothing happens on it', async () => {
    const upstream = await rawServer(() => undefined);
    endLater(upstream.close);
    const { port, seen } = await proxyWith({ ports: [upstream.port], kind: 'tcp', idleTimeoutMs: 80 });
    expect((await sendRaw(port, 'x')).closed).toBe(true);
    expect(seen.connections).toEqual([FLAGS.SI]);
  });

  it('keeps every byte in its place in both directions, however they are read', async () => {
    const sent = numbered(6 * 1024 * 1024);
    const upstream = await rawServer((socket) => {
      void readHaltingly(socket).then((got) => socket.end(Buffer.from([got.equals(sent) ? 1 : 0])));
      socket.write(sent);
    });
    endLater(upstream.close);
    const { port } = await proxyWith({ ports: [upstream.port], kind: 'tcp' });
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    endLater(() => socket.destroy());
    socket.end(sent);
    const got = await readHaltingly(socket);
    expect(got.subarray(0, sent.length).equals(sent)).toBe(true);
    expect([...got.subarray(sent.length)]).toEqual([1]);
  });

  it('makes a side wait for the other', async () => {
    const upstream = await rawServer((socket) => socket.pause());
    endLater(upstream.close);
    const { port } = await proxyWith({ ports: [upstream.port], kind: 'tcp' });
    const socket = connect(port, '127.0.0.1');
    endLater(() => socket.destroy());
    const block = Buffer.alloc(1024 * 1024);
    let taken = 0;
    for (let count = 0; count < 64; count++) socket.write(block, () => (taken += block.length));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(taken).toBeLessThan(24 * 1024 * 1024);
    upstream.sockets[0]?.resume();
    await eventually(() => taken === 64 * block.length, 10_000);
  });
});
