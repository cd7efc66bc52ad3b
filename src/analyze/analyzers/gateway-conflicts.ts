import type { Gateway, Server } from '../../mesh/types/networking.ts';
import { analyzer, type Found, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { docs, gateway } from '../example.ts';
import { podIndex, selectorText } from '../facts/labels.ts';
import { listed, quoted, sortedSet } from '../facts/wording.ts';
import { type AnalyzedResource, fullName } from '../resource.ts';

type GatewayAt = AnalyzedResource<Gateway>;

/** What a gateway serves at a port. */
interface Serving {
  readonly gateway: GatewayAt;
  readonly server: Server;
}

/** Servers by selector, then by port. */
type Servings = ReadonlyMap<string, ReadonlyMap<number, readonly Serving[]>>;

const selectorOf = ({ spec }: GatewayAt): string => selectorText(spec.selector ?? {});

/** The reference remembers one server of a gateway for each port: the last. */
function countedServers({ spec }: GatewayAt, { settings }: Context): readonly Server[] {
  const servers = spec.servers ?? [];
  return settings.view === 'own'
    ? servers
    : [...new Map(servers.map((server) => [server.port?.number ?? 0, server])).values()];
}

function servings(context: Context): Servings {
  const out = new Map<string, Map<number, Serving[]>>();
  for (const item of context.all('Gateway')) {
    const selector = selectorOf(item);
    const ports = out.get(selector) ?? new Map<number, Serving[]>();
    out.set(selector, ports);
    for (const server of countedServers(item, context)) {
      const port = server.port?.number ?? 0;
      ports.set(port, [...(ports.get(port) ?? []), { gateway: item, server }]);
    }
  }
  return out;
}

function sharePods(one: GatewayAt, other: string, context: Context): boolean {
  const text = selectorOf(one);
  if (text === other) return true;
  if (!text.includes(other) && !other.includes(text)) return false;
  const pairs = other === '' ? [] : other.split(',').map((pair) => pair.split('=') as [string, string]);
  return context
    .derive(podIndex)
    .matching(one.spec.selector)
    .some(({ labels }) => pairs.every(([key, value]) => labels[key] === value));
}

/** The hosts of a server; the namespace of whose routes it takes makes no other host of one. */
function hostsOf({ hosts = [] }: Server, { settings }: Context): readonly string[] {
  return settings.view === 'own' ? hosts.map((host) => host.slice(host.indexOf('/') + 1)) : hosts;
}

function shares(one: Server, other: Server, context: Context): boolean {
  const theirs = hostsOf(other, context);
  return (one.bind ?? '') === (other.bind ?? '') && hostsOf(one, context).some((host) => theirs.includes(host));
}

function* conflictOf(resource: GatewayAt, index: number, context: Context): Generator<Found> {
  const server = resource.spec.servers?.[index];
  if (!server) return;
  const port = server.port?.number ?? 0;
  const names: string[] = [];
  for (const [selector, ports] of context.derive(servings)) {
    if (!sharePods(resource, selector, context)) continue;
    for (const other of ports.get(port) ?? [])
      if (other.gateway !== resource && shares(server, other.server, context)) names.push(fullName(other.gateway));
  }
  if (names.length === 0) return;
  const hosts = server.hosts ?? [];
  const text = selectorOf(resource);
  yield found('IST0145', ['spec', 'servers', index, 'hosts'], {
    message: `port ${port} and hosts (${listed(hosts)}) of the pods ${quoted(text)} are also those of ${listed(sortedSet(names))}`,
  });
}

const serving = (name: string, host: string): string =>
  gateway(
    `edge/${name}`,
    `{selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [${host}]}]}`,
  );

/** One host of one port belongs to one gateway. */
export const gatewayConflicts = analyzer({
  name: 'gateway-conflicts',
  codes: ['IST0145', 'IST0101'],
  subjects: ['Gateway'],
  inputs: ['Gateway', 'Pod'],
  description: 'Gateways of the same pods do not serve the same host at the same port.',
  examples: {
    bad: docs(serving('one', 'a.example.com'), serving('two', 'a.example.com')),
    good: docs(serving('one', 'a.example.com'), serving('two', 'b.example.com')),
  },
  reference: 'gateway.ConflictingGatewayAnalyzer',
  *analyze(resource, context) {
    const selector = selectorOf(resource);
    // Without any server there is nothing to find in conflict; the reference takes that for a selector nobody has.
    if (context.settings.view === 'reference' && !context.derive(servings).get(selector)?.size) {
      const [label] = Object.keys(resource.spec.selector ?? {});
      const path = ['spec', 'selector', ...(label === undefined ? [] : [label])];
      yield found('IST0101', path, {
        message: `no gateway serves for pods with the labels ${quoted(selector)}`,
        pinned: true,
        values: `selector ${selector}`,
      });
      return;
    }
    for (const index of (resource.spec.servers ?? []).keys()) yield* conflictOf(resource, index, context);
  },
});
