/** The same questions for each client and each upstream: what one side speaks says nothing about the other. */
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyOf, endAll, endLater, httpUpstream, proxyWith } from '../../support/stage.ts';

afterEach(endAll);

interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly trailers?: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly trailers: Readonly<Record<string, unknown>>;
  readonly interim: readonly number[];
}

/** What an upstream answers, whatever it speaks. */
interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly trailers?: Readonly<Record<string, string>>;
  readonly hints?: boolean;
}

const LARGE = 'x'.repeat(700_000);

/** By path; the request is told back in a field. */
const REPLIES: Readonly<Record<string, Reply>> = {
  '/plain': { status: 200, headers: { 'x-up': 'u' }, body: 'plain' },
  '/large': { status: 200, body: LARGE },
  '/empty': { status: 204 },
  '/unchanged': { status: 304, headers: { etag: '"e"' } },
  '/error': { status: 500, body: 'oh' },
  '/trailers': { status: 200, body: 'with', trailers: { 'x-t': 't' } },
  '/hints': { status: 200, body: 'hinted', hints: true },
};

function answerHttp1(message: IncomingMessage, response: ServerResponse): void {
  const { status, headers = {}, body, trailers, hints } = REPLIES[message.url ?? ''] ?? { status: 404 };
  if (hints) response.writeEarlyHints({ link: '</a.css>; rel=preload' });
  void bodyOf(message).then((got) => {
    const told = `${message.method} ${got.length} ${message.headers['cookie'] ?? ''} ${message.trailers['x-c'] ?? ''}`;
    response.writeHead(status, {
      ...headers,
      'x-told': told.trim(),
      ...(trailers && { trailer: Object.keys(trailers).join(', ') }),
    });
    if (trailers) response.addTrailers(trailers);
    response.end(body);
  });
}

async function answerHttp2(stream: ServerHttp2Stream, sent: IncomingHttpHeaders): Promise<void> {
  const { status, headers = {}, body = '', trailers, hints } = REPLIES[sent[':path'] ?? ''] ?? { status: 404 };
  let trailer = '';
  let length = 0;
  stream.on('error', () => undefined);
  stream.on('trailers', (got) => {
    trailer = String(got['x-c']);
  });
  if (hints) stream.additionalHeaders({ ':status': 103, link: '</a.css>; rel=preload' });
  for await (const chunk of stream) length += (chunk as Buffer).length;
  const told = `${sent[':method']} ${length} ${sent['cookie'] ?? ''} ${trailer}`;
  const bodyless = status === 204 || status === 304 || sent[':method'] === 'HEAD';
  const options = bodyless ? { endStream: true } : { waitForTrailers: trailers !== undefined };
  stream.respond({ ':status': status, ...headers, 'x-told': told.trim() }, options);
  stream.on('wantTrailers', () => stream.sendTrailers({ ...trailers }));
  if (!bodyless) stream.end(body);
}

const UPSTREAMS = {
  'HTTP/1.1': async () => (await httpUpstream(answerHttp1)).port,
  'HTTP/2': async () => {
    const server = createServer();
    server.on('session', (each) => endLater(() => each.destroy()));
    server.on('stream', (stream, headers) => void answerHttp2(stream, headers).catch(() => stream.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endLater(() => server.close());
    // A TCP server that listens has this form of address.
    return (server.address() as AddressInfo).port;
  },
} as const;

function askHttp1(port: number, { path, method = 'GET', headers, body, trailers }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const interim: number[] = [];
    const fields = { ...headers, ...(trailers && { trailer: Object.keys(trailers).join(', ') }) };
    const sent = request({ host: '127.0.0.1', port, path, method, headers: fields, agent: false }, (response) => {
      const { statusCode: status = 0, headers: got } = response;
      bodyOf(response).then(
        (bytes) => resolve({ status, headers: got, body: String(bytes), trailers: response.trailers, interim }),
        reject,
      );
    });
    sent.on('information', ({ statusCode }) => interim.push(statusCode));
    sent.on('error', reject);
    if (trailers) {
      sent.write(body ?? '');
      sent.addTrailers(trailers);
      sent.end();
    } else sent.end(body);
  });
}

