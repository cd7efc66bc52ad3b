import { describe, expect, it } from 'vitest';
import type { ClusterLimits, Endpoint } from '../../../src/proxy/upstream.ts';
import { NO_CONNECTION } from '../../../src/proxy/wire/nobody.ts';
import { type DialEvents, Http1Pool } from '../../../src/proxy/wire/pool.ts';
import { RequestHead } from '../../../src/proxy/wire/request-head.ts';
import type { UpstreamEvents, UpstreamStream } from '../../../src/proxy/wire/stream.ts';
import type { TransportEvents } from '../../../src/proxy/wire/transport.ts';
import { type FakeTransport, fakeTransport } from '../support/fake.ts';
import { recording } from '../support/observer.ts';

const OK = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');

interface Open {
  readonly transport: FakeTransport;
  readonly events: TransportEvents;
}

function setup({
  retired = false,
  ...changes
}: Partial<ClusterLimits> & { retired?: boolean; idleTimeoutMs?: number; maxConnectionMs?: number } = {}) {
  const dials: DialEvents[] = [];
  const seen = recording();
  const clock = { now: 0 };
  const limits = { connections: 0, pending: 0, requests: 0, retries: 0, maxRequests: 9, maxRetries: 9 };
  const cluster = {
    name: 'c',
    protocol: 'http1' as const,
    connectTimeoutMs: 0,
    idleTimeoutMs: changes.idleTimeoutMs ?? 1000,
    maxRequestsPerConnection: 0,
    maxConcurrentStreams: 1,
    keepAliveSeconds: 0,
    maxConnectionMs: changes.maxConnectionMs ?? 0,
    limits: { ...limits, maxConnections: changes.maxConnections ?? 9, maxPending: changes.maxPending ?? 9 },
  };
  const state = { retired };
  const endpoint: Endpoint = {
    cluster,
    host: '127.0.0.1',
    port: 1,
    path: '',
    label: '127.0.0.1:1',
    get retired() {
      return state.retired;
    },
  };
  const dialer = { dial: (_endpoint: Endpoint, events: DialEvents) => void dials.push(events) };
  const pool = new Http1Pool({ now: () => clock.now, dialer, observer: seen }, endpoint, NO_CONNECTION);
  const connect = (): Open => {
    const transport = fakeTransport();
    const events = dials.shift()?.onConnected(transport);
    if (events === undefined) throw new Error('nothing was dialled');
    return { transport, events };
  };
  return { pool, dials, connect, seen, clock, limits: cluster.limits, state };
}

/** Someone who wants a connection; remembers what became of it. */
function asker(log: string[], name: string) {
  let stream: UpstreamStream | undefined;
  const head = new RequestHead();
  head.method = 'GET';
  head.target = `/${name}`;
  const events: UpstreamEvents = {
    origin: NO_CONNECTION,
    onReady: (got) => {
      stream = got;
      log.push(`${name} ready`);
      got.sendHead(head, '');
      got.sendEnd(undefined);
      got.flush();
    },
    onInterim: () => undefined,
    onHead: () => undefined,
    onData: () => undefined,
    onEnd: () => void log.push(`${name} end`),
    onFailure: (reason) => void log.push(`${name} ${reason}`),
    onDrain: () => undefined,
    onPause: () => undefined,
  };
  return { events, stream: () => stream };
}

