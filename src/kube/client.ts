/** An API server as commands ask it: every request has its time, its size and an end. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { collectBytes } from '../io/collect.ts';
import { UnavailableError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { asList, asMap, asString, type JsonMap } from '../model/json.ts';
import { type Connection, connectionTo } from './connection.ts';
import { API_TIMEOUT_MS, MAX_OBJECTS, MAX_RESPONSE_BYTES, PAGE_SIZE } from './limits.ts';
import { type ClusterFlags, contextOf } from './locate.ts';
import { connectionProblem, statusProblem } from './problems.ts';
import { type ObjectPath, pathOf, type Resource } from './resources.ts';

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

/** A cluster that can be asked. */
export interface KubeClient {
  /** What messages call it. */
  readonly server: string;
  readonly context: string;
  /** The namespace of objects that are named without one: of the flags, else the context's, else `default`. */
  readonly namespace: string;
  readonly connection: Connection;
  readonly signal: AbortSignal;
  /** Where notices go while something is done. */
  readonly host: Host;
  /** The answer, parsed; `undefined` for an empty one. Throws as {@link statusProblem} and `connectionProblem` say. */
  readonly request: (path: string, options?: RequestOptions) => Promise<unknown>;
  /** Lets go of the connections. */
  readonly close: () => void;
}

/** The cluster the flags choose. Reads the kubeconfig and logs in; asks nothing yet. */
export async function connectCluster(flags: ClusterFlags, host: Host): Promise<KubeClient> {
  const context = await contextOf(flags, host);
  const connection = await connectionTo(context, flags, host);
  const { signal } = host;
  return {
    server: connection.server.href.replace(/\/$/, ''),
    context: context.name,
    namespace: flags.namespace || context.namespace || 'default',
    connection,
    signal,
    host,
    request: (path, options = {}) => ask(connection, { path, options, signal }),
    close: connection.close,
  };
}

/** Runs `work` with the cluster the flags choose, and lets go of it whatever happens. */
export async function withCluster<T>(
  flags: ClusterFlags,
  host: Host,
  work: (client: KubeClient) => Promise<T>,
): Promise<T> {
  const client = await connectCluster(flags, host);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

interface Call {
  readonly path: string;
  readonly options: RequestOptions;
  readonly signal: AbortSignal;
}

async function ask(connection: Connection, { path, options, signal }: Call): Promise<unknown> {
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
    if (status < 200 || status >= 300) throw statusProblem(status, text, asked);
    return text === '' ? undefined : parsed(text, asked.server);
  } catch (error) {
    signal.throwIfAborted();
    throw connectionProblem(silence.signal.aborted ? silence.signal.reason : error, asked);
  } finally {
    clearTimeout(timer);
  }
}

async function* moving(body: AsyncIterable<Uint8Array>, timer: NodeJS.Timeout): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    timer.refresh();
    yield chunk;
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
  const { server, agent, headers } = connection;
  const { method = 'GET', query = {}, body, contentType = 'application/json', accept = 'application/json' } = options;
  const content = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const open = server.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = open(
      {
        host: server.hostname.replace(/^\[|\]$/g, ''),
        port: server.port || (server.protocol === 'https:' ? 443 : 80),
        path: urlPath(server, path, query),
        method,
        agent,
        signal,
        headers: {
          ...mutable(headers),
          accept,
          'user-agent': 'meshctl',
          ...(content !== undefined && { 'content-type': contentType, 'content-length': Buffer.byteLength(content) }),
        },
      },
      resolve,
    );
    outgoing.once('error', reject);
    outgoing.end(content);
  });
}

/** Node's type for headers has lists that may be written to. */
export function mutable(headers: Connection['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}

/** The path of a request on a server that may itself stand below a path (`https://host/k8s/clusters/c-1`). */
export function urlPath(server: URL, path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const words = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return `${server.pathname.replace(/\/$/, '')}${path}${words.length > 0 ? `?${words.join('&')}` : ''}`;
}

/** Which objects of a kind. */
export interface ListOptions {
  /** All namespaces when it is left out. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/**
 * Every object of a kind that the selectors mean, page by page, each with its `apiVersion` and `kind` (in lists the API server
 * leaves them out). Throws UnavailableError for more than {@link MAX_OBJECTS}, and as {@link KubeClient.request} does.
 */
export async function listObjects(
  client: KubeClient,
  resource: Resource,
  { namespace, labelSelector, fieldSelector }: ListOptions = {},
): Promise<readonly JsonMap[]> {
  const path = pathOf(resource, namespace === undefined ? {} : { namespace });
  const objects: JsonMap[] = [];
  let next: string | undefined;
  do {
    const query = { labelSelector, fieldSelector, limit: String(PAGE_SIZE), continue: next };
    const page = asMap(await client.request(path, { query }));
    const { apiVersion, kind } = typeOf(page, resource);
    for (const item of asList(page['items'])) objects.push({ apiVersion, kind, ...asMap(item) });
    if (objects.length > MAX_OBJECTS) {
      throw new UnavailableError('UNAVAILABLE_LIST', `there are more than ${MAX_OBJECTS} ${resource.plural}`, {
        hint: 'ask for one namespace with -n',
      });
    }
    next = asString(asMap(page['metadata'])['continue']) || undefined;
  } while (next !== undefined);
  return objects;
}

function typeOf(
  page: JsonMap,
  { group, version, kind }: Resource,
): { readonly apiVersion: string; readonly kind: string } {
  const apiVersion = asString(page['apiVersion']) ?? (group === '' ? version : `${group}/${version}`);
  return { apiVersion, kind: asString(page['kind'])?.replace(/List$/, '') || kind };
}

/** One object. Throws NoInputError (see `isNotFound`) when it does not exist. */
export async function getObject(
  client: KubeClient,
  resource: Resource,
  path: ObjectPath & { readonly name: string },
): Promise<JsonMap> {
  return asMap(await client.request(pathOf(resource, path)));
}
