/** Who does not read makes whoever sends wait, and nobody else; the peers are node:http2. */
import { type ClientHttp2Session, connect, createServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { rawServer } from '../../support/raw.ts';
import { endAll, endLater, eventually, httpUpstream, proxyWith } from '../../support/stage.ts';

afterEach(endAll);

const MIB = 1024 * 1024;
const TOTAL = 64 * MIB;
/** What may be under way when nobody reads: the kernel's buffers of both connections, and ours. */
const MOST_UNDER_WAY = 24 * MIB;

function session(port: number): ClientHttp2Session {
  const client = connect(`http://127.0.0.1:${port}`);
  client.on('error', () => client.destroy());
  endLater(() => client.destroy());
  return client;
}

interface Sink {
  write(chunk: Buffer): boolean;
  once(event: 'drain', act: () => void): unknown;
}

/** Writes until it is enough; says how much was taken. */
function pour(sink: Sink, onTaken: (bytes: number) => void, onEnd: () => void): void {
  const block = Buffer.alloc(64 * 1024, 'x');
  let taken = 0;
  const next = (): void => {
    while (taken < TOTAL) {
      taken += block.length;
      onTaken(taken);
      if (!sink.write(block)) {
        sink.once('drain', next);
        return;
      }
    }
    onEnd();
  };
  next();
}

/** Waits until a number stands still. */
async function still(number: () => number): Promise<number> {
  for (let last = -1; ; ) {
    const now = number();
    if (now === last && now > 0) return now;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

function small(client: ClientHttp2Session, path = '/small'): Promise<string> {
  return new Promise((resolve, reject) => {
    const stream = client.request({ ':path': path });
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    stream.on('error', reject);
    stream.on('close', () => resolve(text));
  });
}

async function pouring() {
  const poured = { bytes: 0 };
  const handle = (stream: ServerHttp2Stream, path: string): void => {
    stream.on('error', () => undefined);
    stream.respond({ ':status': 200 });
    if (path === '/large')
      pour(
        stream,
        (bytes) => (poured.bytes = bytes),
        () => stream.end(),
      );
    else stream.end('small');
  };
  const server = createServer();
  server.on('session', (each) => endLater(() => each.destroy()));
  server.on('stream', (stream, headers) => handle(stream, headers[':path'] ?? ''));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endLater(() => server.close());
  // A TCP server that listens has this form of address.
  return { port: (server.address() as AddressInfo).port, poured };
}

describe('back-pressure of streams', () => {
  it('keeps a response waiting for one that is not read, while others of its connection go on', async () => {
    const upstream = await pouring();
    const { port, seen } = await proxyWith({ ports: [upstream.port], protocol: 'http2' });
    const client = session(port);
    const stream = client.request({ ':path': '/large' });
    stream.pause();
    await eventually(() => upstream.poured.bytes > 0);
    expect(await still(() => upstream.poured.bytes)).toBeLessThan(MOST_UNDER_WAY);
    expect(await Promise.all([small(client), small(client)])).toEqual(['small', 'small']);
    // Another client of the same upstream connection.
    expect(await small(session(port))).toBe('small');
    expect(seen.opened).toBe(1);
    let received = 0;
    stream.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    stream.resume();
    await eventually(() => received === TOTAL, 20_000);
    expect(seen.errors).toEqual([]);
  });

  it('keeps a client waiting whose upstream does not read', async () => {
    const upstream = await rawServer((socket) => socket.pause());
    endLater(upstream.close);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const stream = session(port).request({ ':path': '/', ':method': 'POST' });
    stream.on('error', () => undefined);
    let poured = 0;
    pour(
      stream,
      (bytes) => (poured = bytes),
      () => stream.end(),
    );
    await eventually(() => upstream.sockets.length === 1);
    expect(await still(() => poured)).toBeLessThan(MOST_UNDER_WAY);
    let received = 0;
    upstream.sockets[0]?.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    upstream.sockets[0]?.resume();
    await eventually(() => received > TOTAL, 20_000);
    expect(seen.errors).toEqual([]);
  });

  it('lets many large bodies share one connection', async () => {
    const body = 'y'.repeat(2 * MIB);
    const upstream = await httpUpstream((_, response) => response.end(body));
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const client = session(port);
    const texts = await Promise.all(Array.from({ length: 12 }, () => small(client)));
    expect(texts.every((text) => text === body)).toBe(true);
    expect(seen.errors).toEqual([]);
  });
});
