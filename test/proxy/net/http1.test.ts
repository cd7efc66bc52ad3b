import { afterEach, describe, expect, it } from 'vitest';
import { FLAGS } from '../../../src/proxy/flags.ts';
import { parseMessages, rawServer, sendRaw } from '../support/raw.ts';
import { ask, bodyOf, echo, endAll, endLater, eventually, httpUpstream, proxyWith } from '../support/stage.ts';

afterEach(endAll);

/** An upstream that answers every request head with these bytes, and shows what it got. */
async function saying(answer: string | ((count: number) => string)) {
  const got: string[] = [];
  let count = 0;
  const server = await rawServer((socket) => {
    const index = got.push('') - 1;
    let answered = 0;
    socket.on('data', (chunk) => {
      got[index] += chunk.toString('latin1');
      const heads = parseMessages(got[index] ?? '', false, () => false).filter(({ complete }) => complete).length;
      for (; answered < heads; answered++)
        socket.write(typeof answer === 'string' ? answer : answer(count++), 'latin1');
    });
    socket.on('end', () => socket.end());
  });
  endLater(server.close);
  return { ...server, got };
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const GET = 'GET / HTTP/1.1\r\nHost: svc.test\r\n\r\n';
const complete = (count: number) => (text: string) =>
  parseMessages(text, false, () => false).filter((each) => each.complete && !each.start.includes(' 1')).length >= count;

describe('a request on its way', () => {
  it('goes upstream in origin-form, for the host of its absolute target', async () => {
    const upstream = await saying(OK);
    const { port } = await proxyWith({ ports: [upstream.port] });
    await sendRaw(port, 'GET http://svc.test/x?q HTTP/1.1\r\nHost: other.test\r\n\r\n', { enough: complete(1) });
    const [request] = parseMessages(upstream.got[0] ?? '', false, () => false);
    expect([request?.start, request?.fields.get('host')]).toEqual(['GET /x?q HTTP/1.1', 'svc.test']);
  });

  it('leaves behind what concerns one hop', async () => {
    const upstream = await saying(OK);
    const { port } = await proxyWith({ ports: [upstream.port] });
    const fields = [
      'Connection: X-Secret, keep-alive',
      'X-Secret: 1',
      'Keep-Alive: 5',
      'TE: gzip',
      'Proxy-Connection: x',
    ];
    await sendRaw(port, `GET / HTTP/1.1\r\nHost: a\r\n${fields.join('\r\n')}\r\nX: caf\u00c3\u00a9\r\n\r\n`, {
      enough: complete(1),
    });
    expect(upstream.got[0]).toBe(
      'GET / HTTP/1.1\r\nhost: a\r\nx: caf\u00c3\u00a9\r\nx-forwarded-proto: http\r\nx-envoy-attempt-count: 1\r\n\r\n',
    );
  });

  it('keeps its body and trailers; chunk extensions go', async () => {
    const upstream = await saying(OK);
    const { port } = await proxyWith({ ports: [upstream.port] });
    const body = '3;a=b\r\nabc\r\n0002\r\nde\r\n0\r\nX-T: 1\r\n\r\n';
    await sendRaw(port, `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${body}`, {
      enough: complete(1),
    });
    expect(upstream.got[0]).toContain('transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nx-t: 1\r\n\r\n');
  });

  it('waits for the answer to the one before it', async () => {
    const order: string[] = [];
    const upstream = await httpUpstream(({ url = '' }, response) => {
      order.push(`in ${url}`);
      setTimeout(
        () => {
          order.push(`out ${url}`);
          response.end(url);
        },
        url === '/1' ? 60 : 0,
      );
    });
    const { port } = await proxyWith({ ports: [upstream.port] });
    const requests = [1, 2, 3].map((each) => `GET /${each} HTTP/1.1\r\nHost: a\r\n\r\n`).join('');
    const { text } = await sendRaw(port, requests, { enough: complete(3) });
    expect(parseMessages(text, false, () => false).map(({ body }) => body)).toEqual(['/1', '/2', '/3']);
    expect(order).toEqual(['in /1', 'out /1', 'in /2', 'out /2', 'in /3', 'out /3']);
    expect(upstream.connections()).toBe(1);
  });

  it('is refused as HTTP/1.0 unless that is accepted', async () => {
    const upstream = await saying(OK);
    const refusing = await proxyWith({ ports: [upstream.port] });
    const request = 'GET / HTTP/1.0\r\n\r\n';
    const refused = await sendRaw(refusing.port, request);
    expect([refused.text.slice(0, 12), refused.closed]).toEqual(['HTTP/1.1 426', true]);
    const accepting = await proxyWith({ ports: [upstream.port], settings: { acceptHttp10: true } });
    const answer = await sendRaw(accepting.port, request);
    expect(answer.text).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*connection: close\r\n[\s\S]*ok$/);
    expect(answer.closed).toBe(true);
  });

  it('may have bare line feeds when that is allowed', async () => {
    const upstream = await saying(OK);
    const { port } = await proxyWith({ ports: [upstream.port], settings: { lenientLineEnds: true } });
    const { text } = await sendRaw(port, 'GET /lf HTTP/1.1\nHost: a\nX: 1\n\n', { enough: complete(1) });
    expect(text).toMatch(/^HTTP\/1\.1 200/);
    expect(upstream.got[0]).toMatch(/^GET \/lf HTTP\/1\.1\r\nhost: a\r\nx: 1\r\n/);
  });
});

