import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { MeshctlError, NoInputError, UnavailableError, UsageError } from '../model/errors.ts';
import { collectBytes, moving } from './collect.ts';
import { ADMIN_TIMEOUT_MS, MAX_ADMIN_BYTES } from './limits.ts';
import { isSystemError } from './problems.ts';

/** Where an admin port is. */
export interface AdminAddress {
  readonly host: string;
  readonly port: number;
}

/** How long and how much; the defaults are those of `limits.ts`. */
export interface AdminOptions {
  readonly signal: AbortSignal;
  /** POST and PUT change something; default GET. */
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** The way there, where it is no connection to the address: a port of a pod. */
  readonly stream?: Duplex;
  /** What is sent, and as what; default JSON. */
  readonly body?: string;
  readonly contentType?: string;
}

const ADDRESS = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<host>[^:[\]/]+))?:(?<port>\d{1,5})$/;

/** Reads `HOST:PORT`, `[IPV6]:PORT` or `:PORT` (this machine). Throws UsageError for anything else. */
export function parseAdminAddress(text: string): AdminAddress {
  const { v6, host, port } = ADDRESS.exec(text)?.groups ?? {};
  const number = Number(port);
  if (port !== undefined && number >= 1 && number <= 65_535) return { host: v6 ?? host ?? '127.0.0.1', port: number };
  throw new UsageError('USAGE_ADMIN', `"${text}" is not HOST:PORT`, {
    hint: "Envoy's admin port is 15000 in a sidecar: kubectl port-forward POD 15000, then --admin localhost:15000",
  });
}

/**
 * What an admin port answers to a request for a page. Throws UnavailableError when nobody answers, or nothing comes for the
 * time-out; NoInputError for 404, InputError for a body that is too large.
 */
export async function fetchAdmin(address: AdminAddress, path: string, options: AdminOptions): Promise<Uint8Array> {
  const { timeoutMs = ADMIN_TIMEOUT_MS, maxBytes = MAX_ADMIN_BYTES } = options;
  const url = `http://${urlHost(address)}/${shownPath(path)}`;
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), timeoutMs);
  try {
    const signal = AbortSignal.any([options.signal, silence.signal]);
    const response = await send(address, path, { ...options, signal });
    if (!isSuccess(response)) {
      response.destroy();
      throw statusProblem(response.statusCode ?? 0, url);
    }
    return await collectBytes(url, moving(response, timer), maxBytes);
  } catch (error) {
    throw silence.signal.aborted ? slow(url, timeoutMs, error) : connectionProblem(error, url);
  } finally {
    clearTimeout(timer);
  }
}

/** A question longer than this tells a reader nothing. */
const SHOWN_QUERY = 60;

function shownPath(path: string): string {
  const [page = '', query = ''] = path.split('?');
  return query.length > SHOWN_QUERY ? page : path;
}

function urlHost({ host, port }: AdminAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function isSuccess({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

/**
 * node:http and not fetch: fetch refuses ports that browsers think unsafe, and an admin port may be any. It is loaded for the
 * first request: a screen is drawn before that.
 */
async function send(
  { host, port }: AdminAddress,
  path: string,
  { method = 'GET', signal, stream, body, contentType = 'application/json' }: AdminOptions,
): Promise<IncomingMessage> {
  const { request: httpRequest } = await import('node:http');
  return new Promise((resolve, reject) => {
    const way = stream ? { createConnection: () => stream } : { agent: false };
    const headers =
      body === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) };
    const request = httpRequest({ host, port, path: `/${path}`, method, signal, headers, ...way }, resolve);
    request.once('error', reject);
    request.end(body);
  });
}

function statusProblem(status: number, url: string): Error {
  if (status === 404) {
    return new NoInputError('NO_INPUT_ADMIN', `${url} does not exist (status 404)`, {
      hint: "is this Envoy's admin port? In a sidecar it is 15000; 15020 and 15021 belong to the agent",
    });
  }
  return new UnavailableError('UNAVAILABLE_ADMIN', `${url} answered with status ${status}`, {
    hint:
      status < 400
        ? 'this is no admin port: those send nobody elsewhere'
        : 'look at what answers there, and at its log',
  });
}

function slow(url: string, timeoutMs: number, cause: unknown): Error {
  return new UnavailableError('UNAVAILABLE_TIMEOUT', `${url} said nothing for ${timeoutMs / 1000} s`, {
    cause,
    hint: 'the proxy may be overloaded or stopped; see whether /ready answers',
  });
}

function connectionProblem(error: unknown, url: string): unknown {
  if (error instanceof MeshctlError || !(error instanceof Error && 'code' in error)) return error;
  const refused = isSystemError(error, 'ECONNREFUSED');
  // Node's word for a connection that ends in the middle of a body.
  const brokenOff = error.message === 'aborted';
  const what = brokenOff ? 'the answer broke off' : error.message;
  return new UnavailableError('UNAVAILABLE_ADMIN', `cannot ask ${url}: ${what}`, {
    cause: error,
    hint: refused
      ? 'nothing listens there; forward the port first: kubectl port-forward POD 15000'
      : 'look at the address, and at what stands between',
  });
}
