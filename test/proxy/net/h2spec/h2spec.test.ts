import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startProxy } from '../../../../src/proxy/net/server.ts';
import { recording } from '../../support/observer.ts';
import { bodyOf, endAll, httpUpstream, type Upstream } from '../../support/stage.ts';
import { type StaticOptions, staticRuntime } from '../../support/static-runtime.ts';
import { ROWS } from './rows/index.ts';
import { run } from './run.ts';

/** What the upstream does by path; anything else is answered with nothing but 200. */
const ANSWERS: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse, size: number) => void>> = {
  hold: () => undefined,
  body: (_request, response, size) => response.end('b'.repeat(size)),
  '204': (_request, response) => response.writeHead(204).end(),
  echo(request, response) {
    const answer = (body: Buffer) => response.end(String(body.length));
    bodyOf(request).then(answer, () => response.destroy());
  },
  trailers(_request, response) {
    response.writeHead(200, { trailer: 'x-t' });
    response.addTrailers({ 'x-t': '1' });
    response.end('with trailers');
  },
  hints(_request, response) {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.end('hinted');
  },
};

let heard = 0;

function handle(request: IncomingMessage, response: ServerResponse): void {
  heard += 1;
  const [, name = '', size = '0'] = (request.url ?? '').split('/');
  const answer = ANSWERS[name];
  if (answer === undefined) response.end('ok');
  else answer(request, response, Number(size));
}

describe('HTTP/2 as RFC 9113 and RFC 7541 have it', () => {
  let upstream: Upstream;
  const proxies: { destroy(): void }[] = [];
  let shared = 0;

  async function listen(options: Partial<StaticOptions>): Promise<number> {
    const proxy = await startProxy(staticRuntime({ ports: [upstream.port], ...options }), recording());
    proxies.push(proxy);
    return proxy.ports[0] ?? 0;
  }

  beforeAll(async () => {
    upstream = await httpUpstream(handle);
    shared = await listen({});
  });
  afterEach(() => {
    for (const proxy of proxies.splice(1)) proxy.destroy();
  });
  afterAll(() => {
    for (const proxy of proxies.splice(0)) proxy.destroy();
    endAll();
  });

  describe.each(Object.entries(ROWS))('%s', (_area, rows) => {
    it.each(rows.map((row) => [`${row.section}: ${row.name}`, row] as const))(
      '%s',
      async (_, row) => {
        const before = heard;
        const port = row.proxy === undefined ? shared : await listen(row.proxy);
        expect(await run(row, port)).toBeUndefined();
        if (row.unheard === true) expect(heard).toBe(before);
      },
      30_000,
    );
  });
});
