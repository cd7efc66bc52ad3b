/** What a client of HTTP/2 meets at the proxy beside requests that go well; the client is node:http2. */
import { type ClientHttp2Session, connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import { afterEach, describe, expect, it } from 'vitest';
import { FLAGS } from '../../../../src/proxy/flags.ts';
import { freePorts } from '../../scenarios/run.ts';
import { rawServer, sendRaw } from '../../support/raw.ts';
import { echo, endAll, endLater, eventually, httpUpstream, proxyWith } from '../../support/stage.ts';
import { staticRuntime } from '../../support/static-runtime.ts';

afterEach(endAll);

interface Client {
  readonly session: ClientHttp2Session;
  /** Last stream identifiers of GOAWAYs. */
  readonly goaways: number[];
  readonly closed: () => boolean;
}

function client(port: number): Client {
  const session = connect(`http://127.0.0.1:${port}`);
  const goaways: number[] = [];
  let closed = false;
  session.on('error', () => session.destroy());
  session.on('goaway', (_code, last: number) => goaways.push(last));
  session.on('close', () => {
    closed = true;
  });
  endLater(() => session.destroy());
  return { session, goaways, closed: () => closed };
}

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly code: number;
  readonly interim: readonly number[];
}

function call({ session }: Client, headers: OutgoingHttpHeaders, body?: Buffer): Promise<Answer> {
  return new Promise((resolve) => {
    const stream = session.request(headers, { endStream: body === undefined });
    let got: IncomingHttpHeaders = {};
    let text = '';
    const interim: number[] = [];
    stream.on('headers', (each) => interim.push(each[':status'] ?? 0));
    stream.on('response', (each) => {
      got = each;
    });
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    stream.on('error', () => undefined);
    stream.on('close', () => resolve({ headers: got, body: text, code: stream.rstCode, interim }));
    if (body) stream.end(body);
  });
}

