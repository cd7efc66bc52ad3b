/** Names of hosts: short ones made whole, wildcards compared. */

/** The domain of a cluster's services unless a mesh says otherwise. */
export const CLUSTER_DOMAIN = 'cluster.local';

/** The host of a Kubernetes service. */
export function serviceHost(name: string, namespace: string, domain: string = CLUSTER_DOMAIN): string {
  return `${name}.${namespace}.svc.${domain}`;
}

/**
 * The whole name of a host: one without a dot is a service in the namespace of the resource that names it. A resource that leaves
 * its host out has the empty one, as protobuf reads it.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/ (host)
 */
export function resolveHost(host: string | undefined, namespace: string, domain: string = CLUSTER_DOMAIN): string {
  if (host === undefined) return '';
  return host === '' || host.includes('.') || host.includes('*') ? host : serviceHost(host, namespace, domain);
}

/** Whether a host stands for many: `*`, `*.example.com`. */
export const isWildcard = (host: string): boolean => host.startsWith('*');

/** Whether every host of `inner` is one of `outer`; either may be a wildcard (`*`, `*.example.com`). Case counts. */
export function coversHost(outer: string, inner: string): boolean {
  if (!isWildcard(outer)) return outer === inner;
  const suffix = outer.slice(1);
  const of = isWildcard(inner) ? inner.slice(1) : inner;
  // `*.example.com` is not one of the hosts of itself with fewer labels: the suffix has to leave something for the star.
  return isWildcard(inner) ? of.endsWith(suffix) : of.length > suffix.length && of.endsWith(suffix);
}

/** Whether two hosts have a name in common. */
export function hostsOverlap(one: string, other: string): boolean {
  return coversHost(one, other) || coversHost(other, one);
}

/** The hosts both sides have in common: the narrower of each pair that overlaps, in the order of the first list. */
export function commonHosts(ones: readonly string[], others: readonly string[]): readonly string[] {
  const out = new Set<string>();
  for (const one of ones) {
    for (const other of others) {
      if (coversHost(one, other)) out.add(other);
      else if (coversHost(other, one)) out.add(one);
    }
  }
  return [...out];
}

/** Orders hosts from the most to the least specific: names before wildcards, longer wildcards before shorter ones. */
function bySpecificity(a: string, b: string): number {
  return Number(isWildcard(a)) - Number(isWildcard(b)) || (isWildcard(a) ? b.length - a.length : 0);
}

/** The most specific of the patterns that take the host; `undefined` when none does. */
export function mostSpecific<T>(items: Iterable<T>, host: string, hostOf: (item: T) => string): T | undefined {
  let best: T | undefined;
  for (const item of items) {
    if (coversHost(hostOf(item), host) && (best === undefined || bySpecificity(hostOf(item), hostOf(best)) < 0)) {
      best = item;
    }
  }
  return best;
}

/** Host and namespace of an entry `namespace/host`; without a namespace, or with `*`, it stands for all of them. */
export function splitNamespacedHost(entry: string): { readonly namespace: string; readonly host: string } {
  const slash = entry.indexOf('/');
  return slash < 0
    ? { namespace: '*', host: entry }
    : { namespace: entry.slice(0, slash), host: entry.slice(slash + 1) };
}
