/** Bytes that nearly are what they should be, from either side: nothing takes the proxy down, and nobody else suffers. */
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { FLAGS } from '../../../src/proxy/flags.ts';
import { rawServer } from '../support/raw.ts';
import { ask, echo, endAll, endLater, eventually, httpUpstream, proxyWith, type Running } from '../support/stage.ts';

afterEach(endAll);

const RUNS = Number(process.env['MESHCTL_FUZZ_RUNS'] ?? 25);
/** Connections at once. */
const AT_ONCE = { minLength: 1, maxLength: 12 };
/** A connection that says nothing for so long has nothing more to say. */
const QUIET_MS = 200;

/** SETTINGS without a setting, and HEADERS of stream 1 that end it: GET / of a. */
const FRAMES = ['000000040000000000', '000006010500000001828684410161'];
const HTTP2 = `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${Buffer.from(FRAMES.join(''), 'hex').toString('latin1')}`;

const REQUESTS = [
  'GET / HTTP/1.1\r\nHost: svc.test\r\n\r\n',
  'POST /p?q=1 HTTP/1.1\r\nHost: svc.test\r\nContent-Length: 5\r\n\r\nhello',
  'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: x\r\n\r\n5\r\nhello\r\n0\r\nx: y\r\n\r\n',
  'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\n\r\n\x81\x00',
  'GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /two HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\nbytes',
  'OPTIONS * HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx',
  HTTP2,
];

const RESPONSES = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx: y\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nuntil the end',
  'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x00',
  'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 9\r\n\r\n',
];

const PIECES = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  ':',
  'Content-Length: 7\r\n',
  'Transfer-Encoding: chunked\r\n',
  '0\r\n\r\n',
  '\xff',
];

interface Mutation {
  readonly kind: 'cut' | 'put' | 'flip' | 'twice' | 'drop';
  readonly at: number;
  readonly piece: string;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('cut', 'put', 'flip', 'twice', 'drop'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  piece: fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary-ascii', maxLength: 12 })),
});

const MUTATE: Readonly<Record<Mutation['kind'], (text: string, at: number, piece: string) => string>> = {
  cut: (text, at) => text.slice(0, at),
  put: (text, at, piece) => text.slice(0, at) + piece + text.slice(at),
  flip: (text, at) => text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 0x20) + text.slice(at + 1),
  twice: (text, at) => text.slice(0, at) + text,
  drop: (text, at) => text.slice(0, at) + text.slice(at + 1),
};

function mutated(texts: readonly string[]): fc.Arbitrary<readonly string[]> {
  const changed = fc
    .tuple(fc.constantFrom(...texts), fc.array(mutation, { maxLength: 4 }))
    .map(([text, changes]) =>
      changes.reduce((made, { kind, at, piece }) => MUTATE[kind](made, Math.floor(at * made.length), piece), text),
    );
  // The bytes come in up to three parts.
  return fc
    .tuple(changed, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([text, one, other]) => {
      const [first, second] = [one, other].map((share) => Math.floor(share * text.length)).sort((a, b) => a - b);
      return [text.slice(0, first), text.slice(first, second), text.slice(second)].filter((part) => part !== '');
    });
}

/** Sends the parts, one a turn, ends, and takes what comes until the connection ends or is quiet. */
function send(port: number, parts: readonly string[], ends: boolean): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let text = '';
    const done = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(QUIET_MS, done);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    socket.on('end', done).on('error', done);
    const next = (index: number): void => {
      const part = parts[index];
      if (part === undefined) {
        if (ends) socket.end();
        return;
      }
      socket.write(part, 'latin1', () => setImmediate(next, index + 1));
    };
    next(0);
  });
}

async function unharmed({ port, seen }: Running): Promise<void> {
  expect(seen.errors).toEqual([]);
  const { status } = await ask({ port, path: '/well' });
  expect(status).toBe(200);
}

describe('garbage', () => {
  it('from clients ends their connections, and nothing else', async () => {
    const upstream = await httpUpstream(echo);
    const proxy = await proxyWith({ ports: [upstream.port], upgrades: ['websocket'], retries: 1, retryOn: () => true });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(mutated(REQUESTS), fc.boolean()), AT_ONCE), async (sent) => {
        const texts = await Promise.all(sent.map(([parts, ends]) => send(proxy.port, parts, ends)));
        // Whatever is answered is HTTP/1.1, or the frames of HTTP/2: the first one is SETTINGS.
        for (const text of texts)
          if (text !== '') expect(text.startsWith('HTTP/1.1 ') || text.charCodeAt(3) === 4).toBe(true);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    await unharmed(proxy);
    await eventually(() => proxy.seen.started === proxy.seen.requests.length);
  });

  it('from upstreams is never passed on as something else', async () => {
    const answers = new Map<string, readonly string[]>();
    const upstream = await rawServer((socket) => {
      socket.once('data', (chunk: Buffer) => {
        const path = /^[A-Z]+ (\S+)/.exec(chunk.toString('latin1'))?.[1] ?? '';
        const parts = answers.get(path) ?? ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'];
        const next = (index: number): void => {
          const part = parts[index];
          if (part === undefined) socket.end();
          else socket.write(part, 'latin1', () => setImmediate(next, index + 1));
        };
        next(0);
      });
    });
    endLater(upstream.close);
    const proxy = await proxyWith({ ports: [upstream.port], upgrades: ['websocket'] });
    const requests = [0, 1, 3].flatMap((index) => REQUESTS[index] ?? []);
    const exchange = fc.tuple(mutated(RESPONSES), fc.constantFrom(...requests));
    await fc.assert(
      fc.asyncProperty(fc.array(exchange, AT_ONCE), async (exchanges) => {
        answers.clear();
        const texts = await Promise.all(
          exchanges.map(([parts, request], index) => {
            answers.set(`/${index}`, parts);
            return send(proxy.port, [request.replace(/ \/\S*/, ` /${index}`)], false);
          }),
        );
        for (const [index, [parts]] of exchanges.entries()) {
          // A response that does not begin as one is the proxy's own answer.
          expect(texts[index]).toMatch(parts.join('').startsWith('HTTP/1.') ? /^HTTP\/1\.1 / : /^HTTP\/1\.1 50[23] /);
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    await unharmed(proxy);
    const { limits } = proxy.seen;
    await eventually(() => limits?.pending === 0 && proxy.seen.opened - proxy.seen.closed === limits.connections);
  });

  it('that is no HTTP at all is 502, with its flag', async () => {
    const upstream = await rawServer((socket) => socket.once('data', () => socket.end('220 smtp.test ready\r\n\r\n')));
    endLater(upstream.close);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    expect((await ask({ port })).status).toBe(502);
    expect(seen.requests).toMatchObject([{ status: 502, flags: FLAGS.UPE }]);
  });

  it('that is no HTTP/2, too', async () => {
    const upstream = await rawServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n')));
    endLater(upstream.close);
    const { port, seen } = await proxyWith({ ports: [upstream.port], protocol: 'http2' });
    expect((await ask({ port })).status).toBeGreaterThanOrEqual(502);
    expect(seen.errors).toEqual([]);
  });
});