describe('a client', () => {
  it('that sends too much of a head is told so, and can go on', async () => {
    const upstream = await httpUpstream(echo);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const made = client(port);
    const wide = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`x-${index}`, 'y'.repeat(1600)]));
    expect((await call(made, { ':path': '/', ...wide })).headers[':status']).toBe(431);
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`x-${index}`, 'y']));
    expect((await call(made, { ':path': '/', ...many })).headers[':status']).toBe(431);
    expect((await call(made, { ':path': '/' })).headers[':status']).toBe(200);
    expect(seen.requests.map(({ status, flags }) => [status, flags])).toEqual([
      [431, FLAGS.DPE],
      [431, FLAGS.DPE],
      [200, 0],
    ]);
  });

  it('gets no body where there is none', async () => {
    const upstream = await httpUpstream(({ url }, response) => {
      if (url === '/204') response.writeHead(204).end();
      else response.writeHead(200, { 'content-length': 5 }).end('hello');
    });
    const { port } = await proxyWith({ ports: [upstream.port] });
    const made = client(port);
    const head = await call(made, { ':path': '/', ':method': 'HEAD' });
    expect([head.headers[':status'], head.headers['content-length'], head.body]).toEqual([200, '5', '']);
    const empty = await call(made, { ':path': '/204' });
    expect([empty.headers[':status'], empty.headers['content-length'], empty.body]).toEqual([204, undefined, '']);
  });

  it('hears of what comes before the answer', async () => {
    const upstream = await httpUpstream((_, response) => {
      response.writeEarlyHints({ link: '</a.css>; rel=preload' });
      setTimeout(() => response.end('ok'), 20);
    });
    const { port } = await proxyWith({ ports: [upstream.port] });
    const answer = await call(client(port), { ':path': '/' });
    expect([answer.interim, answer.body]).toEqual([[103], 'ok']);
  });

  it('whose request is not needed any more is told to stop, and loses nothing of the answer', async () => {
    const upstream = await rawServer((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 413 Payload Too Large\r\nContent-Length: 3\r\n\r\nbig'));
    });
    endLater(upstream.close);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const made = client(port);
    const answer = await call(made, { ':path': '/', ':method': 'POST' }, Buffer.alloc(2_000_000));
    expect([answer.headers[':status'], answer.body, answer.code]).toEqual([413, 'big', 0]);
    expect((await call(made, { ':path': '/' })).headers[':status']).toBe(413);
    expect(seen.errors).toEqual([]);
  });

  it('that announces another length than it sends breaks its stream alone', async () => {
    const upstream = await httpUpstream(echo);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const made = client(port);
    const post = { ':path': '/', ':method': 'POST', 'content-length': 5 };
    for (const length of [4, 6]) expect((await call(made, post, Buffer.alloc(length))).code).toBe(1);
    expect((await call(made, post, Buffer.alloc(5))).body).toContain('"body":5');
    expect(seen.requests.map(({ status, flags }) => [status, flags & FLAGS.DPE])).toEqual([
      [0, FLAGS.DPE],
      [0, FLAGS.DPE],
      [200, 0],
    ]);
  });

  it('that says nothing for too long is sent away in peace', async () => {
    const upstream = await httpUpstream(echo);
    const { port } = await proxyWith({ ports: [upstream.port], settings: { idleTimeoutMs: 150 } });
    const made = client(port);
    expect((await call(made, { ':path': '/' })).headers[':status']).toBe(200);
    await eventually(made.closed);
    expect(made.goaways[0]).toBe(2 ** 31 - 1);
  });

  it('may wait for an answer for longer than that', async () => {
    const upstream = await httpUpstream((_, response) => void setTimeout(() => response.end('late'), 400));
    const { port } = await proxyWith({ ports: [upstream.port], settings: { idleTimeoutMs: 100 } });
    expect((await call(client(port), { ':path': '/' })).body).toBe('late');
  });

  it('that has had its number of requests, or its time, is sent elsewhere', async () => {
    const upstream = await httpUpstream((_, response) => void setTimeout(() => response.end('ok'), 50));
    const few = await proxyWith({ ports: [upstream.port], settings: { maxRequestsPerConnection: 2 } });
    const made = client(few.port);
    const answers = await Promise.all([call(made, { ':path': '/' }), call(made, { ':path': '/' })]);
    expect(answers.map(({ body }) => body)).toEqual(['ok', 'ok']);
    await eventually(made.closed);
    const short = await proxyWith({ ports: [upstream.port], settings: { maxConnectionMs: 100 } });
    const other = client(short.port);
    expect((await call(other, { ':path': '/' })).body).toBe('ok');
    await eventually(other.closed);
    expect(other.goaways[0]).toBe(2 ** 31 - 1);
  });

  it('that opens more streams than it may is refused the others', async () => {
    const upstream = await httpUpstream((_, response) => void setTimeout(() => response.end('ok'), 50));
    const { port } = await proxyWith({ ports: [upstream.port], settings: { maxConcurrentStreams: 2 } });
    const made = client(port);
    // Before it has heard of the limit.
    const answers = await Promise.all([1, 2, 3, 4].map(() => call(made, { ':path': '/' })));
    expect(answers.map(({ code }) => code).toSorted((a, b) => a - b)).toEqual([0, 0, 7, 7]);
  });

  it('that begins a frame and stops is not waited for', async () => {
    const upstream = await httpUpstream(echo);
    const { port } = await proxyWith({ ports: [upstream.port], settings: { headersTimeoutMs: 100 } });
    const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
    const settings = '\0\0\0\x04\0\0\0\0\0';
    const { text, closed } = await sendRaw(port, `${preface}${settings}\0\0\x20\x01\x05\0\0\0\x01`);
    expect(closed).toBe(true);
    // GOAWAY with ENHANCE_YOUR_CALM.
    expect(text).toContain('\x07\0\0\0\0\0\0\0\0\0\0\0\0\x0b');
  });

  it('has its next request decided by what a reload brought, and goes when there is no place for it', async () => {
    const [a, b] = [
      await httpUpstream((_, answer) => answer.end('a')),
      await httpUpstream((_, answer) => answer.end('b')),
    ];
    const [listen = 0] = await freePorts(1);
    const { proxy } = await proxyWith({ ports: [a.port], listen });
    const made = client(listen);
    expect((await call(made, { ':path': '/' })).body).toBe('a');
    await proxy.apply(staticRuntime({ ports: [b.port], listen }));
    expect((await call(made, { ':path': '/' })).body).toBe('b');
    await proxy.apply(staticRuntime({ ports: [a.port], listen, chain: () => undefined }));
    expect((await call(made, { ':path': '/' })).body).toBe('b');
    await eventually(made.closed);
  });

  it('that goes leaves nothing behind', async () => {
    const upstream = await httpUpstream(() => undefined);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const made = client(port);
    for (let count = 0; count < 20; count++) void call(made, { ':path': '/' });
    await eventually(() => upstream.connections() === 20);
    made.session.destroy();
    await eventually(() => seen.requests.length === 20 && seen.closed === 20 && seen.clients === 0);
    expect(new Set(seen.requests.map(({ flags }) => flags))).toEqual(new Set([FLAGS.DC]));
    expect(seen.errors).toEqual([]);
  });
});
