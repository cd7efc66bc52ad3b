/** Requests to an API server: each has its time, its size and an end. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { collectBytes, moving } from '../io/collect.ts';
import { UnavailableError } from '../model/errors.ts';
import type { Connection } from './connection.ts';
import { API_TIMEOUT_MS, MAX_RESPONSE_BYTES, MAX_RETRY_MS, MAX_TRIES } from './limits.ts';
import { connectionProblem, statusProblem } from './problems.ts';

/** How a request is sent. */
export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Default `application/json`. */
  readonly contentType?: string;
  readonly accept?: string;
  /** Without anything arriving; default {@link API_TIMEOUT_MS}. */
  readonly timeoutMs?: number;
}

/** A request and when it is to end. */
export interface Call {
  readonly path: string;
  readonly options: RequestOptions;
  readonly signal: AbortSignal;
}

/** Asks again, a few times, where the API server is busy and says when to come back. */
export async function askPatiently(connection: Connection, call: Call): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    const answer = await ask(connection, call);
    if (!('retryAfterMs' in answer)) return answer.value;
    if (tries >= MAX_TRIES) throw answer.problem;
    await sleep(Math.min(answer.retryAfterMs, MAX_RETRY_MS), undefined, { signal: call.signal });
  }
}

type Answer = { readonly value: unknown } | { readonly retryAfterMs: number; readonly problem: Error };

/** Statuses that are for later, when there is a `Retry-After` (RFC 9110 section 10.2.3). */
const LATER: ReadonlySet<number> = new Set([429, 503]);

function later({ statusCode = 0, headers }: IncomingMessage): number | undefined {
  const seconds = Number(headers['retry-after']);
  return LATER.has(statusCode) && Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

async function ask(connection: Connection, { path, options, signal }: Call): Promise<Answer> {
  const { method = 'GET', timeoutMs = API_TIMEOUT_MS } = options;
  const asked = { server: connection.server.origin, method, path };
  const silence = new AbortController();
  const expire = (): void => silence.abort(new DOMException('nothing arrived', 'TimeoutError'));
  const timer = setTimeout(expire, timeoutMs);
  try {
    const response = await send(connection, { path, options, signal: AbortSignal.any([signal, silence.signal]) });
    const body = await collectBytes(path, moving(response, timer), MAX_RESPONSE_BYTES);
    const text = Buffer.from(body).toString('utf8');
    const { statusCode: status = 0 } = response;
    const isRefused = status < 200 || status >= 300;
    const retryAfterMs = later(response);
    if (isRefused && retryAfterMs !== undefined) return { retryAfterMs, problem: statusProblem(status, text, asked) };
    if (isRefused) throw statusProblem(status, text, asked);
    return { value: text === '' ? undefined : parsed(text, asked.server) };
  } catch (error) {
    signal.throwIfAborted();
    throw connectionProblem(silence.signal.aborted ? silence.signal.reason : error, asked);
  } finally {
    clearTimeout(timer);
  }
}

function parsed(text: string, server: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnavailableError('UNAVAILABLE_API', `${server} answered with something else than JSON`, {
      cause,
      hint: 'is the server in the kubeconfig an API server, and nothing that stands in front of it?',
    });
  }
}

function send(connection: Connection, { path, options, signal }: Call): Promise<IncomingMessage> {
  const { server, carried } = connection;
  const { method = 'GET', query = {}, body, contentType = 'application/json', accept = 'application/json' } = options;
  const content = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const open = server.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = open(
      {
        ...carried,
        host: server.hostname.replace(/^\[|\]$/g, ''),
        port: server.port || (server.protocol === 'https:' ? 443 : 80),
        path: urlPath(server, path, query),
        method,
        signal,
        headers: {
          ...carried.headers,
          accept,
          ...(content !== undefined && { 'content-type': contentType, 'content-length': Buffer.byteLength(content) }),
        },
      },
      resolve,
    );
    outgoing.once('error', reject);
    outgoing.end(content);
  });
}

/** The path of a request on a server that may itself stand below a path (`https://host/k8s/clusters/c-1`). */
function urlPath(server: URL, path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const words = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return `${server.pathname.replace(/\/$/, '')}${path}${words.length > 0 ? `?${words.join('&')}` : ''}`;
}
