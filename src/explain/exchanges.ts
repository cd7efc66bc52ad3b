/** Requests that are decided by the proxy itself: what it answers, or what leaves it. */
import { type Exchange, NEXT, type Next } from '../proxy/contract.ts';
import { flagsText } from '../proxy/flags.ts';
import { Runtime } from '../proxy/runtime/runtime.ts';
import type { RequestHead } from '../proxy/wire/request-head.ts';
import { TYPES } from '../xds/compile/type-urls.ts';
import type { FilterChain, HttpConnectionManager, Listener } from '../xds/resources/listener.ts';
import type { Route, RouteConfiguration, VirtualHost } from '../xds/resources/route.ts';
import type { Snapshot } from '../xds/snapshot.ts';
import { type AtProxy, ORDINARY } from './at-proxy.ts';
import type { Answer, FieldChange, Forwarded } from './steps.ts';

/** One way through a connection manager: its routes are known to be these. */
export interface Way {
  readonly chain: FilterChain;
  readonly manager: HttpConnectionManager;
  readonly configuration: RouteConfiguration;
  readonly host: VirtualHost | undefined;
  readonly route: Route | undefined;
}

/** Names of the clusters a route sends requests to, with their weights; empty for one that answers. */
export function destinationsOf(
  route: Route | undefined,
): readonly { readonly name: string; readonly weight: number }[] {
  const { cluster, weighted_clusters: weighted } = route?.route ?? {};
  if (weighted) return weighted.clusters.map(({ name, weight = 0 }) => ({ name, weight }));
  return cluster === undefined ? [] : [{ name: cluster, weight: 1 }];
}

/** The route with only one of its destinations left. */
export function towards(route: Route, index: number): Route {
  const { route: action } = route;
  const { weighted_clusters: weighted } = action ?? {};
  if (action === undefined || weighted === undefined) return route;
  const clusters = weighted.clusters.map((each, at) => ({ ...each, weight: at === index ? 1 : 0 }));
  return { ...route, route: { ...action, weighted_clusters: { clusters } } };
}

/** Nobody connects to the address of a listener that others hand connections to: theirs is the one they were meant for. */
function unbound(listener: Listener): Listener {
  const { socket_address: socket } = listener.address;
  if (listener.bind_to_port !== false || socket === undefined) return listener;
  return { ...listener, address: { socket_address: { ...socket, port_value: 0 } } };
}

/** The part of a snapshot that a request on this way has to do with. */
function narrowed({ snapshot, listener }: AtProxy, { chain, manager, configuration, host, route }: Way): Snapshot {
  const { rds: _, ...rest } = manager;
  const routes = route === undefined ? [] : [route];
  const hosts = host === undefined ? [] : [{ ...host, domains: ['*'], routes }];
  const own: HttpConnectionManager = {
    ...rest,
    '@type': TYPES.httpConnectionManager,
    route_config: { ...configuration, virtual_hosts: hosts },
  };
  const filters = (chain.filters ?? []).map((filter) =>
    filter.typed_config?.['@type'] === TYPES.httpConnectionManager ? { ...filter, typed_config: own } : filter,
  );
  const { filter_chain_match: _match, ...always } = chain;
  const { default_filter_chain: _default, ...only } = unbound(listener);
  const mirrored = (route?.route?.request_mirror_policies ?? []).map(({ cluster }) => cluster);
  const names = new Set([...destinationsOf(route).map(({ name }) => name), ...mirrored]);
  return {
    ...snapshot,
    listeners: [{ ...only, filter_chains: [{ ...always, filters }] }],
    routes: [],
    clusters: snapshot.clusters.filter(({ name }) => names.has(name)),
    limiters: [],
  };
}

/** What the proxy has decided. */
export interface Decision {
  readonly answer?: Answer;
  readonly forwarded?: Forwarded;
  /** The request as it leaves. */
  readonly head: RequestHead;
  readonly delayMs: number;
  readonly timeoutMs: number;
  /** Whether the connection to the endpoint is TLS. */
  readonly tls: boolean;
  readonly mirrors: number;
}

function answerOf({ reply, details, flags }: Exchange): Answer {
  const location = /^location: (.*)\r$/m.exec(reply.fields)?.[1];
  return {
    status: reply.status,
    details,
    flags: flagsText(flags),
    ...(reply.body === '' ? {} : { body: Buffer.from(reply.body, 'latin1').toString() }),
    ...(location === undefined ? {} : { location }),
  };
}

/** Addresses that names stand for: of no network, one of each family. @see RFC 1112 4 and RFC 6666 */
const FOUND = ['240.255.255.255', '100::1'];

/** Fields that every proxy of the mesh adds for itself. */
const OF_PROXIES = /^(?:x-envoy-|x-request-id$|x-forwarded-(?:proto|client-cert|for)$|x-b3-|traceparent$|tracestate$)/;

function valuesOf({ fields }: RequestHead): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (let index = 0; index < fields.count; index++) {
    const name = fields.name(index);
    if (fields.isDropped(index) || OF_PROXIES.test(name)) continue;
    const before = out.get(name);
    const value = Buffer.from(fields.value(index), 'latin1').toString();
    out.set(name, before === undefined ? value : `${before},${value}`);
  }
  return out;
}

function changesBetween(before: RequestHead, after: RequestHead): readonly FieldChange[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  const removed = [...old.keys()].filter((name) => !now.has(name)).map((name) => ({ name }));
  const set = [...now].filter(([name, value]) => old.get(name) !== value).map(([name, value]) => ({ name, value }));
  return [...removed, ...set];
}

async function settled(
  exchange: Exchange,
  head: RequestHead,
): Promise<{ readonly next: Next; readonly delayMs: number }> {
  let delayMs = 0;
  let next = exchange.begin(head, 0);
  while (next === NEXT.wait || next === NEXT.delay) {
    if (next === NEXT.delay) delayMs += exchange.delayMs;
    else await new Promise<void>((resolve) => exchange.whenReady(resolve));
    next = exchange.resume(0);
  }
  return { next, delayMs };
}

/**
 * Lets the proxy decide, with its own code and what is drawn left out.
 * @throws {BadSnapshot} when no runtime can be made of the configuration.
 */
export async function decide(at: AtProxy, way: Way): Promise<Decision> {
  const options = { ...at.options, random: ORDINARY };
  const runtime = Runtime.of(narrowed(at, way), { options, now: 0 });
  // Names are taken to be found.
  for (const { host } of runtime.names) runtime.resolved(host, FOUND, 0);
  const chain = runtime.listeners[0]?.chain(at.connection);
  const head = at.head.clone();
  if (chain?.kind !== 'http') throw new Error('a chain with a connection manager has no HTTP service');
  const exchange = chain.service.exchange(at.connection);
  const { next, delayMs } = await settled(exchange, head);
  const common = { head, delayMs, timeoutMs: exchange.timeoutMs, mirrors: exchange.mirrors.length };
  if (next === NEXT.reply) return { ...common, answer: answerOf(exchange), tls: false };
  const endpoint = exchange.pick(0);
  const { method, authority, target } = head;
  const forwarded = { method, authority, path: target, changes: changesBetween(at.head, head) };
  const decision = { ...common, forwarded, tls: endpoint?.tls !== undefined };
  const result = endpoint === undefined ? { ...decision, answer: answerOf(exchange) } : decision;
  exchange.abandoned(0);
  return result;
}
