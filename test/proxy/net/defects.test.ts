import { connect as connectHttp2 } from 'node:http2';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChainPlan } from '../../../src/proxy/contract.ts';
import { lookUpName } from '../../../src/proxy/net/look-up.ts';
import { NameWatcher } from '../../../src/proxy/net/names.ts';
import { TimerWheel } from '../../../src/proxy/wire/timer-wheel.ts';
import { rawServer, sendRaw } from '../support/raw.ts';
import { ask, bodyOf, echo, endAll, endLater, eventually, httpUpstream, proxyWith } from '../support/stage.ts';
import { staticRuntime } from '../support/static-runtime.ts';

afterEach(endAll);

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

describe('a defect of ours', () => {
  const wrong = new Error('a defect');

  it('in the choice of a chain ends that connection', async () => {
    let calls = 0;
    const chain = (plan: ChainPlan): ChainPlan => {
      if (++calls === 1) throw wrong;
      return plan;
    };
    const upstream = await httpUpstream(echo);
    for (const inspects of [false, true]) {
      calls = 0;
      const { port, seen } = await proxyWith({ ports: [upstream.port], chain, inspects });
      expect(await sendRaw(port, GET)).toEqual({ text: '', closed: true });
      expect((await ask({ port })).status).toBe(200);
      expect(seen.errors).toEqual([wrong]);
    }
  });

  it.each(['begin', 'pick', 'responded', 'completed'] as const)(
    'in %s ends that connection, and is counted',
    async (method) => {
      const upstream = await httpUpstream(echo);
      let armed = true;
      const chain = (plan: ChainPlan): ChainPlan => {
        if (plan.kind !== 'http') return plan;
        const { service } = plan;
        return {
          ...plan,
          service: {
            ...service,
            exchange(connection) {
              const exchange = service.exchange(connection);
              const works = exchange[method].bind(exchange) as (...args: unknown[]) => unknown;
              const breaks = (...args: unknown[]): unknown => {
                if (!armed) return works(...args);
                armed = false;
                throw wrong;
              };
              return Object.defineProperty(exchange, method, { value: breaks });
            },
          },
        };
      };
      const { port, seen } = await proxyWith({ ports: [upstream.port], chain });
      await sendRaw(port, GET, { waitMs: 1000 });
      expect(seen.errors).toEqual([wrong]);
      expect((await ask({ port })).status).toBe(200);
      expect(seen.started).toBe(seen.requests.length);
    },
  );
});

describe('names', () => {
  it('are looked up at once, and again', async () => {
    const found: string[] = [];
    const clock = { now: 0 };
    const wheel = new TimerWheel(
      () => clock.now,
      () => undefined,
      () => undefined,
    );
    const watcher = new NameWatcher(wheel, lookUpName, (host, addresses) =>
      found.push(`${host} ${addresses.length > 0}`),
    );
    watcher.watch([
      { host: 'localhost', refreshMs: 1000 },
      { host: 'there.is.no.such.host.invalid', refreshMs: 1000 },
    ]);
    await eventually(() => found.length === 2, 10_000);
    expect(found.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'localhost true',
      'there.is.no.such.host.invalid false',
    ]);
    watcher.watch([{ host: 'localhost', refreshMs: 1000 }]);
    clock.now = 1100;
    wheel.advance();
    await eventually(() => found.length === 3, 10_000);
    watcher.stop();
    clock.now = 10_000;
    wheel.advance();
    expect(wheel.delay()).toBe(-1);
  });

  it('are looked up again when their records expire', async () => {
    const clock = { now: 0 };
    const wheel = new TimerWheel(
      () => clock.now,
      () => undefined,
      () => undefined,
    );
    let asked = 0;
    const lookUp = async () => ({ addresses: ['10.0.0.1'], ttlMs: asked++ === 0 ? 30_000 : 1 });
    let told = 0;
    const watcher = new NameWatcher(wheel, lookUp, () => told++);
    watcher.watch([{ host: 'a.test', refreshMs: 5000 }]);
    await eventually(() => told === 1);
    const passTo = (now: number): void => {
      clock.now = now;
      wheel.advance();
    };
    passTo(29_000);
    expect(asked).toBe(1);
    passTo(30_100);
    await eventually(() => told === 2);
    passTo(30_900);
    expect(asked).toBe(2);
    passTo(31_200);
    await eventually(() => told === 3);
    watcher.stop();
  });
});

