/** The ports of the proxy itself: pages are answered by a function. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isSystemError } from '../../io/problems.ts';
import { PermissionError, UnavailableError } from '../../model/errors.ts';
import { type AdminAnswer, type AdminRequest, textAnswer } from '../../proxy/admin/answer.ts';
import { addressText, type PortAddress } from './addresses.ts';

/** What a command of the admin port may bring along. */
const MAX_BODY_BYTES = 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;

/** What a port answers to a request. */
export type Answering = (request: AdminRequest) => AdminAnswer | Promise<AdminAnswer>;

/** A port that answers. */
export interface HttpPort {
  readonly at: PortAddress;
  close(): void;
}

/** Reads a body nobody needs; false when there is too much of it. */
async function swallow(request: IncomingMessage): Promise<boolean> {
  let size = 0;
  for await (const chunk of request) {
    size += Buffer.isBuffer(chunk) ? chunk.length : 0;
    if (size > MAX_BODY_BYTES) return false;
  }
  return true;
}

async function respond(request: IncomingMessage, response: ServerResponse, answering: Answering): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  const [path = '/', ...rest] = url.split('?');
  const small = await swallow(request);
  const query = new URLSearchParams(rest.join('?'));
  const { status, contentType, body } = small
    ? await answering({ method, path, query, host: headers.host ?? '' })
    : textAnswer('the body is too large\n', 413);
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-cache, max-age=0',
    'x-content-type-options': 'nosniff',
    ...(small ? {} : { connection: 'close' }),
  });
  response.end(method === 'HEAD' ? undefined : body);
}

function bindProblem(error: unknown, at: PortAddress): unknown {
  if (!isSystemError(error)) return error;
  const { code = error.message } = error;
  if (code === 'EACCES' || code === 'EPERM') {
    return new PermissionError('NO_PERM_LISTEN', `not allowed to listen on ${addressText(at)}`, { cause: error });
  }
  const what = code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${code})`;
  return new UnavailableError('UNAVAILABLE_ADDRESS', `${addressText(at)} ${what}`, { cause: error });
}

function boundTo(server: Server, { address }: PortAddress): PortAddress {
  const bound = server.address();
  return { address, port: typeof bound === 'object' && bound !== null ? bound.port : 0 };
}

/**
 * Opens a port.
 * @throws UnavailableError or PermissionError when the address cannot be had.
 */
export async function openPort(at: PortAddress, answering: Answering): Promise<HttpPort> {
  const server = createServer((request, response) => {
    respond(request, response, answering).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.listen({ host: at.address, port: at.port });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw bindProblem(error, at);
  }
  return {
    at: boundTo(server, at),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
