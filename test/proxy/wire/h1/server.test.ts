import { describe, expect, it } from 'vitest';
import type { HttpService, HttpSettings } from '../../../../src/proxy/contract.ts';
import { Http1Server } from '../../../../src/proxy/wire/h1/server.ts';
import { NOBODY } from '../../../../src/proxy/wire/nobody.ts';
import type { UpstreamEvents, UpstreamStream } from '../../../../src/proxy/wire/stream.ts';
import { fakeContext, fakeTransport } from '../../support/fake.ts';
import { type StaticOptions, staticRuntime } from '../../support/static-runtime.ts';

/** A stream that takes everything and does nothing. */
function silentStream() {
  const got = { body: '', ended: false, cancelled: false };
  const stream: UpstreamStream = {
    sendHead: () => undefined,
    sendData: (chunk, from, to) => {
      got.body += chunk.toString('latin1', from, to);
    },
    sendEnd: () => {
      got.ended = true;
    },
    cancel: () => {
      got.cancelled = true;
    },
    flush: () => undefined,
    backlog: 0,
    pause: () => undefined,
    resume: () => undefined,
    reused: false,
    localLabel: '',
  };
  return { got, stream };
}

function setup(options: Partial<StaticOptions> = {}) {
  const { got, stream } = silentStream();
  let owner: UpstreamEvents | undefined;
  const fake = fakeContext({
    acquire: (_endpoint, events) => {
      owner = events;
      events.onReady(stream);
    },
    cancel: () => undefined,
    forget: () => undefined,
  });
  const [listener = NOBODY.listener] = staticRuntime({ ports: [1], ...options }).listeners;
  const chain = listener.chain(NOBODY.connection);
  if (chain?.kind !== 'http') throw new Error('the static runtime speaks HTTP');
  const service: HttpService = chain.service;
  const host = { listener, generation: 0, serviceFor: () => service };
  const transport = fakeTransport();
  const server = new Http1Server({ context: fake.context, host, connection: NOBODY.connection, service, transport });
  const send = (text: string) => server.onData(Buffer.from(text, 'latin1'));
  return { ...fake, server, transport, send, got, upstream: () => owner };
}

const settings = (changes: Partial<HttpSettings>) => ({ settings: changes });

describe('a body that comes slowly', () => {
  const head = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n';

  it('ends the request when it stays below the rate', () => {
    const { send, pass, transport, got, seen } = setup(settings({ minBodyRate: 100 }));
    send(`${head}abc`);
    pass(29_000);
    expect(transport.sent).toBe('');
    pass(2000);
    expect(transport.sent).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(got).toMatchObject({ body: 'abc', ended: false, cancelled: true });
    expect(seen.requests).toMatchObject([{ status: 408 }]);
  });

  it('goes on above the rate, and when we made it wait', () => {
    const { send, pass, transport, server } = setup(settings({ minBodyRate: 100 }));
    send(head);
    for (let second = 0; second < 60; second++) {
      send('x'.repeat(110));
      pass(1000);
    }
    server.pauseRequest();
    pass(29_000);
    server.resumeRequest();
    pass(2000);
    expect([transport.sent, transport.ended]).toEqual(['', 'no']);
  });
});

describe('the end of a connection', () => {
  it('leaves the client a second to read the last answer', () => {
    const { send, pass, transport } = setup();
    send('rubbish\r\n\r\n');
    expect(transport.sent).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(transport.ended).toBe('end');
    send('more rubbish, which nobody reads');
    pass(900);
    expect(transport.ended).toBe('end');
    pass(200);
    expect(transport.ended).toBe('destroy');
  });

  it('waits for an answer that is still on its way', () => {
    const { send, pass, transport, server } = setup();
    transport.backlog = 100_000;
    send('rubbish\r\n\r\n');
    pass(5000);
    expect(transport.ended).toBe('end');
    transport.backlog = 0;
    server.onDrain();
    pass(1100);
    expect(transport.ended).toBe('destroy');
  });

  it('comes when nothing is asked for too long, and not while something is', () => {
    const { send, pass, transport, upstream } = setup(settings({ idleTimeoutMs: 5000 }));
    pass(4000);
    send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    pass(20_000);
    expect(transport.ended).toBe('no');
    upstream()?.onFailure('remote-reset', '');
    expect(transport.sent).toMatch(/^HTTP\/1\.1 503/);
    pass(4900);
    expect(transport.ended).toBe('no');
    pass(6000);
    expect(transport.ended).not.toBe('no');
  });

  it('comes after as many requests, and after as long, as the settings say', () => {
    const replies = { '/': { status: 200, body: 'ok', fields: '' } };
    const counted = setup({ replies, ...settings({ maxRequestsPerConnection: 2 }) });
    const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
    counted.send(get);
    expect(counted.transport.sent).not.toContain('connection: close');
    counted.send(get);
    expect(counted.transport.sent).toContain('connection: close');
    expect(counted.transport.ended).toBe('end');
    const timed = setup({ replies, ...settings({ maxConnectionMs: 1000 }) });
    timed.send(get);
    expect(timed.transport.ended).toBe('no');
    timed.pass(1500);
    timed.send(get);
    expect(timed.transport.ended).toBe('end');
  });
});

describe('a client that is ahead', () => {
  it('waits until its request is answered', () => {
    const { send, transport, upstream, got } = setup();
    send('GET /1 HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(transport.paused).toBe(false);
    send('GET /2 HTTP/1.1\r\nHost: a\r\n\r\n');
    expect([transport.paused, got.ended]).toEqual([true, true]);
    upstream()?.onFailure('remote-reset', '');
    expect(transport.paused).toBe(false);
    expect(transport.sent.match(/HTTP\/1\.1 503/g)).toHaveLength(1);
  });
});
