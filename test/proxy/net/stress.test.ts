import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { rawServer } from '../support/raw.ts';
import { ask, echo, endAll, endLater, eventually, httpUpstream, proxyWith } from '../support/stage.ts';

afterEach(endAll);

/** A generator with a seed: the same run every time (Park and Miller). */
function chance(seed: number) {
  let state = seed;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return { next, of: <T>(choices: readonly T[]): T | undefined => choices[Math.floor(next() * choices.length)] };
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** What upstreams do to those who trust them. */
const ANSWERS = [
  OK,
  OK,
  OK,
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\nZ',
  'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok',
  'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n',
  'HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  `${OK}surplus`,
  'nonsense',
  '',
] as const;

/** What clients send, whole or not. */
const REQUESTS = [
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nhello',
  'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nX',
  'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET / HTTP/1.1\r\nHost',
  'GET / HTTP/1.0\r\n\r\n',
  'rubbish\r\n\r\n',
] as const;

describe('bad peers on both sides', () => {
  it('leave nothing behind', async () => {
    const { next, of } = chance(20_261);
    const upstream = await rawServer((socket) => {
      socket.on('data', () => {
        if (next() < 0.1) socket.resetAndDestroy();
        else socket.write(of(ANSWERS) ?? '');
        if (next() < 0.1) socket.end();
      });
      socket.on('end', () => socket.end());
    });
    endLater(upstream.close);
    const retryOn = () => next() < 0.5;
    const limits = { maxConnections: 8, maxPending: 8 };
    const options = { retries: 2, retryOn, timeoutMs: 150, tryTimeoutMs: 60, limits };
    const { port, seen } = await proxyWith({ ports: [upstream.port], ...options });
    const client = async () => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      socket.resume();
      for (let count = 0; count < 3; count++) {
        socket.write(of(REQUESTS) ?? '');
        await new Promise((resolve) => setTimeout(resolve, next() * 20));
      }
      if (next() < 0.5) socket.destroy();
      else socket.end();
    };
    for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 20 }, client));
    await eventually(() => seen.clients === 0, 5000);
    expect(seen.errors).toEqual([]);
    expect(seen.started).toBe(seen.requests.length);
    for (const socket of upstream.sockets) socket.destroy();
    await eventually(() => seen.opened === seen.closed, 5000);
    expect(seen.limits).toMatchObject({ connections: 0, pending: 0 });
  }, 30_000);

  it('do not disturb good ones', async () => {
    const upstream = await httpUpstream(echo);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const { next, of } = chance(7);
    const rude = setInterval(() => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      socket.write(of(REQUESTS) ?? '');
      setTimeout(() => socket.destroy(), next() * 10);
    }, 2);
    endLater(() => clearInterval(rude));
    for (let round = 0; round < 20; round++) {
      const body = 'x'.repeat(Math.floor(next() * 100_000));
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask({ port, method: 'POST', body })));
      for (const answer of answers)
        expect(JSON.parse(answer.body)).toMatchObject({ method: 'POST', body: body.length });
    }
    clearInterval(rude);
    expect(seen.errors).toEqual([]);
  }, 30_000);
});
