/** An admin port that answers as the shop's proxy, a tick further with every question for statistics. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { shopPages } from './live-shop.ts';

export interface LiveAdmin {
  readonly admin: string;
  /** Method and page of every question, without its query. */
  readonly asked: string[];
  /** Nobody listens any more; the port stays the same one. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

const PAGES: Readonly<Record<string, 'stats' | 'clusters' | 'server' | 'dump' | 'loggers'>> = {
  '/stats': 'stats',
  '/clusters': 'clusters',
  '/server_info': 'server',
  '/config_dump': 'dump',
  '/logging': 'loggers',
};

export async function liveAdmin(): Promise<LiveAdmin> {
  const asked: string[] = [];
  let tick = -1;
  let server: Server | undefined;
  let port = 0;
  const start = async (): Promise<void> => {
    const next = createServer((request, response) => {
      const [path = '', query = ''] = (request.url ?? '').split('?');
      const page = PAGES[path];
      asked.push(`${request.method} ${path}${path === '/logging' && query !== '' ? `?${query}` : ''}`);
      if (page === 'stats') tick += 1;
      if (page === undefined) response.statusCode = 404;
      response.end(page && shopPages(Math.max(0, tick))[page]);
    });
    await new Promise<void>((resolve) => next.listen(port, '127.0.0.1', resolve));
    // A server that listens on a port has an address of this kind.
    port = (next.address() as AddressInfo).port;
    server = next;
  };
  const stop = async (): Promise<void> => {
    const last = server;
    server = undefined;
    last?.closeAllConnections();
    await new Promise<void>((resolve) => (last ? last.close(() => resolve()) : resolve()));
  };
  onTestFinished(stop);
  await start();
  return { admin: `127.0.0.1:${port}`, asked, start, stop };
}
