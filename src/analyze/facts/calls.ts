/** Which hosts workloads seem to call, as their settings tell. */
import type { Path } from '../../model/diagnostic.ts';
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

/** A text, and the field it stands in. */
interface TextAt {
  readonly text: string;
  readonly path: Path;
}

/** The texts by which an application may learn of hosts. */
function* textsOf(pod: AnalyzedResource): Generator<TextAt> {
  for (const [index, container] of containers(podParts(pod).spec).entries()) {
    const at: Path = ['spec', 'containers', index];
    for (const [each, item] of asList(container['env']).entries())
      yield { text: asString(asMap(item)['value']) ?? '', path: [...at, 'env', each, 'value'] };
    for (const field of ['command', 'args'])
      for (const [each, item] of asList(container[field]).entries())
        yield { text: asString(item) ?? '', path: [...at, field, each] };
  }
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

/** A call a workload seems to make. */
export interface Call {
  /** The whole name of the host. */
  readonly host: string;
  readonly known: KnownHost;
  /** As the settings say it, or as the scheme of a URL does; `undefined` where neither does. */
  readonly port: number | undefined;
  /** The field of the pod that names the host. */
  readonly path: Path;
}

const SCHEME_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

function portIn(text: string): number | undefined {
  const [, scheme = '', port] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?[^/:]+(?::(\d+))?/i.exec(text) ?? [];
  return port === undefined ? SCHEME_PORTS[scheme.toLowerCase()] : Number(port);
}

/** The calls a pod seems to make of hosts that are known. */
export function* callsOf(pod: AnalyzedResource, context: Context): Generator<Call> {
  const hosts = context.derive(knownHosts);
  for (const { text, path } of textsOf(pod)) {
    const host = nameIn(text, pod.namespace);
    const known = host === undefined ? undefined : hosts.find(host, pod.namespace);
    if (host !== undefined && known) yield { host, known, port: portIn(text), path };
  }
}

/** The known hosts a pod seems to call, by their whole names. */
export function calledHosts(pod: AnalyzedResource, context: Context): ReadonlyMap<string, KnownHost> {
  return new Map([...callsOf(pod, context)].map(({ host, known }) => [host, known]));
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
