/** Who the proxy says it is: its cluster, its network, and on OpenShift its user. */
import { asList, asMap, asString, entry, getIn, type JsonMap } from '../model/json.ts';
import type { InjectConfig } from './config.ts';
import { CLUSTER_ENV, NETWORK_ENV, NETWORK_LABEL, PROXY_UID } from './constants.ts';
import { mapProxy, nameOf, type Pod } from './pod.ts';

/** The variables forced onto the proxy, keys sorted; empty ones are absent. */
export function clusterEnv(pod: Pod, config: InjectConfig): Readonly<Record<string, string>> {
  const byValues = {
    [CLUSTER_ENV]: asString(getIn(config.values, ['global', 'multiCluster', 'clusterName'])) ?? '',
    [NETWORK_ENV]: asString(getIn(config.values, ['global', 'network'])) ?? '',
  };
  const all: Record<string, string> = { ...byValues, ...config.webhook?.pathEnv };
  const label = asString(entry(pod.metadata['labels'], NETWORK_LABEL));
  if (label) all[NETWORK_ENV] = label;
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, value]) => value !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The proxy with these variables at the end of its environment, whatever the template said of them. */
export function forceEnv(pod: Pod, variables: Readonly<Record<string, string>>): Pod {
  const names = Object.keys(variables);
  if (names.length === 0) return pod;
  return mapProxy(pod, (container) => ({
    ...container,
    env: [
      ...asList(container['env']).filter((item) => !names.includes(nameOf(item))),
      ...names.map((name) => ({ name, value: variables[name] })),
    ],
  }));
}

/** The last id of an OpenShift range: `start/size` or `start-end`, of which the first block counts. */
function lastId(range: string | undefined): number | undefined {
  const block = range?.split(',')[0] ?? '';
  const sized = /^([0-9]+)\/([0-9]+)$/.exec(block);
  if (sized) return Number(sized[1]) + Number(sized[2]) - 1;
  const spanned = /^([0-9]+)-([0-9]+)$/.exec(block);
  return spanned ? Number(spanned[2]) : undefined;
}

/** The user and group the proxy runs as: 1337, or on OpenShift the last of the namespace's ranges. */
export function proxyUser(
  namespace: JsonMap | undefined,
  openshift: boolean,
): { readonly uid: number; readonly gid: number } {
  if (!openshift) return { uid: PROXY_UID, gid: PROXY_UID };
  const annotations = asMap(getIn(namespace, ['metadata', 'annotations']));
  const uid = lastId(asString(annotations['openshift.io/sa.scc.uid-range']));
  const gid = lastId(asString(annotations['openshift.io/sa.scc.supplemental-groups'])) ?? uid;
  return { uid: uid ?? PROXY_UID, gid: gid ?? PROXY_UID };
}
