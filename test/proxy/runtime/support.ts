/** Snapshots, heads and connections for tests of the runtime. */
import { type ConnectionInfo, type Exchange, NEXT, type Next } from '../../../src/proxy/contract.ts';
import type { Random } from '../../../src/proxy/runtime/chance.ts';
import { ConnectionView } from '../../../src/proxy/runtime/connection-view.ts';
import type { RequestView } from '../../../src/proxy/runtime/match/request-view.ts';
import { DEFAULT_OPTIONS, type RuntimeOptions } from '../../../src/proxy/runtime/options.ts';
import { Runtime } from '../../../src/proxy/runtime/runtime.ts';
import { RequestHead } from '../../../src/proxy/wire/request-head.ts';
import { ResponseHead } from '../../../src/proxy/wire/response-head.ts';
import { TYPES } from '../../../src/xds/compile/type-urls.ts';
import type { SmartLimiter } from '../../../src/xds/limiter.ts';
import type { Cluster, LbEndpoint } from '../../../src/xds/resources/cluster.ts';
import type { TypedExtension } from '../../../src/xds/resources/common.ts';
import type { HttpConnectionManager } from '../../../src/xds/resources/listener.ts';
import type { Route, VirtualHost } from '../../../src/xds/resources/route.ts';
import type { ClusterExtension, Snapshot } from '../../../src/xds/snapshot.ts';

/** The same numbers for the same seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type HeaderList = Readonly<Record<string, string | readonly string[]>>;

export function head(target = '/', headers: HeaderList = {}, line: Partial<RequestHead> = {}): RequestHead {
  const made = new RequestHead();
  Object.assign(made, { method: 'GET', target, authority: 'svc.test', ...line });
  for (const [name, value] of Object.entries(headers))
    for (const each of [value].flat()) made.fields.append(name, String(each));
  return made;
}

export function response(status: number, headers: Readonly<Record<string, string>> = {}): ResponseHead {
  const made = new ResponseHead();
  made.status = status;
  for (const [name, value] of Object.entries(headers)) made.fields.append(name, value);
  return made;
}

export function connection(parts: Partial<ConnectionInfo> = {}): ConnectionInfo {
  return {
    localAddress: '127.0.0.1',
    localPort: 8080,
    remoteAddress: '10.1.2.3',
    remotePort: 40_000,
    transport: 'raw_buffer',
    serverName: '',
    applicationProtocols: [],
    ...parts,
  };
}

export function view(made: RequestHead, info: Partial<ConnectionInfo> = {}): RequestView {
  const [path = '', query = ''] = made.target.split('?');
  const own = new ConnectionView(connection(info));
  return { head: made, path, query, connection: own, client: own.remote, claims: undefined };
}

export function endpoint(address: string, parts: Partial<LbEndpoint> = {}): LbEndpoint {
  const [host = '', port = '80'] = address.split(':');
  return { endpoint: { address: { socket_address: { address: host, port_value: Number(port) } } }, ...parts };
}

/** A cluster of endpoints `10.0.0.1:80` and so on. */
export function cluster(name: string, count: number, parts: Partial<Cluster> = {}): Cluster {
  const endpoints = Array.from({ length: count }, (_, index) => endpoint(`10.0.0.${index + 1}:80`));
  return {
    name,
    type: 'STATIC',
    common_lb_config: { healthy_panic_threshold: {} },
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: endpoints }] },
    ...parts,
  };
}

export interface Parts {
  readonly routes?: readonly Route[];
  readonly host?: Partial<VirtualHost>;
  readonly clusters?: readonly Cluster[];
  readonly filters?: readonly TypedExtension[];
  readonly manager?: Partial<HttpConnectionManager>;
  readonly limiters?: readonly SmartLimiter[];
  readonly extensions?: Readonly<Record<string, ClusterExtension>>;
}

/** A snapshot with one listener on 127.0.0.1:8080 and one virtual host for everything. */
export function snapshot(parts: Parts): Snapshot {
  const { routes = [], host, clusters = [], filters = [], manager, extensions = {}, limiters = [] } = parts;
  const config: HttpConnectionManager = {
    '@type': TYPES.httpConnectionManager,
    stat_prefix: 'test',
    normalize_path: true,
    http_filters: filters,
    upgrade_configs: [{ upgrade_type: 'websocket' }],
    route_config: {
      virtual_hosts: [{ name: 'all', domains: ['*'], routes, include_request_attempt_count: true, ...host }],
    },
    ...manager,
  };
  return {
    listeners: [
      {
        name: 'test',
        address: { socket_address: { address: '127.0.0.1', port_value: 8080 } },
        filter_chains: [{ filters: [{ name: 'http', typed_config: config }] }],
      },
    ],
    routes: [],
    clusters,
    secrets: [],
    extensions: new Map(Object.entries(extensions)),
    limiters,
    sources: new Map(),
    diagnostics: [],
  };
}

export interface Started {
  readonly runtime: Runtime;
  /** A new connection's exchange. */
  readonly exchange: (info?: Partial<ConnectionInfo>) => Exchange;
}

export function start(parts: Parts, options: Partial<RuntimeOptions> = {}, earlier?: Runtime): Started {
  const input = { options: allOptions(options), now: 0, ...(earlier ? { earlier } : {}) };
  const runtime = Runtime.of(snapshot(parts), input);
  return {
    runtime,
    exchange(info = {}) {
      const made = connection(info);
      const chain = runtime.listeners[0]?.chain(made);
      if (chain?.kind !== 'http') throw new Error('the listener has no HTTP chain');
      return chain.service.exchange(made);
    },
  };
}

function allOptions(options: Partial<RuntimeOptions>): RuntimeOptions {
  return { ...DEFAULT_OPTIONS, random: seeded(1), wallClock: () => 0, readFile: () => undefined, ...options };
}

/** A route for every path, to one cluster. */
export const toCluster = (name: string, action: Route['route'] = {}): Route => ({
  match: { prefix: '/' },
  route: { cluster: name, timeout: '0s', ...action },
});

/** The fields of a head by name; lines of one name in order. */
export function fieldsOf({ fields }: Pick<RequestHead, 'fields'>): Record<string, readonly string[]> {
  const out: Record<string, readonly string[]> = {};
  for (let index = 0; index < fields.count; index++) {
    if (fields.isDropped(index)) continue;
    const name = fields.name(index);
    out[name] = [...(out[name] ?? []), fields.value(index)];
  }
  return out;
}

/** Begins a request, and waits for whatever it waits for. */
export async function settled(exchange: Exchange, request: RequestHead): Promise<Next> {
  let next = exchange.begin(request, 0);
  while (next === NEXT.wait) {
    await new Promise<void>((resolve) => exchange.whenReady(resolve));
    next = exchange.resume(0);
  }
  return next;
}
