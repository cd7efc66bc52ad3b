import { once } from 'node:events';
import { createSecureServer, createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LoadPlan } from '../../src/load/plan.ts';
import { loadReport } from '../../src/load/report.ts';
import { runLoad } from '../../src/load/run.ts';
import { testAuthority } from '../support/authority.ts';
import { accepting, plan, served, target } from './support.ts';

const never = new AbortController().signal;

const measured = async (wanted: LoadPlan) => loadReport(await runLoad(wanted, never));

/** A server of HTTP/2; gone when the test is over. Gives its URL and its connections. */
async function http2Served(server: Http2Server, scheme = 'http') {
  const sessions: ServerHttp2Session[] = [];
  server.on('stream', (stream) => stream.on('error', () => undefined));
  server.on('session', (session) => {
    session.on('error', () => session.destroy());
    sessions.push(session);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  // A server on a TCP port has an address of this form.
  return { url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`, sessions };
}

describe('a load over HTTP/2', () => {
  it('has several requests at once on each connection', async () => {
    let now = 0;
    let most = 0;
    const server = createServer();
    server.on('stream', (stream) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now -= 1;
        stream.respond({ ':status': 200, 'x-served-by': 'a' });
        stream.end('body');
      }, 20);
    });
    const { url, sessions } = await http2Served(server);
    const { targets } = await measured(plan([url], { requests: 40, connections: 2, streams: 5 }));
    expect(targets).toMatchObject([{ requests: 40, failed: 0, statuses: { 200: 40 }, by: { a: 40 }, bytes: 160 }]);
    expect(sessions).toHaveLength(2);
    expect(most).toBe(10);
  });

  it('sends what the flags say, and nothing that HTTP/2 has no place for', async () => {
    const seen: Record<string, unknown>[] = [];
    const bodies: string[] = [];
    const server = createServer();
    server.on('stream', (stream, headers) => {
      seen.push(headers);
      stream.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
      stream.on('end', () => {
        stream.respond({ ':status': 204 });
        stream.end();
      });
    });
    const { url } = await http2Served(server);
    const headers: [string, string][] = [
      ['Host', 'web.test'],
      ['X-A', '1'],
      ['x-a', '2'],
      ['Connection', 'close'],
    ];
    const targets = [target(`${url}path?q`, { method: 'PUT', headers, body: Buffer.from('hello') })];
    await measured({ ...plan([url], { requests: 1, streams: 1 }), targets });
    expect(seen).toMatchObject([
      { ':method': 'PUT', ':path': '/path?q', ':authority': 'web.test', 'x-a': '1, 2', 'user-agent': 'meshctl-load' },
    ]);
    expect(seen[0]).not.toHaveProperty('connection');
    expect(bodies).toEqual(['hello']);
  });

  it('goes by TLS for https', async () => {
    const authority = await testAuthority();
    const { certificate: cert, key } = await authority.issue({ dnsNames: ['localhost'] });
    const server = createSecureServer({ cert, key });
    server.on('stream', (stream) => {
      stream.respond({ ':status': 200 });
      stream.end();
    });
    const { url } = await http2Served(server, 'https');
    const run = (verify: boolean) => measured(plan([url], { requests: 3, streams: 1, verify, timeoutMs: 500 }));
    expect((await run(false)).targets).toMatchObject([{ statuses: { 200: 3 } }]);
    expect((await run(true)).targets).toMatchObject([{ statuses: {}, failed: 3 }]);
  });

  it('opens connections again that the server leaves', async () => {
    let count = 0;
    const server = createServer();
    server.on('stream', (stream) => {
      count += 1;
      stream.respond({ ':status': 200 });
      stream.end();
      if (count % 5 === 0) stream.session?.close();
    });
    const { url, sessions } = await http2Served(server);
    const { targets } = await measured(plan([url], { requests: 20, streams: 1 }));
    expect(targets).toMatchObject([{ statuses: { 200: 20 }, failures: {} }]);
    expect(sessions.length).toBeGreaterThan(3);
  });

  it('says why there are no answers', async () => {
    const reset = createServer();
    reset.on('stream', (stream) => stream.close(2));
    const silent = createServer();
    silent.on('stream', () => undefined);
    const of = async (url: string) =>
      (await measured(plan([url], { requests: 2, streams: 1, timeoutMs: 200 }))).targets[0]?.failures;
    expect(await of('http://127.0.0.1:1/')).toEqual({ refused: 2 });
    expect(await of((await http2Served(reset)).url)).toEqual({ reset: 2 });
    expect(await of((await http2Served(silent)).url)).toEqual({ timeout: 2 });
    expect(await of(await served((_, response) => response.end('one')))).toEqual({ invalid: 2 });
    expect(await of(await accepting((socket) => socket.destroy()))).toEqual({ reset: 2 });
  });
});
