/** Which hosts are known, to whom, and with which ports. */
import type { PortFacts } from '../../mesh/protocol.ts';
import { asList, asMap, asString } from '../../model/json.ts';
import { nearest } from '../../model/suggest.ts';
import type { Context, Settings } from '../context.ts';
import type { AnalyzedResource } from '../resource.ts';

/** Name and namespace of a service. */
export interface ScopedName {
  readonly namespace: string;
  readonly name: string;
}

/** A port of a known host. */
export interface HostPort {
  readonly number: number;
  readonly name: string;
}

/** A host somebody declares. */
export interface KnownHost {
  readonly host: string;
  readonly ports: readonly HostPort[];
  readonly declaredBy: AnalyzedResource;
}

/** Visible to everybody. */
export const EVERYWHERE = '*';

/**
 * The whole name of a host as a resource in `namespace` means it. The domain is always that of Kubernetes' default: the mesh
 * config does not tell another one.
 */
export function wholeHost(host: string, namespace: string): string {
  return host.startsWith('*') || host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`;
}

const SERVICE_HOST = /^(.+)\.(.+)\.svc\.cluster\.local$/;

/** The service a host means: by its whole name, else a short name in `namespace`. */
export function serviceOf(host: string, namespace: string): ScopedName {
  const match = SERVICE_HOST.exec(host);
  return match ? { name: match[1] ?? '', namespace: match[2] ?? '' } : { name: host, namespace };
}

/** Whether two patterns of hosts have one in common; `*.example.com` is not `example.com`. */
export function hostsMatch(one: string, other: string): boolean {
  const [a, b] = [one.startsWith('*'), other.startsWith('*')];
  if (a && b) {
    const [short, long] = one.length < other.length ? [one, other] : [other, one];
    return long.slice(1).endsWith(short.slice(1));
  }
  if (a) return other.endsWith(one.slice(1));
  return b ? one.endsWith(other.slice(1)) : one === other;
}

/** The namespaces an `exportTo` names, `*` for all of them; none means all. */
export function scopesOf(exportTo: readonly string[] | undefined, namespace: string): readonly string[] {
  if (exportTo === undefined || exportTo.length === 0 || exportTo.includes(EVERYWHERE)) return [EVERYWHERE];
  return exportTo.map((scope) => (scope === '.' ? namespace : scope));
}

/** The annotation by which a Service says who sees it. */
const EXPORT_TO = 'networking.istio.io/exportTo';

function serviceScopes({ annotations, namespace }: AnalyzedResource): readonly string[] {
  const scopes = (annotations[EXPORT_TO] ?? '').split(',').map((scope) => scope.trim());
  return scopesOf(
    scopes.filter((scope) => scope !== ''),
    namespace,
  );
}

/** A Service by part of its whole name: the mesh takes that for a name outside of the cluster. */
const PART = /^([^.*]+)\.([^.*]+)(?:\.svc)?$/;

/** The known host that was probably meant by one nobody offers; `undefined` when none is like it. */
export function meantHost(host: string, namespace: string, context: Context): string | undefined {
  const names = context.derive(knownHosts).names();
  const [, name, space] = PART.exec(host) ?? [];
  const whole = `${name}.${space}.svc.cluster.local`;
  return names.includes(whole) ? whole : nearest(wholeHost(host, namespace), names);
}

/** Known hosts, by the namespace that sees them (`*` for all) and by name. */
export class KnownHosts {
  private readonly scopes = new Map<string, Map<string, KnownHost>>();
  /** Ends the names of Services, as hosts may write it. */
  private readonly domain: string;
  /** Those that begin with a star, again. */
  private readonly wildcards = new Map<string, Map<string, KnownHost>>();
  /** Whether what a rule's own namespace sees counts whomever the rule is exported to; the reference asks the others only. */
  private readonly seesOwn: boolean;

  constructor({ clusterDomain, view }: Pick<Settings, 'clusterDomain' | 'view'>) {
    this.domain = `.svc.${clusterDomain}`;
    this.seesOwn = view === 'own';
  }

  add(scopes: readonly string[], host: KnownHost): void {
    for (const scope of scopes) {
      for (const by of host.host.startsWith('*') ? [this.scopes, this.wildcards] : [this.scopes]) {
        const hosts = by.get(scope) ?? new Map<string, KnownHost>();
        by.set(scope, hosts);
        hosts.set(host.host, host);
      }
    }
  }

  /** The host a rule in `namespace` that is exported to `exportTo` can count on; `undefined` when there is none. */
  find(host: string, namespace: string, exportTo: readonly string[] = []): KnownHost | undefined {
    const name = this.nameOf(host, namespace);
    const everywhere = this.scopes.get(EVERYWHERE)?.get(name);
    if (everywhere) return everywhere;
    for (const scope of this.scopesOfRule(namespace, exportTo)) {
      const known = this.scopes.get(scope)?.get(name);
      if (known) return known;
    }
    return this.byWildcard(name, namespace);
  }

  /** As {@link find}, and for a host that begins with a star all it stands for, each once. */
  covered(host: string, namespace: string, exportTo: readonly string[] = []): readonly KnownHost[] {
    const known = this.find(host, namespace, exportTo);
    if (known || !host.startsWith('*') || !this.seesOwn) return known ? [known] : [];
    const end = this.nameOf(host, namespace).slice(1);
    const scopes = new Set([EVERYWHERE, ...this.scopesOfRule(namespace, exportTo)]);
    const hosts = [...scopes].flatMap((scope) => [...(this.scopes.get(scope)?.values() ?? [])]);
    return [...new Set(hosts)].filter((each) => each.host.endsWith(end));
  }

  /** Every known name, for suggestions. */
  names(): readonly string[] {
    return [...new Set([...this.scopes.values()].flatMap((hosts) => [...hosts.keys()]))].sort();
  }

  private nameOf(host: string, namespace: string): string {
    const whole = wholeHost(host, namespace);
    return whole.endsWith(this.domain) ? `${whole.slice(0, -this.domain.length)}.svc.cluster.local` : whole;
  }

  private scopesOfRule(namespace: string, exportTo: readonly string[]): readonly string[] {
    const named = exportTo.map((scope) => (scope === '.' ? namespace : scope));
    return this.seesOwn || named.length === 0 ? [namespace, ...named] : named;
  }

  private byWildcard(name: string, namespace: string): KnownHost | undefined {
    const bare = name.replace(/^\*/, '');
    for (const scope of [EVERYWHERE, namespace]) {
      for (const [host, known] of this.wildcards.get(scope) ?? []) if (bare.endsWith(host.slice(1))) return known;
    }
    return undefined;
  }
}

/** The ports of a Service. */
export function servicePorts(service: AnalyzedResource): readonly PortFacts[] {
  return asList(asMap(service.object['spec'])['ports']).map((item) => {
    const port = asMap(item);
    return {
      number: typeof port['port'] === 'number' ? port['port'] : 0,
      name: asString(port['name']) ?? '',
      transport: asString(port['protocol']) ?? 'TCP',
      appProtocol: asString(port['appProtocol']),
    };
  });
}

/** The hosts Services and ServiceEntries declare. */
export function knownHosts(context: Context): KnownHosts {
  const known = new KnownHosts(context.settings);
  for (const entry of context.all('ServiceEntry')) {
    const ports = (entry.spec.ports ?? []).map(({ number = 0, name = '' }) => ({ number, name }));
    for (const host of entry.spec.hosts ?? [])
      known.add(scopesOf(entry.spec.exportTo, entry.namespace), { host, ports, declaredBy: entry });
  }
  for (const service of context.all('Service')) {
    const host = wholeHost(service.name, service.namespace);
    known.add(serviceScopes(service), { host, ports: servicePorts(service), declaredBy: service });
  }
  return known;
}
