import { NoInputError, UnavailableError, UsageError } from '../model/errors.ts';
import { collectBytes } from './collect.ts';
import { MAX_REDIRECTS, MAX_REMOTE_BYTES, REMOTE_TIMEOUT_MS } from './limits.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const GONE: ReadonlySet<number> = new Set([404, 410]);

/** How long and how much; the defaults are those of `limits.ts`. */
export interface FetchOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

/**
 * The body at an https URL. Plain http is accepted from the loopback only. Throws UsageError for other URLs, NoInputError
 * when the server has nothing there, InputError when the body is too large, UnavailableError for the rest.
 */
export async function fetchBytes(url: string, options: FetchOptions): Promise<Uint8Array> {
  const timeoutMs = options.timeoutMs ?? REMOTE_TIMEOUT_MS;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await follow(url, signal);
    if (!response.body) return new Uint8Array();
    return await collectBytes(url, response.body, options.maxBytes ?? MAX_REMOTE_BYTES);
  } catch (error) {
    throw networkProblem(error, url, timeoutMs);
  }
}

async function follow(url: string, signal: AbortSignal): Promise<Response> {
  let at = parsed(url);
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const response = await fetch(at, { redirect: 'manual', signal, headers: { accept: 'application/yaml, */*' } });
    const location = response.headers.get('location');
    if (REDIRECTS.has(response.status) && location !== null) {
      // The body of a redirect is never read; without this the connection would stay open.
      await response.body?.cancel();
      at = parsed(new URL(location, at).href);
      continue;
    }
    if (response.status === 200) return response;
    await response.body?.cancel();
    throw statusProblem(response.status, at.href);
  }
  throw new UnavailableError('UNAVAILABLE_REDIRECTS', `"${url}" redirects more than ${MAX_REDIRECTS} times`);
}

function parsed(text: string): URL {
  if (!URL.canParse(text)) throw new UsageError('USAGE_URL', `"${text}" is not a URL`);
  const url = new URL(text);
  const allowed = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (allowed) return url;
  throw new UsageError('USAGE_URL', `"${text}" is not an https URL`, {
    hint: 'anybody on the way can change what plain http brings; use https, or download the file and check it',
  });
}

function statusProblem(status: number, url: string): Error {
  if (GONE.has(status))
    return new NoInputError('NO_INPUT_URL', `the server has nothing at "${url}" (status ${status})`);
  return new UnavailableError('UNAVAILABLE_URL', `the server answered ${status} for "${url}"`);
}

function networkProblem(error: unknown, url: string, timeoutMs: number): unknown {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new UnavailableError('UNAVAILABLE_TIMEOUT', `"${url}" did not arrive within ${timeoutMs / 1000} s`, {
      cause: error,
    });
  }
  // fetch reports every failure of the connection as a TypeError whose cause says what happened.
  if (error instanceof TypeError) {
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    return new UnavailableError('UNAVAILABLE_URL', `cannot read "${url}": ${reason}`, { cause: error });
  }
  return error;
}
