/** kubeconfig files: which cluster, as whom. The library reads their entries; here they are taken together. */
import { isAbsolute, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import {
  ActionOnInvalid,
  type Cluster,
  newClusters,
  newContexts,
  newUsers,
  type User,
} from '@kubernetes/client-node/dist/config_types.js';
import { asList, asMap, asString, type JsonMap } from '../model/json.ts';

/** A kubeconfig as it was read, and the folder its file names start from. */
export interface ConfigFile {
  readonly name: string;
  readonly folder: string;
  readonly content: JsonMap;
}

/** Whom the API server is to take the user for, besides the user's name. */
export interface Impersonation {
  readonly uid: string | undefined;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** What a kubeconfig says of a user and the library does not read. */
export interface UserExtras {
  /** Where relative names start from. */
  readonly folder: string;
  /** Absolute. */
  readonly tokenFile: string | undefined;
  readonly as: Impersonation;
}

/** A context: a cluster, a user and a namespace. Names of files are absolute. */
export interface ContextEntry {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly cluster: Cluster | undefined;
  readonly user: User | undefined;
  readonly extras: UserExtras | undefined;
}

/** Some kubeconfigs taken together. */
export interface MergedConfig {
  readonly current: string | undefined;
  readonly contexts: readonly string[];
  /** The context of a name; `undefined` when there is none. Its cluster and user are `undefined` when they are not described. */
  readonly context: (name: string) => ContextEntry | undefined;
}

/**
 * Kubeconfigs taken together: of several entries with one name, and of several current contexts, the first counts. The
 * library refuses the former and takes the last of the latter. Entries that lack what makes them one are left out.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 */
export function mergeConfigs(files: readonly ConfigFile[]): MergedConfig {
  const merged = new KubeConfig();
  const extras = new Map<string, UserExtras>();
  for (const file of files) {
    const one = configOf(file);
    for (const cluster of one.clusters) if (!merged.getCluster(cluster.name)) merged.addCluster(cluster);
    for (const context of one.contexts) if (!merged.getContextObject(context.name)) merged.addContext(context);
    for (const user of one.users) {
      if (merged.getUser(user.name)) continue;
      merged.addUser(user);
      extras.set(user.name, extrasOf(user.name, file));
    }
    merged.currentContext ||= one.currentContext;
  }
  return view(merged, extras);
}

/** What a pod is given to ask the cluster it runs in. */
export function podConfig(): MergedConfig {
  const config = new KubeConfig();
  config.loadFromCluster();
  return view(config, new Map());
}

function configOf({ content, folder }: ConfigFile): KubeConfig {
  const options = { onInvalidEntry: ActionOnInvalid.FILTER };
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: newClusters(content['clusters'], options),
    contexts: newContexts(content['contexts'], options),
    users: newUsers(content['users'], options),
    currentContext: asString(content['current-context']),
  });
  config.makePathsAbsolute(folder);
  return config;
}

function extrasOf(name: string, { content, folder }: ConfigFile): UserExtras {
  const entry = asList(content['users']).find((item) => asMap(item)['name'] === name);
  const user = asMap(asMap(entry)['user']);
  const tokenFile = asString(user['tokenFile']);
  const extra = Object.entries(asMap(user['as-user-extra'])).map(([key, values]) => [key, asList(values).map(String)]);
  return {
    folder,
    tokenFile: tokenFile ? absolute(folder, tokenFile) : undefined,
    as: {
      uid: asString(user['as-uid']) || undefined,
      groups: asList(user['as-groups']).map(String),
      extra: Object.fromEntries(extra),
    },
  };
}

/** The name of a file that stands in a kubeconfig of `folder`. */
export function absolute(folder: string, name: string): string {
  return isAbsolute(name) ? name : join(folder, name);
}

function view(config: KubeConfig, extras: ReadonlyMap<string, UserExtras>): MergedConfig {
  return {
    current: config.getCurrentContext() || undefined,
    contexts: config.getContexts().map(({ name }) => name),
    context(name) {
      const context = config.getContextObject(name);
      if (!context) return undefined;
      return {
        name,
        namespace: context.namespace?.trim() || undefined,
        cluster: config.getCluster(context.cluster) ?? undefined,
        user: config.getUser(context.user) ?? undefined,
        extras: extras.get(context.user),
      };
    },
  };
}
