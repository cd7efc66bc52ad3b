/** The settings an injector webhook's URL path may carry. */

const NAMES: Readonly<Record<string, string>> = { cluster: 'ISTIO_META_CLUSTER_ID', net: 'ISTIO_META_NETWORK' };
const OLD_SEPARATOR = ':ENV:';

const variable = (key: string): string => NAMES[key] ?? key.toUpperCase();

/** The environment variables in a path such as `/inject/cluster/c1/net/n1` or `/inject/:ENV:cluster=c1`; an odd last key is dropped. */
export function parseInjectPath(path: string): Readonly<Record<string, string>> {
  const out: Record<string, string> = {};
  const rest = path.replace(/\/+$/, '').split('/').slice(2);
  if (rest[0]?.startsWith(OLD_SEPARATOR)) {
    for (const pair of rest.join('/').split(OLD_SEPARATOR)) {
      const [key = '', ...value] = pair.split('=');
      if (key !== '' && value.length > 0) out[variable(key)] = value.join('=');
    }
    return out;
  }
  for (let at = 0; at + 1 < rest.length; at += 2) {
    const key = rest[at] ?? '';
    const value = rest[at + 1] ?? '';
    if (key !== '' && value !== '') out[variable(key)] = value.replaceAll('--slash--', '/');
  }
  return out;
}
