/** The proxy on the way to an API server. */
import type { Cluster } from '@kubernetes/client-node/dist/config_types.js';
import { ConfigError } from '../model/errors.ts';
import type { Environment } from '../model/host.ts';

/** What the library goes through; a bare `socks` is its version 5. */
const PROTOCOLS = /^(?:https?|socks(?:4a?|5h?)?):$/;

/**
 * The proxy of the kubeconfig, else of the environment (of which the library knows nothing) unless it says to go without
 * one; `undefined` for none. Throws ConfigError for what the library cannot go through.
 *
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy
 */
export function proxyFor(server: URL, { proxyUrl }: Pick<Cluster, 'proxyUrl'>, env: Environment): URL | undefined {
  const text = proxyUrl || fromEnvironment(server, env);
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && PROTOCOLS.test(url.protocol)) return url;
  throw new ConfigError('CONFIG_PROXY', `"${text}" is no proxy meshctl can go through`, {
    hint: 'it takes http, https or socks5://HOST:PORT; unset the variable or the proxy-url to go without one',
  });
}

function fromEnvironment({ hostname, protocol }: URL, env: Environment): string | undefined {
  if (exempt(hostname, env['NO_PROXY'] ?? env['no_proxy'] ?? '')) return undefined;
  const variable = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  return env[variable] ?? env[variable.toLowerCase()];
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

function exempt(hostname: string, list: string): boolean {
  if (LOOPBACK.test(hostname)) return true;
  return list
    .split(',')
    .map((item) => item.trim().replace(/^\*?\./, ''))
    .some((item) => item === '*' || (item !== '' && (hostname === item || hostname.endsWith(`.${item}`))));
}
