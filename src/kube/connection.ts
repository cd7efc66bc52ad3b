/** The connection to an API server: TLS, the proxy on the way, what every request carries. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import { ConfigError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { type Credentials, credentialsOf, material } from './credentials.ts';
import type { ClusterEntry, ContextEntry } from './kubeconfig.ts';
import type { ClusterFlags } from './locate.ts';
import { TunnelAgent } from './tunnel-agent.ts';

/** What it takes to send requests to an API server. */
export interface Connection {
  /** Without a slash at the end. */
  readonly server: URL;
  readonly agent: HttpAgent;
  readonly headers: Credentials['headers'];
  /** Lets go of idle connections. */
  readonly close: () => void;
}

/** Reads certificates and logs in, as a context says; opens no connection yet. */
export async function connectionTo(context: ContextEntry, flags: ClusterFlags, host: Host): Promise<Connection> {
  const cluster = context.cluster ?? noServer(context.name);
  const server = serverUrl(cluster.server);
  const credentials = await credentialsOf(context, flags, host);
  const ca = await material(cluster.caData, cluster.caFile, host);
  const tls: ConnectionOptions = {
    ...(ca && { ca }),
    ...(credentials.cert && { cert: credentials.cert }),
    ...(credentials.key && { key: credentials.key }),
    ...(cluster.serverName !== undefined && { servername: cluster.serverName }),
    ...(cluster.insecure && { rejectUnauthorized: false }),
  };
  const agent = agentFor(server, tls, proxyFor(server, cluster, host));
  return { server, agent, headers: credentials.headers, close: () => agent.destroy() };
}

function noServer(name: string): never {
  throw new ConfigError('CONFIG_SERVER', `the context "${name}" has no cluster`);
}

function serverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new ConfigError('CONFIG_SERVER', `the kubeconfig's server "${text}" is no https or http address`);
}

/** The proxy of the kubeconfig, else of the environment, unless it says to go without one. */
function proxyFor(server: URL, { proxyUrl }: ClusterEntry, { env }: Host): URL | undefined {
  const variable = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const fromEnv = exempt(server.hostname, env['NO_PROXY'] ?? env['no_proxy'] ?? '')
    ? undefined
    : (env[variable] ?? env[variable.toLowerCase()]);
  const text = proxyUrl ?? fromEnv;
  if (text === undefined || text === '') return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:') return url;
  throw new ConfigError('CONFIG_PROXY', `"${text}" is no proxy meshctl can go through`, {
    hint: 'it takes http://HOST:PORT; unset the variable or the proxy-url to go without one',
  });
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

function exempt(hostname: string, list: string): boolean {
  if (LOOPBACK.test(hostname)) return true;
  return list
    .split(',')
    .map((item) => item.trim().replace(/^\*?\./, ''))
    .some((item) => item === '*' || (item !== '' && (hostname === item || hostname.endsWith(`.${item}`))));
}

function agentFor(server: URL, tls: ConnectionOptions, proxy: URL | undefined): HttpAgent {
  const options = { keepAlive: true, maxSockets: 8 };
  if (server.protocol === 'http:') return new HttpAgent(options);
  return proxy ? new TunnelAgent(proxy, tls, options) : new HttpsAgent({ ...options, ...tls });
}
