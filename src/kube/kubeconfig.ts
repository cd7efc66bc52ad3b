/** kubeconfig files: which cluster, as whom. */
import { isAbsolute, join } from 'node:path';
import { asList, asMap, asString, type JsonMap } from '../model/json.ts';

/** A kubeconfig as it was read, and the folder its file names start from. */
export interface ConfigFile {
  readonly name: string;
  readonly folder: string;
  readonly content: JsonMap;
}

/** How an API server is reached. */
export interface ClusterEntry {
  readonly server: string;
  /** Names of files are absolute. */
  readonly caFile: string | undefined;
  /** Base64. */
  readonly caData: string | undefined;
  readonly serverName: string | undefined;
  readonly insecure: boolean;
  readonly proxyUrl: string | undefined;
}

/** A program that logs the user in. */
export interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint: string | undefined;
  /** The program is told about the cluster. */
  readonly wantsCluster: boolean;
  /** The program may ask a person at the terminal. */
  readonly mayAsk: boolean;
}

/** Whom the API server is to take the user for. */
export interface Impersonation {
  readonly user: string | undefined;
  readonly uid: string | undefined;
  readonly groups: readonly string[];
}

/** Who the user is. */
export interface UserEntry {
  readonly name: string;
  readonly certFile: string | undefined;
  readonly certData: string | undefined;
  readonly keyFile: string | undefined;
  readonly keyData: string | undefined;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly exec: ExecEntry | undefined;
  /** An `auth-provider`, the way before `exec`. */
  readonly provider: { readonly name: string; readonly config: JsonMap } | undefined;
  readonly as: Impersonation;
}

/** A context: a cluster, a user and a namespace. */
export interface ContextEntry {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly cluster: ClusterEntry | undefined;
  readonly user: UserEntry | undefined;
}

/** Some kubeconfigs taken together. */
export interface KubeConfig {
  readonly current: string | undefined;
  readonly contexts: readonly string[];
  /** The context of a name; `undefined` when there is none. Its cluster and user are `undefined` when they are not described. */
  readonly context: (name: string) => ContextEntry | undefined;
}

/**
 * Kubeconfigs taken together: of several entries with one name, and of several current contexts, the first counts.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 */
export function mergeConfigs(files: readonly ConfigFile[]): KubeConfig {
  const currents = files.map(({ content }) => asString(content['current-context'])).filter(Boolean);
  return {
    current: currents[0],
    contexts: files.flatMap(({ content }) =>
      asList(content['contexts']).flatMap((item) => asString(asMap(item)['name']) ?? []),
    ),
    context(name) {
      const found = named(files, 'contexts', name);
      if (!found) return undefined;
      const context = asMap(found.item['context']);
      return {
        name,
        namespace: asString(context['namespace']) || undefined,
        cluster: clusterOf(files, asString(context['cluster']) ?? ''),
        user: userOf(files, asString(context['user']) ?? ''),
      };
    },
  };
}

interface Found {
  readonly item: JsonMap;
  readonly folder: string;
}

function named(files: readonly ConfigFile[], list: string, name: string): Found | undefined {
  for (const { content, folder } of files) {
    const item = asList(content[list]).find((entry) => asMap(entry)['name'] === name);
    if (item !== undefined) return { item: asMap(item), folder };
  }
  return undefined;
}

function absolute(folder: string, file: unknown): string | undefined {
  const name = asString(file);
  if (name === undefined || name === '') return undefined;
  return isAbsolute(name) ? name : join(folder, name);
}

function filled(value: unknown): string | undefined {
  return asString(value) || undefined;
}

function clusterOf(files: readonly ConfigFile[], name: string): ClusterEntry | undefined {
  const found = named(files, 'clusters', name);
  if (!found) return undefined;
  const cluster = asMap(found.item['cluster']);
  return {
    server: asString(cluster['server']) ?? '',
    caFile: absolute(found.folder, cluster['certificate-authority']),
    caData: filled(cluster['certificate-authority-data']),
    serverName: filled(cluster['tls-server-name']),
    insecure: cluster['insecure-skip-tls-verify'] === true,
    proxyUrl: filled(cluster['proxy-url']),
  };
}

function userOf(files: readonly ConfigFile[], name: string): UserEntry | undefined {
  const found = named(files, 'users', name);
  if (!found) return undefined;
  const user = asMap(found.item['user']);
  const provider = asMap(user['auth-provider']);
  return {
    name,
    certFile: absolute(found.folder, user['client-certificate']),
    certData: filled(user['client-certificate-data']),
    keyFile: absolute(found.folder, user['client-key']),
    keyData: filled(user['client-key-data']),
    token: filled(user['token']),
    tokenFile: absolute(found.folder, user['tokenFile']),
    username: filled(user['username']),
    password: filled(user['password']),
    exec: user['exec'] ? execOf(asMap(user['exec']), found.folder) : undefined,
    provider: provider['name'] ? { name: String(provider['name']), config: asMap(provider['config']) } : undefined,
    as: {
      user: filled(user['as']),
      uid: filled(user['as-uid']),
      groups: asList(user['as-groups']).map(String),
    },
  };
}

function execOf(exec: JsonMap, folder: string): ExecEntry {
  const command = asString(exec['command']) ?? '';
  return {
    apiVersion: asString(exec['apiVersion']) ?? 'client.authentication.k8s.io/v1',
    // A bare word is looked for on the PATH; with a slash in it, it starts from the kubeconfig.
    command: command.includes('/') && !isAbsolute(command) ? join(folder, command) : command,
    args: asList(exec['args']).map(String),
    env: Object.fromEntries(
      asList(exec['env']).map((item) => [String(asMap(item)['name']), String(asMap(item)['value'] ?? '')]),
    ),
    installHint: filled(exec['installHint']),
    wantsCluster: exec['provideClusterInfo'] === true,
    mayAsk: exec['interactiveMode'] !== 'Never',
  };
}
