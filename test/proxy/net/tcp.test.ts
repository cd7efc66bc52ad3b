import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FLAGS } from '../../../src/proxy/flags.ts';
import { rawServer, sendRaw } from '../support/raw.ts';
import { endAll, endLater, eventually, proxyWith } from '../support/stage.ts';

afterEach(endAll);

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
