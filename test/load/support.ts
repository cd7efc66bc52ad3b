import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type LoadPlan, type RequestParts, type Target, targetOf } from '../../src/load/plan.ts';

/** A server that answers so; gone when the test is over. Gives its URL. */
export async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server on a TCP port has an address of this form.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** The same with bare connections. */
export async function accepting(onSocket: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A target that has to be one. */
export function target(url: string, parts: Partial<RequestParts> = {}): Target {
  const made = targetOf(url, { method: 'GET', headers: [], body: Buffer.alloc(0), ...parts });
  if (made === undefined) throw new Error(`${url} is no URL`);
  return made;
}

/** A plan for these URLs: ten requests on one connection. */
export function plan(urls: readonly string[], more: Partial<LoadPlan> = {}): LoadPlan {
  return {
    targets: urls.map((url) => target(url)),
    durationMs: 5000,
    requests: 10,
    connections: 1,
    timeoutMs: 2000,
    by: 'x-served-by',
    verify: true,
    ...more,
  };
}
