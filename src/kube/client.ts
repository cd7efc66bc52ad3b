/** An API server as commands ask it. */
import { UnavailableError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { asList, asMap, asString, type JsonMap } from '../model/json.ts';
import type { Connection } from './connection.ts';
import { MAX_OBJECTS, PAGE_SIZE } from './limits.ts';
import { type ClusterFlags, contextOf } from './locate.ts';
import { isExpired } from './problems.ts';
import { askPatiently, type RequestOptions } from './request.ts';
import { type ObjectPath, pathOf, type Resource } from './resources.ts';

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
  const { connectionTo } = await import('./connection.ts');
  const connection = await connectionTo(context, flags, host);
  const { signal } = host;
  return {
    server: connection.server.href.replace(/\/$/, ''),
    context: context.name,
    namespace: flags.namespace || context.namespace || 'default',
    connection,
    signal,
    host,
    request: (path, options = {}) => askPatiently(connection, { path, options, signal }),
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
  options: ListOptions = {},
): Promise<readonly JsonMap[]> {
  try {
    return await listPages(client, resource, { ...options, limit: String(PAGE_SIZE) });
  } catch (error) {
    // It took so long that the API server forgot the state the pages were of: all at once, then.
    if (!isExpired(error)) throw error;
    return listPages(client, resource, options);
  }
}

async function listPages(
  client: KubeClient,
  resource: Resource,
  { namespace, labelSelector, fieldSelector, limit }: ListOptions & { readonly limit?: string },
): Promise<readonly JsonMap[]> {
  const path = pathOf(resource, namespace === undefined ? {} : { namespace });
  const objects: JsonMap[] = [];
  let next: string | undefined;
  do {
    const query = { labelSelector, fieldSelector, limit, continue: next };
    const page = asMap(await client.request(path, { query }));
    const { apiVersion, kind } = typeOf(page, resource);
    for (const item of asList(page['items'])) objects.push({ apiVersion, kind, ...asMap(item) });
    if (objects.length > MAX_OBJECTS) throw tooMany(resource);
    next = asString(asMap(page['metadata'])['continue']) || undefined;
  } while (next !== undefined);
  return objects;
}

function tooMany({ plural }: Resource): UnavailableError {
  return new UnavailableError('UNAVAILABLE_LIST', `there are more than ${MAX_OBJECTS} ${plural}`, {
    hint: 'ask for one namespace with -n',
  });
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