describe('a response on its way', () => {
  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', /200 OK[\s\S]*content-length: 5/],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n', /204 No Content/],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n', /304 Not Modified/],
  ])('to %s without a body ends with its head: %j', async (method, answer, expected) => {
    const upstream = await saying(answer);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const request = `${method} / HTTP/1.1\r\nHost: a\r\n\r\n`;
    const enough = (text: string) => text.split('\r\n\r\n').length === 3;
    const { text } = await sendRaw(port, request + request, { enough });
    expect(text).toMatch(expected);
    expect(text.split('HTTP/1.1').length).toBe(3);
    expect(upstream.sockets.length).toBe(1);
    expect(seen.requests.map(({ status }) => status)).toHaveLength(2);
  });

  it('passes interim responses on', async () => {
    const upstream = await saying(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`);
    const { port } = await proxyWith({ ports: [upstream.port] });
    const { text } = await sendRaw(port, GET, { enough: complete(1) });
    expect(text).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nlink: <\/a>\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  });

  it('with trailers keeps them', async () => {
    const upstream = await saying(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-T: 1\r\n\r\n',
    );
    const { port } = await proxyWith({ ports: [upstream.port] });
    expect(await ask({ port })).toMatchObject({ body: 'ok', trailers: { 'x-t': '1' } });
  });

  it('that ends with the connection becomes chunked', async () => {
    const upstream = await rawServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end'));
    });
    endLater(upstream.close);
    const { port } = await proxyWith({ ports: [upstream.port] });
    const answer = await ask({ port });
    expect([answer.body, answer.headers['transfer-encoding']]).toEqual(['until the end', 'chunked']);
  });

  it('overwrites server, adds the service time, and a date where there is none', async () => {
    const upstream = await saying('HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n');
    const { port } = await proxyWith({ ports: [upstream.port] });
    const { headers } = await ask({ port });
    expect(headers).toMatchObject({
      server: 'istio-envoy',
      'x-envoy-upstream-service-time': expect.stringMatching(/^\d+$/),
      date: expect.stringMatching(/GMT$/),
    });
  });

  it('that breaks off is seen to be broken, and is counted as such', async () => {
    const upstream = await rawServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel'));
    });
    endLater(upstream.close);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const { text, closed } = await sendRaw(port, GET);
    expect(text).toMatch(/3\r\nhel\r\n$/);
    expect(closed).toBe(true);
    expect(seen.requests[0]?.flags).toBe(FLAGS.UC);
  });

  it('before the whole request came ends the request', async () => {
    const upstream = await rawServer((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno'));
    });
    endLater(upstream.close);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const { text } = await sendRaw(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc', {
      enough: complete(1),
    });
    expect(text).toMatch(/^HTTP\/1\.1 413/);
    await eventually(() => seen.closed === 1);
  });

  it('is followed by nothing that nobody asked for', async () => {
    const upstream = await saying(`${OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const { text } = await sendRaw(port, GET, { waitMs: 200 });
    expect(text).toMatch(/\r\n\r\nok$/);
    expect([seen.events, seen.closed]).toEqual([['upstream-surplus'], 1]);
  });
});

