import {
  type ClientHttp2Session,
  connect,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FLAGS } from '../../../src/proxy/flags.ts';
import { rawServer } from '../support/raw.ts';
import { ask, echo, endAll, endLater, eventually, httpUpstream, proxyWith } from '../support/stage.ts';

afterEach(endAll);

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders;
  readonly body: string;
  readonly code: number;
}

function session(port: number): ClientHttp2Session {
  const client = connect(`http://127.0.0.1:${port}`);
  client.on('error', () => client.destroy());
  endLater(() => client.destroy());
  return client;
}

interface Question {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  readonly trailers?: Readonly<Record<string, string>>;
}

function call(client: ClientHttp2Session, { headers, body, trailers }: Question): Promise<Answer> {
  return new Promise((resolve) => {
    const stream = client.request({ ...headers } as IncomingHttpHeaders, { waitForTrailers: trailers !== undefined });
    let answer: Answer = { headers: {}, trailers: {}, body: '', code: 0 };
    stream.on('response', (got) => (answer = { ...answer, headers: got }));
    stream.on('trailers', (got) => (answer = { ...answer, trailers: got }));
    stream.on('data', (chunk: Buffer) => (answer = { ...answer, body: answer.body + chunk.toString() }));
    stream.on('wantTrailers', () => stream.sendTrailers({ ...trailers }));
    stream.on('error', () => undefined);
    stream.on('close', () => resolve({ ...answer, code: stream.rstCode }));
    stream.end(body);
  });
}

