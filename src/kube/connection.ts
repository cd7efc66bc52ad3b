/** The connection to an API server: the library logs in and says what every request carries. */
import { Agent, type OutgoingHttpHeaders } from 'node:http';
import type { RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { Cluster, User } from '@kubernetes/client-node/dist/config_types.js';
import { fileProblem, isSystemError } from '../io/problems.ts';
import { ConfigError, MeshctlError, PermissionError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { asMap } from '../model/json.ts';
import { impersonationOf, userOf } from './credentials.ts';
import type { ContextEntry } from './kubeconfig.ts';
import { CONNECT_TIMEOUT_MS, MAX_CONNECTIONS } from './limits.ts';
import type { ClusterFlags } from './locate.ts';
import { proxyFor } from './proxy.ts';

/** What every request carries. */
export interface Carried extends RequestOptions {
  readonly headers: OutgoingHttpHeaders;
}

/** What it takes to send requests to an API server. */
export interface Connection {
  readonly server: URL;
  /** Certificates, headers and the agent. */
  readonly carried: Carried;
  /** The same for what the library sends. */
  readonly config: KubeConfig;
  /** Lets go of idle connections. */
  readonly close: () => void;
}

/** The library would log in, and open connections of its own, for every stream. */
class LoggedIn extends KubeConfig {
  readonly #options: RequestOptions;

  constructor(cluster: Cluster, options: RequestOptions) {
    super();
    this.loadFromClusterAndUser(cluster, { name: 'logged-in' });
    this.#options = options;
  }

  override applyToHTTPSOptions(options: object): Promise<void> {
    Object.assign(options, this.#options);
    return Promise.resolve();
  }
}

/**
 * Reads certificates and logs in, as a context says; opens no connection yet. Throws ConfigError, PermissionError or
 * UnavailableError when the login fails, NoInputError for files that are not there.
 */
export async function connectionTo(context: ContextEntry, flags: ClusterFlags, host: Host): Promise<Connection> {
  const { server, cluster } = clusterOf(context, host);
  const config = new KubeConfig();
  config.loadFromClusterAndUser(cluster, userOf(context, flags));
  const { exec } = context.user ?? {};
  if (exec && !context.user?.token) {
    const { execAuthenticator } = await import('./exec-login.ts');
    config.addAuthenticator(execAuthenticator(exec, { cluster, folder: context.extras?.folder ?? '', host }));
  }
  const options = await logIn(config);
  const agent = keptOpen(options.agent);
  const headers = { ...trimmed(options.headers), ...impersonationOf(context, flags), 'user-agent': 'meshctl' };
  const carried = { ...options, ...certificateOf(server, cluster), agent, headers };
  return { server, carried, config: new LoggedIn(cluster, carried), close: () => agent.destroy() };
}

/** The cluster as the library takes it: with the proxy on the way. */
function clusterOf(
  { name, cluster }: ContextEntry,
  { env }: Host,
): { readonly server: URL; readonly cluster: Cluster } {
  if (!cluster) throw new ConfigError('CONFIG_SERVER', `the context "${name}" has no cluster`);
  const server = URL.canParse(cluster.server) ? new URL(cluster.server) : undefined;
  if (!server || !/^https?:$/.test(server.protocol)) {
    throw new ConfigError('CONFIG_SERVER', `the kubeconfig's server "${cluster.server}" is no https or http address`);
  }
  const { caFile, caData, proxyUrl: _, skipTLSVerify, ...rest } = cluster;
  const proxy = proxyFor(server, cluster, env);
  return {
    server,
    cluster: {
      ...rest,
      // The library prefers the file; as kubectl reads kubeconfigs, data beside its name counts.
      ...(caData ? { caData } : caFile && { caFile }),
      // The library refuses http unless nothing is to be verified; with http there is nothing.
      skipTLSVerify: skipTLSVerify || server.protocol === 'http:',
      ...(proxy && { proxyUrl: proxy.href }),
    },
  };
}

async function logIn(config: KubeConfig): Promise<RequestOptions> {
  const proxyUrl = config.getCurrentCluster()?.proxyUrl ?? '';
  // A time limit for proxies is one for the silence of a connection where it goes through SOCKS.
  const options: RequestOptions = proxyUrl.startsWith('http') ? { timeout: CONNECT_TIMEOUT_MS } : {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw loginProblem(error, config.getCurrentUser());
  }
  const { timeout: _, ...rest } = options;
  return rest;
}

/** Through SOCKS the library forgets which address the certificate is to be for, and asks for one of `localhost`. */
function certificateOf(
  server: URL,
  { proxyUrl = '', tlsServerName }: Cluster,
): Pick<RequestOptions, 'checkServerIdentity'> {
  const host = server.hostname.replace(/^\[|\]$/g, '');
  if (!proxyUrl.startsWith('socks') || tlsServerName || isIP(host) === 0) return {};
  return { checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate) };
}

function loginProblem(error: unknown, user: User | null): unknown {
  if (error instanceof MeshctlError || !(error instanceof Error)) return error;
  if (isSystemError(error) && error.path !== undefined) return fileProblem(error, 'read', error.path);
  if (asMap(user?.authProvider)['name'] !== 'oidc') return error;
  return new PermissionError(
    'NO_PERM_LOGIN',
    `the OpenID provider of the kubeconfig gives no token: ${error.message}`,
    {
      cause: error,
      hint: 'log in again with the tool that wrote the kubeconfig',
    },
  );
}

/** The library's agents close a connection after one answer; lists come in pages, and status asks hundreds of pods. */
function keptOpen(agent: RequestOptions['agent']): Agent {
  if (!(agent instanceof Agent)) throw new TypeError('the library has made no agent');
  return Object.assign(agent, { keepAlive: true, maxSockets: MAX_CONNECTIONS });
}

/** A token's file may end with a line feed, which no header may have; the library hands it on. */
function trimmed(headers: RequestOptions['headers'] = {}): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]),
  );
}