describe('time and mirrors', () => {
  it('a stream on which nothing happens ends', async () => {
    const upstream = await rawServer((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'));
    });
    endLater(upstream.close);
    const { port } = await proxyWith({ ports: [upstream.port], idleTimeoutMs: 80 });
    expect(await sendRaw(port, GET)).toMatchObject({ text: expect.stringMatching(/half$/), closed: true });
    const silent = await rawServer(() => undefined);
    endLater(silent.close);
    const other = await proxyWith({ ports: [silent.port], idleTimeoutMs: 80 });
    expect((await ask({ port: other.port })).body).toContain('idle-timeout');
  });

  it('a response that takes longer than the route allows is cut', async () => {
    const upstream = await rawServer((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'));
    });
    endLater(upstream.close);
    const { port, seen } = await proxyWith({ ports: [upstream.port], timeoutMs: 80 });
    expect(await sendRaw(port, GET)).toMatchObject({ text: expect.stringMatching(/half$/), closed: true });
    expect(seen.requests).toMatchObject([{ status: 200, details: 'response_timeout' }]);
  });

  it('a copy is left out when the body was not kept, and its failure is nobody else’s', async () => {
    const upstream = await httpUpstream((request, response) => void bodyOf(request).then(() => response.end('ok')));
    const skipping = await proxyWith({ ports: [upstream.port], mirrorPort: upstream.port, bufferLimit: 1000 });
    expect((await ask({ port: skipping.port, method: 'POST', body: Buffer.alloc(500_000) })).body).toBe('ok');
    expect([skipping.seen.events, skipping.seen.sides]).toEqual([['mirror-skipped'], []]);
    const failing = await proxyWith({ ports: [upstream.port], mirrorPort: 1 });
    expect((await ask({ port: failing.port })).body).toBe('ok');
    expect(failing.seen.errors).toEqual([]);
  });
});

describe('HTTP/2 at its edges', () => {
  it('refuses heads that HTTP/1.1 could not carry', async () => {
    const upstream = await httpUpstream(echo);
    const { port, seen } = await proxyWith({ ports: [upstream.port] });
    const client = connectHttp2(`http://127.0.0.1:${port}`);
    client.on('error', () => undefined);
    endLater(() => client.destroy());
    const statusOf = (headers: Record<string, string>) =>
      new Promise((resolve) => {
        const stream = client.request(headers);
        stream.on('response', (got) => resolve(got[':status']));
        stream.on('error', () => resolve('error'));
        stream.end();
      });
    expect(await statusOf({ ':path': '/a b' })).not.toBe(200);
    expect(await statusOf({ ':path': '/a#b' })).toBe(400);
    expect(await statusOf({ ':path': '/', ':authority': 'user@host' })).toBe(400);
    expect(await statusOf({ ':path': '/' })).toBe(200);
    expect(seen.errors).toEqual([]);
  });

  it('follows a reload with its next stream, and passes hints on', async () => {
    const first = await httpUpstream((_, response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      response.end('first');
    });
    const second = await httpUpstream((_, response) => response.end('second'));
    const { port, proxy } = await proxyWith({ ports: [first.port] });
    const client = connectHttp2(`http://127.0.0.1:${port}`);
    endLater(() => client.destroy());
    const hints: unknown[] = [];
    const bodyFrom = () =>
      new Promise<string>((resolve) => {
        const stream = client.request({ ':path': '/' });
        let text = '';
        stream.on('headers', (got) => hints.push(got['link']));
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('end', () => resolve(text));
      });
    expect(await bodyFrom()).toBe('first');
    await proxy.apply(staticRuntime({ ports: [second.port] }));
    expect(await bodyFrom()).toBe('second');
    expect(hints).toEqual(['</a>; rel=preload']);
  });
});