async function http2Upstream(handle: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void) {
  const server = createServer();
  let sessions = 0;
  server.on('session', (each) => {
    sessions++;
    endLater(() => each.destroy());
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    handle(stream, headers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endLater(() => server.close());
  // A TCP server that listens has this form of address.
  return { port: (server.address() as AddressInfo).port, sessions: () => sessions };
}

describe('HTTP/2 with prior knowledge', () => {
  it('reaches an HTTP/1.1 upstream', async () => {
    const upstream = await httpUpstream(echo);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const headers = {
      ':method': 'POST',
      ':path': '/h2?q',
      ':authority': 'svc.test',
      cookie: ['a=1', 'b=2'],
      'x-a': '1',
    };
    const answer = await call(session(port), { headers, body: 'hello', trailers: { 'x-t': '1' } });
    expect(answer.headers).toMatchObject({ ':status': 200, server: 'istio-envoy' });
    expect(JSON.parse(answer.body)).toMatchObject({
      method: 'POST',
      url: '/h2?q',
      headers: { host: 'svc.test', cookie: 'a=1; b=2', 'x-a': '1', 'transfer-encoding': 'chunked' },
      trailers: { 'x-t': '1' },
      body: 5,
    });
    expect(seen.requests).toMatchObject([{ status: 200, received: 5 }]);
  });

  it('shares a connection between many requests', async () => {
    const upstream = await httpUpstream(({ url }, response) => void setTimeout(() => response.end(url), 20));
    const { port } = await proxyWith({ ports: [upstream.port] });
    const client = session(port);
    const paths = Array.from({ length: 20 }, (_, index) => `/${index}`);
    const answers = await Promise.all(paths.map((path) => call(client, { headers: { ':path': path } })));
    expect(answers.map(({ body }) => body)).toEqual(paths);
  });

  it('is answered by the proxy where there is nowhere to go', async () => {
    const { port } = await proxyWith({ ports: [] });
    expect(await call(session(port), { headers: { ':path': '/' } })).toMatchObject({
      headers: { ':status': 503 },
      body: 'no healthy upstream',
    });
  });

  it('gives up requests that the client resets', async () => {
    const upstream = await httpUpstream(() => undefined);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const stream = session(port).request({ ':path': '/' });
    stream.on('error', () => undefined);
    await eventually(() => upstream.connections() === 1);
    stream.close(8);
    await eventually(() => seen.requests.length === 1);
    expect(seen.requests[0]).toMatchObject({ flags: FLAGS.DC, status: 0 });
    await eventually(() => seen.closed === 1);
  });

  it('ends with clients that only reset', async () => {
    const upstream = await httpUpstream(() => undefined);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const client = session(port);
    let closed = false;
    client.on('close', () => (closed = true));
    for (let count = 0; count < 150 && !client.destroyed; count++) {
      const stream = client.request({ ':path': '/' });
      stream.on('error', () => undefined);
      await eventually(() => seen.opened > 0 || client.destroyed);
      stream.close(8);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(() => closed);
    expect(seen.errors).toEqual([]);
  });

  it('shows a response that broke off as an error', async () => {
    const upstream = await httpUpstream((_, response) => {
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    });
    const { port } = await proxyWith({ ports: [upstream.port] });
    expect(await call(session(port), { headers: { ':path': '/' } })).toMatchObject({ body: 'half', code: 2 });
  });

  it('carries large bodies whole, both ways', async () => {
    const upstream = await httpUpstream((request, response) => {
      let length = 0;
      request.on('data', (chunk: Buffer) => {
        length += chunk.length;
      });
      request.on('end', () => response.end(String(length).padEnd(3_000_000, 'x')));
    });
    const { port } = await proxyWith({ ports: [upstream.port] });
    const answer = await call(session(port), {
      headers: { ':method': 'POST', ':path': '/' },
      body: Buffer.alloc(3_000_000),
    });
    expect([answer.body.length, answer.body.slice(0, 7)]).toEqual([3_000_000, '3000000']);
  });
});

describe('extended CONNECT', () => {
  it('is an upgrade for an HTTP/1.1 upstream', async () => {
    let asked = '';
    const upstream = await rawServer((socket) => {
      socket.once('data', (head) => {
        asked = head.toString();
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n',
        );
        socket.on('data', (chunk) => socket.write(`<${chunk.toString()}>`));
        socket.on('end', () => socket.end('bye'));
      });
    });
    endLater(upstream.close);
    const { port, seen } = await proxyWith({ ports: [upstream.port], upgrades: ['websocket'] });
    const client = session(port);
    await new Promise((resolve) => client.once('remoteSettings', resolve));
    const stream = client.request({
      ':method': 'CONNECT',
      ':protocol': 'websocket',
      ':path': '/chat',
      ':scheme': 'http',
    });
    let text = '';
    let headers: IncomingHttpHeaders = {};
    stream.on('response', (got) => (headers = got));
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const ended = new Promise((resolve) => stream.on('end', resolve));
    stream.write('ping');
    await eventually(() => text === '<ping>');
    stream.end();
    await ended;
    expect(text).toBe('<ping>bye');
    expect(headers).toMatchObject({ ':status': 200 });
    expect(headers).not.toHaveProperty('sec-websocket-accept');
    expect(asked).toMatch(
      /^GET \/chat HTTP\/1\.1\r\n[\s\S]*sec-websocket-key: [\w+/]{22}==\r\n[\s\S]*upgrade: websocket\r\n/,
    );
    expect(asked).not.toContain('transfer-encoding');
    expect(seen.errors).toEqual([]);
  });

  it('that is declined keeps its bytes from the upstream', async () => {
    let got = '';
    const upstream = await rawServer((socket) => {
      socket.on('data', (chunk) => {
        got += chunk.toString();
        setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno'), 30);
      });
    });
    endLater(upstream.close);
    const { port } = await proxyWith({ ports: [upstream.port], upgrades: ['websocket'] });
    const client = session(port);
    await new Promise((resolve) => client.once('remoteSettings', resolve));
    const headers = { ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/', ':scheme': 'http' };
    const answer = await call(client, { headers, body: 'GET /evil HTTP/1.1\r\nHost: a\r\n\r\n' });
    expect(answer.body).toBe('no');
    expect(got).not.toContain('evil');
  });
});

describe('an HTTP/2 upstream', () => {
  const grpc = { ':method': 'POST', ':path': '/pkg.Service/Call', 'content-type': 'application/grpc', te: 'trailers' };

  it('is called by gRPC, whose trailers arrive', async () => {
    const upstream = await http2Upstream((stream, headers) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'x-te': String(headers['te']) }));
      stream.end(Buffer.alloc(5));
      stream.resume();
    });
    const { port, seen } = await proxyWith({ ports: [upstream.port], protocol: 'http2' });
    const client = session(port);
    const [first] = await Promise.all([1, 2, 3].map(() => call(client, { headers: grpc, body: Buffer.alloc(5) })));
    expect(first).toMatchObject({ body: '\0\0\0\0\0', trailers: { 'grpc-status': '0', 'x-te': 'trailers' } });
    expect(upstream.sessions()).toBe(1);
    expect(seen.errors).toEqual([]);
  });

  it('has its messages counted, both ways', async () => {
    const message = Buffer.from([0, 0, 0, 0, 1, 7]);
    const upstream = await http2Upstream((stream) => {
      stream.resume().on('end', () => {
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
        for (let count = 0; count < 3; count++) stream.write(message);
        stream.end();
      });
    });
    const { port, seen } = await proxyWith({ ports: [upstream.port], protocol: 'http2' });
    const headers = { ':method': 'POST', ':path': '/', 'content-type': 'application/grpc' };
    const body = Buffer.concat([message, message]);
    await call(session(port), { headers, body });
    await call(session(port), { headers: { ...headers, 'content-type': 'text/plain' }, body });
    expect(seen.requests.map(({ messages }) => messages)).toEqual([
      [2, 3],
      [0, 0],
    ]);
  });

  it('may answer with its head alone', async () => {
    const upstream = await http2Upstream((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '5' }, { endStream: true });
    });
    const { port } = await proxyWith({ ports: [upstream.port], protocol: 'http2' });
    const answer = await call(session(port), { headers: grpc, body: Buffer.alloc(5) });
    expect(answer.headers).toMatchObject({ ':status': 200, 'grpc-status': '5' });
  });

  it('serves HTTP/1.1 clients', async () => {
    const upstream = await http2Upstream((stream, headers) => {
      stream.respond({ ':status': 201, 'x-path': headers[':path'], 'x-authority': headers[':authority'] });
      stream.pipe(stream);
    });
    const { port } = await proxyWith({ ports: [upstream.port], protocol: 'http2' });
    const answer = await ask({ port, path: '/x', method: 'POST', body: 'hello', headers: { host: 'svc.test' } });
    expect(answer).toMatchObject({
      status: 201,
      body: 'hello',
      headers: { 'x-path': '/x', 'x-authority': 'svc.test' },
    });
  });

  it('that refuses a stream gets another try', async () => {
    let count = 0;
    const upstream = await http2Upstream((stream) => {
      if (++count === 1) stream.close(7);
      else {
        stream.respond({ ':status': 200 });
        stream.end('ok');
      }
    });
    const retryOn = (failure: unknown) => failure === 'refused-stream';
    const { port } = await proxyWith({ ports: [upstream.port], protocol: 'http2', retries: 1, retryOn });
    expect(await ask({ port })).toMatchObject({ status: 200, body: 'ok' });
  });

  it('that does not listen is said to be so', async () => {
    const { port, seen } = await proxyWith({ ports: [1], protocol: 'http2' });
    expect((await ask({ port })).status).toBe(503);
    expect(seen.requests[0]?.flags).toBe(FLAGS.UF);
  });

  it('is spoken to as the client speaks, when that is wanted', async () => {
    const upstream = await http2Upstream((stream) => {
      stream.respond({ ':status': 200 });
      stream.end('two');
    });
    const { port } = await proxyWith({ ports: [upstream.port], protocol: 'client' });
    expect((await call(session(port), { headers: { ':path': '/' } })).body).toBe('two');
  });
});

