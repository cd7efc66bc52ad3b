/** A snapshot as the files an Envoy follows: what changes in one of them is taken over without a restart. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isMap, type JsonMap } from '../model/json.ts';
import { inlineRoutes } from '../xds/bootstrap.ts';
import type { Snapshot } from '../xds/snapshot.ts';

/** What of a snapshot an Envoy is told. */
export type Resources = Pick<Snapshot, 'listeners' | 'routes' | 'clusters' | 'secrets'>;

/** One file: a list of resources of one type, under the version that stands for its content. */
export interface ResourceFile {
  readonly name: string;
  readonly version: string;
  readonly text: string;
}

/** The files of a snapshot, by what reads them; those of routes and secrets are in the order of the snapshot. */
export interface ResourceFiles {
  readonly clusters: ResourceFile;
  readonly listeners: ResourceFile;
  readonly routes: readonly ResourceFile[];
  readonly secrets: readonly ResourceFile[];
}

const CLUSTERS = 'clusters.json';
const LISTENERS = 'listeners.json';

const CONFIG = 'type.googleapis.com/envoy.config';
const TYPES = {
  cluster: `${CONFIG}.cluster.v3.Cluster`,
  listener: `${CONFIG}.listener.v3.Listener`,
  route: `${CONFIG}.route.v3.RouteConfiguration`,
  secret: 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret',
} as const;

const STREAM_LOG = 'type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StdoutAccessLog';
const FILE_LOG = 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog';
const STDOUT = '/dev/stdout';

/** Where secrets are named, with one object or a list of them. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'tls_certificate_sds_secret_configs',
  'validation_context_sds_secret_config',
]);

/** Long enough that two contents with one digest do not happen. */
const VERSION_LENGTH = 16;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, VERSION_LENGTH);

/** Names of services hold characters that file systems do not; a digest holds none. */
const fileOf = (kind: string, name: string): string => `${kind}-${digest(name)}.json`;

function resourceFile(name: string, type: string, resources: readonly object[]): ResourceFile {
  const body = JSON.stringify(resources.map((resource) => ({ '@type': type, ...resource })));
  const version = digest(body);
  return { name, version, text: `{"version_info":"${version}","resources":${body}}` };
}

/** Where an Envoy reads resources from: a file of this folder. */
function followed(folder: string, file: string): JsonMap {
  return { path_config_source: { path: join(folder, file) }, resource_api_version: 'V3' };
}

/** Resources as Envoy is to have them: with the places of what they name in them, where those are files of a folder. */
class Places {
  readonly #folder: string;
  readonly #routes: ReadonlySet<string>;
  readonly #secrets: ReadonlySet<string>;

  constructor(folder: string, { routes, secrets }: Pick<Resources, 'routes' | 'secrets'>) {
    this.#folder = folder;
    this.#routes = new Set(routes.map(({ name = '' }) => name));
    this.#secrets = new Set(secrets.map(({ name }) => name));
  }

  /** A copy of any part of a resource. */
  in(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.in(item));
    if (!isMap(value)) return value;
    if (value['@type'] === FILE_LOG && value['path'] === STDOUT) {
      // Where standard output is a socket nobody can open its path; this logger writes to what is open already.
      const { path: _, ...rest } = value;
      return { ...rest, '@type': STREAM_LOG };
    }
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, this.#field(name, field)]));
  }

  #field(name: string, field: unknown): unknown {
    if (name === 'rds') return this.#place(field, { key: 'route_config_name', kind: 'routes', known: this.#routes });
    if (!SECRET_FIELDS.has(name)) return this.in(field);
    const place = (each: unknown) => this.#place(each, { key: 'name', kind: 'secret', known: this.#secrets });
    return Array.isArray(field) ? field.map(place) : place(field);
  }

  #place(
    field: unknown,
    { key, kind, known }: { readonly key: string; readonly kind: string; readonly known: ReadonlySet<string> },
  ): unknown {
    const name = isMap(field) ? field[key] : undefined;
    if (!isMap(field) || typeof name !== 'string' || !known.has(name)) return field;
    const source = kind === 'routes' ? 'config_source' : 'sds_config';
    return { ...field, [source]: followed(this.#folder, fileOf(kind, name)) };
  }
}

/** The copy of a resource is one again: only places were added. */
const placed = (places: Places, resource: object): object => ({ ...(places.in(resource) as object) });

/**
 * The files for a snapshot in this folder. Listeners do not share their ports with other processes: two proxies on one port
 * would each get some of the connections. Clusters of `kept` that the snapshot does not have are there as well, for routes
 * that are about to go.
 */
export function resourceFiles(folder: string, resources: Resources, kept: Resources['clusters'] = []): ResourceFiles {
  const places = new Places(folder, resources);
  const { listeners, routes, clusters, secrets } = resources;
  const names = new Set(clusters.map(({ name }) => name));
  const all = [...clusters, ...kept.filter(({ name }) => !names.has(name))];
  return {
    clusters: resourceFile(
      CLUSTERS,
      TYPES.cluster,
      all.map((cluster) => placed(places, cluster)),
    ),
    listeners: resourceFile(
      LISTENERS,
      TYPES.listener,
      listeners.map((listener) => ({ enable_reuse_port: false, ...placed(places, listener) })),
    ),
    routes: routes.map((route) => resourceFile(fileOf('routes', route.name ?? ''), TYPES.route, [route])),
    secrets: secrets.map((secret) => resourceFile(fileOf('secret', secret.name), TYPES.secret, [secret])),
  };
}

/** The same as one configuration, to be checked as a whole. */
export function staticConfiguration(identity: JsonMap, resources: Resources): JsonMap {
  const places = new Places('', { routes: [], secrets: [] });
  const { clusters, secrets } = resources;
  return { ...identity, static_resources: places.in({ listeners: inlineRoutes(resources), clusters, secrets }) };
}

/** What an Envoy is started with: who it is, where it is managed, and which files it follows. */
export function dynamicBootstrap(identity: JsonMap, folder: string, admin: JsonMap): JsonMap {
  return {
    ...identity,
    admin: { address: admin },
    dynamic_resources: { cds_config: followed(folder, CLUSTERS), lds_config: followed(folder, LISTENERS) },
  };
}
