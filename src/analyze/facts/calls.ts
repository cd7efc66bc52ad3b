/** Which hosts workloads seem to call, as their settings tell. */
import { asList, asMap, asString } from '../../model/json.ts';
import type { Context } from '../context.ts';
import type { AnalyzedResource } from '../resource.ts';
import { servicesOf } from './backends.ts';
import { type KnownHost, knownHosts, wholeHost } from './hosts.ts';
import { containers, podParts } from './membership.ts';

/** What may be the name of a host in the settings of an application: alone, in a URL, or before a port. */
const HOST = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*)(?::\d+)?(?:\/.*)?$/i;

/** Names without a dot are words; they count as hosts only where something marks them as such. */
const isMarked = (text: string): boolean => text.includes('://') || /:\d+(?:\/|$)/.test(text);

/** The texts by which an application may learn of hosts. */
function textsOf(pod: AnalyzedResource): readonly string[] {
  return containers(podParts(pod).spec).flatMap((container) => [
    ...asList(container['env']).map((item) => asString(asMap(item)['value']) ?? ''),
    ...['command', 'args'].flatMap((name) => asList(container[name]).map((item) => asString(item) ?? '')),
  ]);
}

/** The whole name of a service that is called by a shorter one. */
function nameIn(text: string, namespace: string): string | undefined {
  const host = HOST.exec(text)?.[1];
  if (host === undefined || (!host.includes('.') && !isMarked(text))) return undefined;
  const parts = host.split('.');
  if (parts.length === 1) return `${host}.${namespace}.svc.cluster.local`;
  return parts.length === 2 || (parts.length === 3 && parts[2] === 'svc')
    ? `${parts[0]}.${parts[1]}.svc.cluster.local`
    : host;
}

/** The known hosts a pod seems to call, by their whole names. */
export function calledHosts(pod: AnalyzedResource, context: Context): ReadonlyMap<string, KnownHost> {
  const hosts = context.derive(knownHosts);
  const out = new Map<string, KnownHost>();
  for (const text of textsOf(pod)) {
    const name = nameIn(text, pod.namespace);
    const known = name === undefined ? undefined : hosts.find(name, pod.namespace);
    if (name !== undefined && known) out.set(name, known);
  }
  return out;
}

/** Who calls a host, as far as settings tell: the hosts of the workloads that name it, by its whole name. */
export function callersOf(context: Context): ReadonlyMap<string, ReadonlySet<string>> {
  const out = new Map<string, Set<string>>();
  for (const pod of context.all('Pod')) {
    const called = calledHosts(pod, context);
    if (called.size === 0) continue;
    const own = servicesOf(pod, context).map(({ name, namespace }) => wholeHost(name, namespace));
    for (const host of called.keys()) {
      const callers = out.get(host) ?? new Set();
      out.set(host, callers);
      for (const caller of own) if (caller !== host) callers.add(caller);
    }
  }
  return out;
}