describe('a pool', () => {
  it('serves those who wait in their order, with one connection on its way for each', () => {
    const { pool, dials, connect, limits } = setup();
    const log: string[] = [];
    for (const name of ['a', 'b']) pool.acquire(asker(log, name).events, false);
    expect([dials.length, limits.pending, limits.connections]).toEqual([2, 2, 2]);
    const first = connect();
    expect([log, limits.pending]).toEqual([['a ready'], 1]);
    first.events.onData(Buffer.from(OK));
    expect(log).toEqual(['a ready', 'a end', 'b ready']);
    expect(first.transport.sent).toMatch(/^GET \/a [\s\S]*GET \/b /);
    connect();
    pool.acquire(asker(log, 'c').events, false);
    expect([log.at(-1), dials.length]).toEqual(['c ready', 0]);
  });

  it('uses the connection again that was used last, and lets the others go when they are old', () => {
    const { pool, connect, clock, seen } = setup();
    const log: string[] = [];
    pool.acquire(asker(log, 'a').events, false);
    pool.acquire(asker(log, 'b').events, false);
    const [first, second] = [connect(), connect()];
    first.events.onData(Buffer.from(OK));
    clock.now = 600;
    second.events.onData(Buffer.from(OK));
    pool.sweep(1100);
    expect([first.transport.ended, second.transport.ended, seen.closed]).toEqual(['destroy', 'no', 1]);
    pool.acquire(asker(log, 'c').events, false);
    expect(second.transport.sent).toContain('GET /c ');
  });

  it('keeps within the limits of the cluster, but gives every endpoint one connection', () => {
    const { pool, dials, limits } = setup({ maxConnections: 0, maxPending: 2 });
    const log: string[] = [];
    for (const name of ['a', 'b', 'c']) pool.acquire(asker(log, name).events, false);
    expect([dials.length, log, limits.pending]).toEqual([1, ['c overflow'], 2]);
  });

  it('tells the one who waits longest when a connection cannot be made, and tries again for the others', () => {
    const { pool, dials, connect, limits } = setup({ maxConnections: 1 });
    const log: string[] = [];
    for (const name of ['a', 'b']) pool.acquire(asker(log, name).events, false);
    dials.shift()?.onFailed('connect-failure', 'Connection refused');
    expect([log, dials.length]).toEqual([['a connect-failure'], 1]);
    connect();
    expect([log.at(-1), limits]).toMatchObject(['b ready', { pending: 0, connections: 1 }]);
  });

  it('forgets those who wait no longer', () => {
    const { pool, connect, limits } = setup();
    const log: string[] = [];
    const one = asker(log, 'a');
    pool.acquire(one.events, false);
    pool.cancel(one.events);
    pool.cancel(one.events);
    const { transport } = connect();
    expect([log, limits.pending, transport.ended]).toEqual([[], 0, 'no']);
    pool.close();
    expect([transport.ended, pool.unused]).toEqual(['destroy', true]);
  });

  it('ends connections that speak unasked, that end, and those of an endpoint that is gone', () => {
    const { pool, connect, seen, state, limits } = setup();
    const log: string[] = [];
    for (const name of ['a', 'b', 'c']) pool.acquire(asker(log, name).events, false);
    const [one, two, three] = [connect(), connect(), connect()];
    for (const { events } of [one, two, three]) events.onData(Buffer.from(OK));
    one.events.onData(Buffer.from('HTTP/1.1 408'));
    two.events.onEnd();
    state.retired = true;
    pool.sweep(0);
    expect([one, two, three].map(({ transport }) => transport.ended)).toEqual(['destroy', 'destroy', 'destroy']);
    expect([seen.events, seen.closed, limits.connections]).toEqual([['upstream-surplus'], 3, 0]);
  });

  it('does not keep a connection whose request was not all sent', () => {
    const { pool, connect } = setup();
    const log: string[] = [];
    const { events } = asker(log, 'a');
    pool.acquire({ ...events, onReady: (stream) => stream.sendHead(new RequestHead(), '') }, false);
    const open = connect();
    open.events.onData(Buffer.from(OK));
    expect([log, open.transport.ended]).toEqual([['a end'], 'destroy']);
  });

  it('starts afresh where that is wanted', () => {
    const { pool, connect, dials } = setup();
    const log: string[] = [];
    pool.acquire(asker(log, 'a').events, false);
    connect().events.onData(Buffer.from(OK));
    pool.acquire(asker(log, 'b').events, true);
    expect(dials).toHaveLength(1);
  });

  it('lets connections go that are older than they may be, once their request is over', () => {
    const { pool, connect, clock } = setup({ maxConnectionMs: 100 });
    const log: string[] = [];
    for (const name of ['a', 'b', 'c']) pool.acquire(asker(log, name).events, false);
    const [idle, young, busy] = [connect(), connect(), connect()];
    idle.events.onData(OK);
    clock.now = 90;
    young.events.onData(OK);
    pool.sweep(clock.now);
    expect([idle.transport.ended, young.transport.ended]).toEqual(['no', 'no']);
    clock.now = 100;
    pool.sweep(clock.now);
    expect([idle.transport.ended, busy.transport.ended]).toEqual(['destroy', 'no']);
    busy.events.onData(OK);
    expect([log.at(-1), busy.transport.ended]).toEqual(['c end', 'destroy']);
  });
});
