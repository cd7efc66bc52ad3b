/** What the proxy does with upstreams of HTTP/2 that have limits, leave, or do wrong; they are node:http2, or bytes. */
import { createServer, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FLAGS } from '../../../../src/proxy/flags.ts';
import { rawServer } from '../../support/raw.ts';
import { ask, endAll, endLater, eventually, proxyWith } from '../../support/stage.ts';
import { frame, SETTINGS } from '../../wire/h2/frames/recorder.ts';

afterEach(endAll);

interface Upstream {
  readonly port: number;
  readonly sessions: ServerHttp2Session[];
}

async function upstreamOf(
  handle: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  maxConcurrentStreams = 100,
): Promise<Upstream> {
  const server = createServer({ settings: { maxConcurrentStreams } });
  const sessions: ServerHttp2Session[] = [];
  server.on('session', (session) => {
    sessions.push(session);
    endLater(() => session.destroy());
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    handle(stream, headers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endLater(() => server.close());
  // A TCP server that listens has this form of address.
  return { port: (server.address() as AddressInfo).port, sessions };
}

const answer = (stream: ServerHttp2Stream, text = 'ok'): void => {
  stream.respond({ ':status': 200 });
  stream.end(text);
};

/** An upstream that answers the first bytes behind the preface with these frames. */
async function saying(...frames: readonly Buffer[]) {
  const server = await rawServer((socket) =>
    socket.once('data', () => socket.write(Buffer.concat([SETTINGS, ...frames]))),
  );
  endLater(server.close);
  return server;
}

/** `:status: 200` as a block, and more in hexadecimal digits. */
const head = (more = '', flags = 4): Buffer => frame(1, flags, 1, `88${more}`);

describe('an upstream', () => {
  it('that allows few streams at a time gets another connection for more', async () => {
    const upstream = await upstreamOf((stream) => void setTimeout(answer, 60, stream), 2);
    const { port } = await proxyWith({ ports: [upstream.port], protocol: 'http2' });
    expect((await ask({ port })).body).toBe('ok');
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => ask({ port })));
    expect(answers.map(({ body }) => body)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(upstream.sessions.length).toBeGreaterThan(1);
  });

  it('that says good-bye gets no more requests, and ends with those it has', async () => {
    const upstream = await upstreamOf((stream, headers) => {
      if (headers[':path'] !== '/last') answer(stream);
      else {
        stream.session?.goaway(0, stream.id ?? 0);
        setTimeout(answer, 100, stream, 'last');
      }
    });
    const { port, seen } = await proxyWith({ ports: [upstream.port], protocol: 'http2' });
    const last = ask({ port, path: '/last' });
    await eventually(() => upstream.sessions.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await ask({ port })).body).toBe('ok');
    expect((await last).body).toBe('last');
    expect(upstream.sessions).toHaveLength(2);
    await eventually(() => seen.closed === 1);
  });

  it('that says good-bye without having looked at a request gets it again, on another connection', async () => {
    const answers = [frame(7, 0, 0, '0000000000000000'), head('', 5)];
    const server = await rawServer((socket) =>
      socket.once('data', () => socket.write(Buffer.concat([SETTINGS, answers.shift() ?? Buffer.alloc(0)]))),
    );
    endLater(server.close);
    const retryOn = (failure: unknown) => failure === 'refused-stream';
    const { port } = await proxyWith({ ports: [server.port], protocol: 'http2', retries: 1, retryOn });
    expect((await ask({ port, method: 'POST', body: 'x' })).status).toBe(200);
    expect(server.sockets).toHaveLength(2);
  });

  it('gets as many requests on a connection as it may, and then another one', async () => {
    const upstream = await upstreamOf((stream) => answer(stream));
    const { port, seen } = await proxyWith({ ports: [upstream.port], protocol: 'http2', maxRequestsPerConnection: 2 });
    for (let asked = 0; asked < 5; asked++) expect((await ask({ port })).body).toBe('ok');
    expect(upstream.sessions).toHaveLength(3);
    await eventually(() => seen.opened - seen.closed === 1);
  });

  it('may refuse a body when it has seen enough', async () => {
    const upstream = await upstreamOf((stream) => {
      stream.respond({ ':status': 413 });
      stream.end('big');
    });
    const { port, seen } = await proxyWith({ ports: [upstream.port], protocol: 'http2' });
    const { status, body } = await ask({ port, method: 'POST', body: Buffer.alloc(50_000) });
    expect([status, body]).toEqual([413, 'big']);
    expect((await ask({ port })).status).toBe(413);
    expect([seen.opened, seen.errors]).toEqual([1, []]);
  });

  it.each<[string, readonly Buffer[], RegExp]>([
    ['DATA before a head', [frame(0, 1, 1, '61')], /protocol/],
    ['a head without a status', [frame(1, 5, 1, '00 01 78 01 79')], /protocol/],
    ['a switch of protocols', [frame(1, 5, 1, '08 03 313031')], /protocol/],
    ['an end without a final head', [frame(1, 5, 1, '08 03 313033')], /protocol/],
    ['a field of one connection', [head('00 0a 636f6e6e656374696f6e 05 636c6f7365', 5)], /protocol/],
    ['RST_STREAM', [frame(3, 0, 1, '00000008')], /remote-reset/],
    ['RST_STREAM for the protocol', [frame(3, 0, 1, '00000001')], /protocol/],
    ['a stream of its own', [frame(1, 5, 2, '88')], /protocol/],
    ['PUSH_PROMISE', [frame(5, 4, 1, '0000000288')], /protocol/],
    ['GOAWAY for all of it', [frame(7, 0, 0, '0000000000000002')], /refused/],
  ])('that sends %s fails the request', async (_, frames, reason) => {
    const server = await saying(...frames);
    const { port, seen } = await proxyWith({ ports: [server.port], protocol: 'http2' });
    const { status, body } = await ask({ port });
    expect([502, 503]).toContain(status);
    expect(body).toMatch(reason);
    expect(seen.errors).toEqual([]);
  });

  it.each<[string, readonly Buffer[]]>([
    ['less', [head('0f 0d 01 35'), frame(0, 1, 1, '6161')]],
    ['more', [head('0f 0d 01 31'), frame(0, 1, 1, '6161')]],
    ['trailers instead', [head('0f 0d 01 35'), frame(1, 5, 1, '00 01 78 01 79')]],
  ])('that sends %s than it announced is cut', async (_, frames) => {
    const server = await saying(...frames);
    const { port, seen } = await proxyWith({ ports: [server.port], protocol: 'http2' });
    await expect(ask({ port })).rejects.toThrow();
    await eventually(() => seen.requests.length === 1);
    expect(seen.requests[0]?.flags).not.toBe(0);
    expect(seen.errors).toEqual([]);
  });

  it('that resets without an error behind everything it had to say is done', async () => {
    const { port } = await saying(head(), frame(0, 0, 1, '6f6b'), frame(3, 0, 1, '00000000'));
    const proxy = await proxyWith({ ports: [port], protocol: 'http2' });
    expect((await ask({ port: proxy.port })).body).toBe('ok');
    const short = await saying(head('0f 0d 01 35'), frame(0, 0, 1, '6f6b'), frame(3, 0, 1, '00000000'));
    const other = await proxyWith({ ports: [short.port], protocol: 'http2' });
    await expect(ask({ port: other.port })).rejects.toThrow();
  });

  it('may be reached over a connection as bad as the mesh wants it', async () => {
    const upstream = await upstreamOf((stream) => answer(stream, 'x'.repeat(3000)));
    const whole = { upBytesPerSecond: 0, downBytesPerSecond: 0, jitterMs: 0, slowCloseMs: 0, silentMs: 0 };
    const faults = { ...whole, sliceBytes: 7, resetAfterBytes: 0 };
    const { port, seen } = await proxyWith({ ports: [upstream.port], protocol: 'http2', cluster: { faults } });
    const answers = await Promise.all([1, 2, 3].map(() => ask({ port, method: 'POST', body: 'y'.repeat(2000) })));
    expect(answers.map(({ body }) => body.length)).toEqual([3000, 3000, 3000]);
    const cut = { ...faults, resetAfterBytes: 1000 };
    const other = await proxyWith({ ports: [upstream.port], protocol: 'http2', cluster: { faults: cut } });
    await expect(ask({ port: other.port })).rejects.toThrow();
    expect([seen.errors, other.seen.errors]).toEqual([[], []]);
  });

  it('that hangs up fails what it has, and the next request finds another connection', async () => {
    const upstream = await upstreamOf((stream, headers) => {
      if (headers[':path'] === '/cut') stream.session?.destroy();
      else answer(stream);
    });
    const { port, seen } = await proxyWith({ ports: [upstream.port], protocol: 'http2' });
    expect((await ask({ port })).body).toBe('ok');
    expect((await ask({ port, path: '/cut', method: 'POST' })).status).toBe(503);
    expect((await ask({ port })).body).toBe('ok');
    expect(seen.requests[1]?.flags).not.toBe(FLAGS.DC);
    expect(seen.errors).toEqual([]);
  });
});