describe('the body of a local answer', () => {
  it('is followed by the next request when the rest of the body is small', async () => {
    const upstream = await saying(OK);
    const denied = { status: 403, body: 'no', fields: 'content-type: text/plain\r\n' };
    const { port } = await proxyWith({ ports: [upstream.port], replies: { '/no': denied } });
    const post = 'POST /no HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n';
    const { text, closed } = await sendRaw(port, [post, `hello${GET}`], { enough: complete(2) });
    expect(parseMessages(text, false, () => false).map(({ body }) => body)).toEqual(['no', 'ok']);
    expect(closed).toBe(false);
  });

  it('ends the connection when it is large', async () => {
    const upstream = await saying(OK);
    const denied = { status: 403, body: 'no', fields: '' };
    const { port } = await proxyWith({ ports: [upstream.port], replies: { '/no': denied } });
    const { text, closed } = await sendRaw(port, 'POST /no HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc');
    expect(text).toContain('connection: close\r\n');
    expect(closed).toBe(true);
  });
});

describe('tries', () => {
  it('send the body again', async () => {
    const bodies: number[] = [];
    const upstream = await httpUpstream((request, response) => {
      void bodyOf(request).then((body) => {
        bodies.push(body.length);
        response.statusCode = bodies.length < 3 ? 503 : 200;
        response.end(String(request.headers['x-envoy-attempt-count']));
      });
    });
    const { port } = await proxyWith({ ports: [upstream.port], retries: 3, retryOn: (failure) => failure === 503 });
    const answer = await ask({ port, method: 'POST', body: 'x'.repeat(20_000) });
    expect([answer.status, answer.body, bodies]).toEqual([200, '3', [20_000, 20_000, 20_000]]);
  });

  it('are no more once the body is too large to be kept', async () => {
    const upstream = await httpUpstream((request, response) => {
      void bodyOf(request).then(() => {
        response.statusCode = 503;
        response.end();
      });
    });
    const { port, seen } = await proxyWith({
      ports: [upstream.port],
      retries: 3,
      retryOn: () => true,
      bufferLimit: 1000,
    });
    expect((await ask({ port, method: 'POST', body: 'x'.repeat(200_000) })).status).toBe(503);
    expect(seen.requests).toHaveLength(1);
  });

  it('go to the next endpoint when one does not listen', async () => {
    const upstream = await httpUpstream(echo);
    const closed = await rawServer(() => undefined);
    closed.close();
    const { port } = await proxyWith({ ports: [closed.port, upstream.port], retries: 1, retryOn: () => true });
    expect((await ask({ port, method: 'POST', body: 'abc' })).body).toContain('"body":3');
  });

  it('to an address that cannot be end in the same way', async () => {
    const { port, seen } = await proxyWith({ ports: [99_999] });
    expect((await ask({ port })).status).toBe(503);
    expect([seen.requests[0]?.flags, seen.errors]).toEqual([FLAGS.UF, []]);
  });

  it('end with the proxy saying why', async () => {
    const closed = await rawServer(() => undefined);
    closed.close();
    const { port, seen } = await proxyWith({ ports: [closed.port] });
    expect(await ask({ port })).toMatchObject({ status: 503, body: expect.stringContaining('connect-failure') });
    expect(seen.requests[0]?.flags).toBe(FLAGS.UF);
  });

  it('are silent when a connection was closed while it was idle', async () => {
    let connections = 0;
    const upstream = await rawServer((socket) => {
      const first = ++connections === 1;
      let requests = 0;
      // The first connection answers once and hangs up on the second request.
      socket.on('data', () => (first && ++requests > 1 ? socket.destroy() : socket.write(OK)));
    });
    endLater(upstream.close);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const { text } = await sendRaw(port, GET + GET, { enough: complete(2) });
    expect(parseMessages(text, false, () => false).map(({ body }) => body)).toEqual(['ok', 'ok']);
    expect(seen.events).toEqual(['reused-reset']);
    expect(connections).toBe(2);
  });

  it('of a request that may not be repeated are not silent', async () => {
    const upstream = await rawServer((socket) => {
      let requests = 0;
      socket.on('data', () => (++requests > 1 ? socket.destroy() : socket.write(OK)));
    });
    endLater(upstream.close);
    const { port } = await proxyWith({ ports: [upstream.port] });
    const post = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx';
    const { text } = await sendRaw(port, post + post, { enough: complete(2) });
    expect(parseMessages(text, false, () => false).map(({ start }) => start.slice(9, 12))).toEqual(['200', '503']);
  });

  it('wait for their back-off', async () => {
    let count = 0;
    const upstream = await httpUpstream((_, response) => {
      response.statusCode = ++count < 3 ? 500 : 200;
      response.end();
    });
    const options = { retries: 2, retryOn: (failure: unknown) => failure === 500, backOffMs: 40 };
    const { port } = await proxyWith({ ports: [upstream.port], ...options });
    const before = performance.now();
    expect((await ask({ port })).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(78);
  });
});

describe('time limits', () => {
  const slow = () => httpUpstream((_, response) => void setTimeout(() => response.end('late'), 1500));

  it('of the route answer 504', async () => {
    const upstream = await slow();
    const { port, seen } = await proxyWith({ ports: [upstream.port], timeoutMs: 100 });
    expect(await ask({ port })).toMatchObject({ status: 504, body: 'upstream request timeout' });
    expect(seen.requests[0]).toMatchObject({ flags: FLAGS.UT, details: 'response_timeout' });
  });

  it('of a try lead to the next one', async () => {
    let count = 0;
    const upstream = await httpUpstream(
      (_, response) => void setTimeout(() => response.end('ok'), ++count === 1 ? 1500 : 0),
    );
    const retryOn = (failure: unknown) => failure === 'try-timeout';
    const { port } = await proxyWith({ ports: [upstream.port], tryTimeoutMs: 80, retries: 1, retryOn });
    expect(await ask({ port })).toMatchObject({ status: 200, body: 'ok' });
    expect(count).toBe(2);
  });

  it('of a head cut clients that never finish it', async () => {
    const upstream = await saying(OK);
    const { port } = await proxyWith({ ports: [upstream.port], settings: { headersTimeoutMs: 80 } });
    const { text, closed } = await sendRaw(port, 'GET / HTTP/1.1\r\nHost: ');
    expect([text.slice(0, 12), closed]).toEqual(['HTTP/1.1 408', true]);
  });

  it('of quiet connections end them', async () => {
    const upstream = await saying(OK);
    const { port } = await proxyWith({ ports: [upstream.port], settings: { idleTimeoutMs: 80 } });
    const { text, closed } = await sendRaw(port, GET);
    expect([text.slice(0, 12), closed]).toEqual(['HTTP/1.1 200', true]);
  });

  it('of faults are waited for', async () => {
    const upstream = await saying(OK);
    const { port } = await proxyWith({ ports: [upstream.port], delayMs: 60 });
    const before = performance.now();
    expect((await ask({ port, method: 'POST', body: 'abc' })).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(58);
  });
});

describe('connections upstream', () => {
  it('are shared by clients and used again', async () => {
    const upstream = await httpUpstream(echo);
    const { port } = await proxyWith({ ports: [upstream.port] });
    for (let count = 0; count < 5; count++) await ask({ port });
    expect(upstream.connections()).toBe(1);
  });

  it('serve as many requests as they may', async () => {
    const upstream = await httpUpstream(echo);
    const { port } = await proxyWith({ ports: [upstream.port], maxRequestsPerConnection: 2 });
    for (let count = 0; count < 4; count++) await ask({ port });
    expect(upstream.connections()).toBe(2);
  });

  it('are limited, and so are those that wait for one', async () => {
    const upstream = await httpUpstream((_, response) => void setTimeout(() => response.end('ok'), 100));
    const limits = { maxConnections: 1, maxPending: 1 };
    const { port, seen } = await proxyWith({ ports: [upstream.port], limits });
    await ask({ port });
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask({ port })));
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses).toEqual([200, 200, 503, 503, 503]);
    expect(upstream.connections()).toBe(1);
    expect(seen.requests.filter(({ flags }) => flags === FLAGS.UO)).toHaveLength(3);
  });
});

