import { describe, expect, it } from 'vitest';
import type { LoadPlan } from '../../src/load/plan.ts';
import { loadReport } from '../../src/load/report.ts';
import { runLoad } from '../../src/load/run.ts';
import { accepting, plan, served, target } from './support.ts';

const never = new AbortController().signal;

const measured = async (wanted: LoadPlan, signal = never) => loadReport(await runLoad(wanted, signal));

describe('a closed loop', () => {
  it('counts answers by status and by who gave them', async () => {
    let count = 0;
    const url = await served((_, response) => {
      count += 1;
      response.writeHead(count % 5 === 0 ? 503 : 200, { 'X-Served-By': count % 2 === 0 ? 'b' : 'a' });
      response.end('body');
    });
    const { targets } = await measured(plan([url]));
    expect(count).toBe(10);
    expect(targets).toMatchObject([
      { requests: 10, failed: 2, statuses: { 200: 8, 503: 2 }, by: { a: 5, b: 5 }, bytes: 40, failures: {} },
    ]);
  });

  it('uses all connections, and several targets', async () => {
    const sockets = new Set<unknown>();
    const url = await served(({ socket }, response) => {
      sockets.add(socket);
      setTimeout(() => response.end(), 5);
    });
    const { targets, total } = await measured(plan([url, `${url}other`], { requests: 40, connections: 3 }));
    expect(sockets.size).toBe(6);
    expect(targets.map(({ requests }) => requests).reduce((a, b) => a + b)).toBe(40);
    expect(total).toMatchObject({ requests: 40, failed: 0, statuses: { 200: 40 } });
  });

  it('ends when its time is over', async () => {
    const url = await served((_, response) => response.end());
    const { elapsedSeconds } = await measured(plan([url], { requests: undefined, durationMs: 100 }));
    expect(elapsedSeconds).toBeGreaterThanOrEqual(0.1);
    expect(elapsedSeconds).toBeLessThan(2);
  });

  it('opens connections again that the server closes', async () => {
    const url = await served((_, response) => {
      response.setHeader('connection', 'close');
      response.end('x');
    });
    expect((await measured(plan([url]))).targets).toMatchObject([{ statuses: { 200: 10 }, failures: {} }]);
  });

  it('takes bodies that the end of the connection ends, and chunks', async () => {
    const close = await accepting((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nhello'));
    });
    const chunks = await served((_, response) => {
      response.write('a');
      response.end('bc');
    });
    const { targets } = await measured(plan([close, chunks], { requests: 4 }));
    expect(targets.map(({ statuses, bytes }) => [statuses['200'], bytes])).toEqual([
      [expect.any(Number), (targets[0]?.requests ?? 0) * 5],
      [expect.any(Number), (targets[1]?.requests ?? 0) * 3],
    ]);
  });

  it('says why there are no answers', async () => {
    const refused = 'http://127.0.0.1:1/';
    const reset = await accepting((socket) => socket.once('data', () => socket.destroy()));
    const invalid = await accepting((socket) => socket.once('data', () => socket.end('nonsense\r\n\r\n')));
    const silent = await accepting(() => undefined);
    const of = async (url: string) =>
      (await measured(plan([url], { requests: 2, timeoutMs: 100 }))).targets[0]?.failures;
    expect(await of(refused)).toEqual({ refused: 2 });
    expect(await of(reset)).toEqual({ reset: 2 });
    expect(await of(invalid)).toEqual({ invalid: 2 });
    expect(await of(silent)).toEqual({ timeout: 2 });
  });
});

describe('a steady rate', () => {
  it('asks as often as it says', async () => {
    let count = 0;
    const url = await served((_, response) => {
      count += 1;
      response.end();
    });
    const { elapsedSeconds } = await measured(plan([url], { rate: 100, durationMs: 500, requests: undefined }));
    expect(count).toBe(50);
    expect(elapsedSeconds).toBeGreaterThan(0.45);
  });

  it('counts from when requests were due that a slow answer holds up', async () => {
    let first = true;
    const url = await served((_, response) => {
      setTimeout(() => response.end(), first ? 400 : 0);
      first = false;
    });
    const { targets } = await measured(plan([url], { rate: 50, durationMs: 400, requests: undefined }));
    // The first answer takes 400 ms; those behind it were due every 20 ms and waited for what was left of that.
    expect(targets[0]?.requests).toBe(20);
    expect(targets[0]?.latencyMs?.p50).toBeGreaterThan(150);
  });

  it('goes on after requests that failed', async () => {
    let count = 0;
    const url = await accepting((socket) => {
      socket.once('data', () => {
        count += 1;
        if (count === 1) socket.destroy();
        else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      });
    });
    const { targets } = await measured(plan([url], { rate: 200, requests: 20 }));
    expect(targets).toMatchObject([{ statuses: { 200: 19 }, failures: { reset: 1 } }]);
  });

  it('gives up what waits for too long', async () => {
    const silent = await accepting(() => undefined);
    const { targets } = await measured(plan([silent], { rate: 100, requests: 5, timeoutMs: 100 }));
    expect(targets).toMatchObject([{ requests: 5, failures: { timeout: 5 } }]);
  });
});

describe('a run that is interrupted', () => {
  it('gives what was counted, and what was not sent', async () => {
    const stop = new AbortController();
    let count = 0;
    const url = await served((_, response) => {
      count += 1;
      if (count <= 3) response.end();
      else stop.abort();
    });
    const { targets } = await measured(plan([url], { rate: 1000, requests: 1000 }), stop.signal);
    expect(targets[0]?.statuses).toEqual({ 200: 3 });
  });
});

describe('requests', () => {
  it('have the method, headers and body that were asked for', async () => {
    const seen: unknown[] = [];
    const url = await served((request, response) => {
      let body = '';
      request.on('data', (data: Buffer) => {
        body += data.toString();
      });
      request.on('end', () => {
        seen.push([request.method, request.url, request.headers.host, request.headers['a'], body]);
        response.end();
      });
    });
    const asked = target(`${url}p?q=1`, {
      method: 'PUT',
      headers: [
        ['Host', 'web.test'],
        ['A', 'b'],
      ],
      body: Buffer.from('grüße'),
    });
    await runLoad(plan([], { targets: [asked], requests: 1 }), never);
    expect(seen).toEqual([['PUT', '/p?q=1', 'web.test', 'b', 'grüße']]);
  });
});
