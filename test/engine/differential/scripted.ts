/** A server that answers as each request asks for, try by try, and remembers what came. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Which case a request belongs to; tries of it have the same. */
export const CASE = 'x-case';
/** What each try is answered with, separated by commas: a status, or `reset`; the last one stays. */
export const SCRIPT = 'x-script';

/** A request that came. */
export interface Try {
  readonly upstream: string;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly attempt: string;
  readonly bodyLength: number;
}

/** The servers of one engine. */
export interface Scripted {
  readonly name: string;
  readonly port: number;
  /** What came of a case, in order. */
  readonly tries: (id: string) => readonly Try[];
  readonly stop: () => Promise<void>;
}

const text = (value: string | readonly string[] | undefined): string => String(value ?? '');

interface Serving {
  readonly upstream: string;
  readonly connection: string;
  readonly tries: Map<string, Try[]>;
}

async function answer(
  { upstream, connection, tries }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let bodyLength = 0;
  // The stream of a request gives buffers, as no encoding is set.
  for await (const chunk of request as AsyncIterable<Buffer>) bodyLength += chunk.length;
  const { method = '', url = '', headers } = request;
  const id = text(headers[CASE]);
  const known = tries.get(id) ?? [];
  const attempt = text(headers['x-envoy-attempt-count']);
  tries.set(id, [...known, { upstream, method, path: url, host: headers.host ?? '', attempt, bodyLength }]);
  const script = text(headers[SCRIPT]).split(',');
  const wanted = script[Math.min(known.length, script.length - 1)] ?? '200';
  if (wanted === 'reset') {
    request.socket.destroy();
    return;
  }
  response.writeHead(Number(wanted), {
    connection,
    'content-length': 0,
    'x-try': String(known.length + 1),
    'x-by': upstream,
  });
  response.end();
}

/** Starts a server. With `close` every try has a connection of its own: on one that was used before a reset may mean nothing. */
export async function startScripted(upstream: string, connection: 'close' | 'keep-alive' = 'close'): Promise<Scripted> {
  const tries = new Map<string, Try[]>();
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    answer({ upstream, connection, tries }, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server on a TCP port has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    name: upstream,
    port,
    tries: (id) => tries.get(id) ?? [],
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