describe('clients that go away', () => {
  it('take their request with them', async () => {
    const upstream = await rawServer(() => undefined);
    endLater(upstream.close);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    await sendRaw(port, GET, { waitMs: 100 });
    await eventually(() => seen.requests.length === 1);
    expect(seen.requests[0]).toMatchObject({ status: 0, flags: FLAGS.DC, details: 'downstream_remote_disconnect' });
    await eventually(() => seen.closed === 1);
  });
});

describe('bytes as they are', () => {
  const upgrade = 'GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

  it('flow both ways after an upgrade that is allowed, and each direction ends by itself', async () => {
    const upstream = await rawServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
        socket.on('data', (chunk) => socket.write(`<${chunk.toString()}>`));
        socket.on('end', () => socket.end('bye'));
      });
    });
    endLater(upstream.close);
    const { port, seen } = await proxyWith({ ports: [upstream.port], upgrades: ['websocket'], timeoutMs: 50 });
    const { connect } = await import('node:net');
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    endLater(() => socket.destroy());
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    const ended = new Promise((resolve) => socket.on('end', resolve));
    socket.write(upgrade);
    await eventually(() => text.includes('\r\n\r\n'));
    expect(text).toMatch(/^HTTP\/1\.1 101 [\s\S]*connection: upgrade\r\nupgrade: websocket\r\n\r\n$/);
    await new Promise((resolve) => setTimeout(resolve, 80));
    socket.write('ping');
    await eventually(() => text.endsWith('<ping>'));
    socket.end();
    await ended;
    expect(text.endsWith('<ping>bye')).toBe(true);
    expect(seen.requests[0]).toMatchObject({ status: 101, received: 4, sent: 9 });
  });

  it('are refused for any other protocol, and for CONNECT without a route', async () => {
    const upstream = await saying(OK);
    const { port } = await proxyWith({ ports: [upstream.port] });
    const connectTo = 'CONNECT svc.test:443 HTTP/1.1\r\nHost: svc.test\r\n\r\n';
    expect((await sendRaw(port, upgrade, { enough: complete(1) })).text).toMatch(/^HTTP\/1\.1 403/);
    expect((await sendRaw(port, connectTo, { enough: complete(1) })).text).toMatch(/^HTTP\/1\.1 404/);
    expect(upstream.got).toEqual([]);
  });

  it('flow through CONNECT where it is allowed', async () => {
    const upstream = await rawServer((socket) => {
      socket.once('data', (head) => {
        socket.write(`HTTP/1.1 200 OK\r\n\r\n${head.toString().split('\r\n')[0]}`);
        socket.pipe(socket);
      });
    });
    endLater(upstream.close);
    const { port } = await proxyWith({ ports: [upstream.port], upgrades: ['connect'] });
    const { text } = await sendRaw(port, ['CONNECT svc.test:443 HTTP/1.1\r\nHost: svc.test\r\n\r\n', 'hello'], {
      enough: (got) => got.endsWith('hello'),
    });
    expect(text).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*CONNECT svc\.test:443 HTTP\/1\.1hello$/);
  });
});

describe('a mirror', () => {
  it('gets a copy with its body, and its answer goes nowhere', async () => {
    const copies: string[] = [];
    const mirror = await httpUpstream((request, response) => {
      void bodyOf(request).then((body) => {
        copies.push(`${request.method} ${request.url} ${request.headers.host} ${body.toString()}`);
        response.statusCode = 500;
        response.end('wrong');
      });
    });
    const upstream = await httpUpstream(echo);
    const { port, seen } = await proxyWith({ ports: [upstream.port], mirrorPort: mirror.port });
    const answer = await ask({ port, path: '/m', method: 'POST', body: 'abc', headers: { host: 'svc.test' } });
    expect(answer.status).toBe(200);
    await eventually(() => copies.length === 1);
    expect(copies).toEqual(['POST /m svc.test abc']);
    expect(seen.requests).toHaveLength(1);
  });
});