describe('draining', () => {
  it('tells clients to go elsewhere, and waits for their requests', async () => {
    const upstream = await httpUpstream((_, response) => void setTimeout(() => response.end('ok'), 150));
    const { port, proxy } = await proxyWith({ ports: [upstream.port] });
    const client = session(port);
    let goneAway = false;
    client.on('goaway', () => (goneAway = true));
    const answer = call(client, { headers: { ':path': '/' } });
    await eventually(() => upstream.connections() === 1);
    const drained = proxy.drain(2000);
    expect((await answer).body).toBe('ok');
    await drained;
    expect(goneAway).toBe(true);
  });

  it('says so before it refuses anything', async () => {
    const pending: (() => void)[] = [];
    const upstream = await httpUpstream((_request, response) => pending.push(() => response.end('late')));
    const { port, proxy } = await proxyWith({ ports: [upstream.port] });
    const client = session(port);
    const last: number[] = [];
    client.on('goaway', (_code, id) => last.push(id));
    const answer = call(client, { headers: { ':path': '/' } });
    await eventually(() => pending.length === 1);
    const drained = proxy.drain(5000);
    await eventually(() => last.length === 2);
    pending[0]?.();
    expect((await answer).body).toBe('late');
    await drained;
    expect(last.slice(0, 2)).toEqual([2 ** 31 - 1, 1]);
  });
});

describe('signs of life', () => {
  const pings = { intervalMs: 40, timeoutMs: 40 };

  it('that come keep a connection', async () => {
    const upstream = await http2Upstream((stream) => stream.end(stream.respond({ ':status': 200 })));
    const { port, seen } = await proxyWith({ ports: [upstream.port], protocol: 'http2', cluster: { pings } });
    await ask({ port });
    await new Promise((resolve) => setTimeout(resolve, 250));
    await ask({ port });
    expect([seen.opened, seen.closed, upstream.sessions()]).toEqual([1, 0, 1]);
  });

  it('that do not come end it, and the requests on it', async () => {
    const silent = await rawServer((socket) => socket.resume());
    endLater(silent.close);
    const { port, seen } = await proxyWith({ ports: [silent.port], protocol: 'http2', cluster: { pings } });
    expect((await ask({ port })).body).toContain('connection-termination');
    await eventually(() => seen.closed === 1);
  });
});
