import { createServer, type IncomingMessage, type RequestListener, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ProxyServer, startProxy } from '../../../src/proxy/net/server.ts';
import { type Recording, recording } from './observer.ts';
import { type StaticOptions, staticRuntime } from './static-runtime.ts';

const open: (() => void)[] = [];

/** Ends everything a test has started. */
export function endAll(): void {
  for (const close of open.splice(0)) close();
}

/** Has something ended with the test. */
export function endLater(close: () => void): void {
  open.push(close);
}

export interface Upstream {
  readonly port: number;
  /** Connections that were made. */
  readonly connections: () => number;
}

/** An HTTP server of Node's own: it judges what the proxy sends by other code than the proxy's. */
export async function httpUpstream(handle: RequestListener): Promise<Upstream> {
  const server = createServer(handle);
  let connections = 0;
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endLater(() => {
    server.close();
    server.closeAllConnections();
  });
  // A TCP server that listens has this form of address.
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

/** Reads a whole request. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Answers with what it got, as JSON. */
export function echo(request: IncomingMessage, response: ServerResponse): void {
  const answer = (body: Buffer) => {
    const { method, url, headers, trailers } = request;
    response.end(JSON.stringify({ method, url, headers, trailers, body: body.length }));
  };
  void bodyOf(request).then(answer, () => response.destroy());
}

export interface Running {
  readonly port: number;
  readonly seen: Recording;
  readonly proxy: ProxyServer;
}

/** A proxy with one route. */
export async function proxyWith(options: StaticOptions): Promise<Running> {
  const seen = recording();
  const proxy = await startProxy(staticRuntime(options), seen);
  endLater(() => proxy.destroy());
  return { port: proxy.ports[0] ?? 0, seen, proxy };
}

export interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly trailers: NodeJS.Dict<string>;
  readonly body: string;
}

export interface AskOptions {
  readonly port: number;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** One request by Node's client, on a connection of its own. */
export function ask({ port, path = '/', method = 'GET', headers = {}, body }: AskOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers: { ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode: status = 0, headers, trailers } = response;
          resolve({ status, headers, trailers, body: Buffer.concat(chunks).toString() });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Waits until something is so. */
export async function eventually(holds: () => boolean, patienceMs = 3000): Promise<void> {
  const until = Date.now() + patienceMs;
  while (!holds()) {
    if (Date.now() > until) throw new Error('it did not come to be');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
