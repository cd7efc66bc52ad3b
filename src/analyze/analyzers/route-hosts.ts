import type { VirtualService } from '../../mesh/types/virtual-service.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { docs, service, virtualService } from '../example.ts';
import { type DestinationAt, destinationsOf } from '../facts/destinations.ts';
import { type KnownHost, knownHosts, meantHost, serviceOf, wholeHost } from '../facts/hosts.ts';
import { seesServices } from '../facts/visible.ts';
import { listed, quoted } from '../facts/wording.ts';
import { type AnalyzedResource, fullName } from '../resource.ts';

type Rules = AnalyzedResource<VirtualService>;

/** Hosts outside of the cluster are declared by name: none of them may be a file's fault. */
const isOfCluster = (host: string): boolean => host.endsWith('.svc.cluster.local');

function unknown({ destination, path, line, mirror }: DestinationAt, rules: Rules, context: Context): Found {
  const host = wholeHost(destination.host, rules.namespace);
  const suggestion = meantHost(destination.host, rules.namespace, context);
  const finding = found('IST0101', [...path, 'host'], {
    message: `nobody offers the host ${quoted(destination.host)}${mirror ? ' that requests are mirrored to' : ''}`,
    line,
    ...(suggestion === undefined ? {} : { remediation: `Did you mean "${suggestion}"?` }),
  });
  const seen = isOfCluster(host)
    ? seesServices(context, serviceOf(host, rules.namespace).namespace)
    : seesServices(context);
  return seen ? finding : uncertain(finding);
}

function* portOf({ destination, path, line }: DestinationAt, { ports, declaredBy }: KnownHost): Generator<Found> {
  // Of hosts that only the command line knows it does not know the ports.
  if (declaredBy.of === 'ServiceEntry' && declaredBy.origin.file === undefined && ports.length === 0) return;
  const { host, port } = destination;
  const number = port?.number ?? 0;
  if (port === undefined) {
    if (ports.length < 2) return;
    const numbers = listed(ports.map((each) => each.number));
    yield found('IST0112', path, {
      message: `${quoted(host)} has several ports (${numbers}), and the destination names none`,
      of: 'key',
      line,
    });
  } else if (!ports.some((each) => each.number === number)) {
    yield found('IST0101', [...path, 'port', 'number'], {
      message: `the host ${quoted(host)} has no port "${number}"`,
      line,
    });
  }
}

/** Hosts that a VirtualService splits into subsets, with the VirtualServices that have them among their hosts. */
function subsetHosts(context: Context): ReadonlyMap<string, readonly Rules[]> {
  const out = new Map<string, Rules[]>();
  for (const rules of context.all('VirtualService')) {
    for (const { route = [] } of rules.spec.http ?? []) {
      for (const { destination } of route) {
        if (!destination?.subset || !(rules.spec.hosts ?? []).includes(destination.host)) continue;
        out.set(destination.host, [...new Set([...(out.get(destination.host) ?? []), rules])]);
      }
    }
  }
  return out;
}

/** A gateway's route by host alone does not go through what another VirtualService says of that host. */
function* bypassed(rules: Rules, context: Context): Generator<Found> {
  if ((rules.spec.gateways ?? []).length === 0) return;
  for (const [i, { route = [] }] of (rules.spec.http ?? []).entries()) {
    for (const [j, { destination }] of route.entries()) {
      if (!destination || destination.subset) continue;
      for (const other of context.derive(subsetHosts).get(destination.host) ?? []) {
        if (other === rules && context.settings.view === 'own') continue;
        yield found('IST0140', ['spec', 'http', i, 'route', j, 'destination'], {
          message: `the subsets of ${quoted(fullName(other))} have no effect on requests that come in by the gateways of ${quoted(fullName(rules))}`,
          of: 'key',
        });
      }
    }
  }
}

const WEB = service('shop/web', '{ports: [{name: http, port: 80}]}');
const to = (host: string): string =>
  virtualService('shop/web', `{hosts: [web.example.com], http: [{route: [{destination: {host: ${host}}}]}]}`);

/** Routes lead somewhere. */
export const routeHosts = analyzer({
  name: 'route-hosts',
  codes: ['IST0101', 'IST0112', 'IST0140'],
  subjects: ['VirtualService'],
  inputs: ['VirtualService', 'Service', 'ServiceEntry'],
  description: 'The hosts and ports a VirtualService routes to are offered by somebody.',
  examples: { bad: docs(WEB, to('wbe')), good: docs(WEB, to('web')) },
  reference: 'virtualservice.DestinationHostAnalyzer',
  *analyze(resource, context) {
    const { namespace, spec } = resource;
    for (const at of destinationsOf(spec)) {
      const known = context.derive(knownHosts).find(at.destination.host, namespace, spec.exportTo);
      if (known) yield* portOf(at, known);
      else yield unknown(at, resource, context);
    }
    yield* bypassed(resource, context);
  },
});