function askHttp2(port: number, { path, method = 'GET', headers, body, trailers }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const session = connect(`http://127.0.0.1:${port}`);
    endLater(() => session.destroy());
    session.on('error', reject);
    const options = { endStream: body === undefined, waitForTrailers: trailers !== undefined };
    const stream = session.request({ ':path': path, ':method': method, ...headers }, options);
    let got: IncomingHttpHeaders = {};
    let trailing: IncomingHttpHeaders = {};
    const interim: number[] = [];
    const chunks: Buffer[] = [];
    stream.on('headers', (each) => interim.push(each[':status'] ?? 0));
    stream.on('response', (each) => (got = each));
    stream.on('trailers', (each) => (trailing = each));
    stream.on('wantTrailers', () => stream.sendTrailers({ ...trailers }));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('close', () =>
      resolve({
        status: Number(got[':status']),
        headers: got,
        body: String(Buffer.concat(chunks)),
        trailers: trailing,
        interim,
      }),
    );
    if (body) stream.end(body);
  });
}

const CLIENTS = { 'HTTP/1.1': askHttp1, 'HTTP/2': askHttp2 } as const;
const PROTOCOLS = ['HTTP/1.1', 'HTTP/2'] as const;
const PAIRS = PROTOCOLS.flatMap((client) => PROTOCOLS.map((upstream) => [client, upstream] as const));

describe.each(PAIRS)('%s in, %s out', (client, upstream) => {
  async function ask(asked: Asked): Promise<Answer> {
    const protocol = upstream === 'HTTP/2' ? 'http2' : 'http1';
    const { port, seen } = await proxyWith({ ports: [await UPSTREAMS[upstream]()], protocol });
    const answer = await CLIENTS[client](port, asked);
    expect(seen.errors).toEqual([]);
    expect(seen.requests).toMatchObject([{ status: answer.status, flags: 0 }]);
    return answer;
  }

  it('fields and a body come back', async () => {
    const { status, headers, body } = await ask({ path: '/plain' });
    expect([status, headers['x-up'], headers['server'], body]).toEqual([200, 'u', 'istio-envoy', 'plain']);
    expect(headers['date']).toBeDefined();
  });

  it.each([
    ['a body with a length', { 'content-length': '200000', cookie: 'a=1; b=2' }],
    ['one without', { cookie: 'a=1; b=2' }],
  ])('%s goes up', async (_, headers) => {
    const { body, headers: got } = await ask({ path: '/large', method: 'POST', headers, body: Buffer.alloc(200_000) });
    expect([body.length, got['x-told']]).toEqual([LARGE.length, 'POST 200000 a=1; b=2']);
  });

  it('trailers go both ways', async () => {
    const asked = { path: '/trailers', method: 'PUT', body: Buffer.from('abc'), trailers: { 'x-c': 'c' } };
    const { body, trailers, headers } = await ask(asked);
    expect([body, trailers['x-t'], headers['x-told']]).toEqual(['with', 't', 'PUT 3  c']);
  });

  it.each<[string, Asked, number]>([
    ['HEAD', { path: '/plain', method: 'HEAD' }, 200],
    ['204', { path: '/empty' }, 204],
    ['304', { path: '/unchanged' }, 304],
    ['nothing of what there is', { path: '/nowhere' }, 404],
  ])('%s has no body', async (_, asked, status) => {
    expect(await ask(asked)).toMatchObject({ status, body: '' });
  });

  it('an empty POST is one', async () => {
    expect((await ask({ path: '/plain', method: 'POST' })).headers['x-told']).toBe('POST 0');
  });

  it('errors are passed on', async () =>
    expect(await ask({ path: '/error' })).toMatchObject({ status: 500, body: 'oh' }));

  it('what comes before the answer, too', async () => {
    expect(await ask({ path: '/hints' })).toMatchObject({ status: 200, body: 'hinted', interim: [103] });
  });
});
