import { TYPES } from '../../../xds/compile/type-urls.ts';
import type { TypedExtension } from '../../../xds/resources/common.ts';
import type { ExtAuthz, RbacFilter } from '../../../xds/resources/filter.ts';
import type { FilterChain, HttpConnectionManager, Listener, TcpProxy } from '../../../xds/resources/listener.ts';
import type { ChainPlan, ConnectionInfo, ListenerPlan } from '../../contract.ts';
import { ConnectionView } from '../connection-view.ts';
import { milliseconds } from '../durations.ts';
import { Authorizer } from '../ext-authz/authorizer.ts';
import { RbacRules } from '../filters/rbac.ts';
import type { Slices } from '../slices.ts';
import { serverTls } from '../tls.ts';
import { typedConfig } from '../typed.ts';
import { captureParts } from './capture.ts';
import { ChainTable } from './chain-match.ts';
import { httpService } from './http-service.ts';
import { authorizerScope, type ListenerScope } from './scope.ts';
import { type Guard, tcpService } from './tcp-service.ts';

/** How long first bytes are waited for, where the listener does not say. */
const INSPECT_TIMEOUT_MS = 15_000;

/** What a filter asks of connections before they are passed on; `undefined` for one that asks nothing. */
function guardOf(filter: TypedExtension, scope: ListenerScope): Guard | undefined {
  const rules = typedConfig<RbacFilter>(filter, TYPES.networkRbac);
  if (rules) return { rules: new RbacRules(rules) };
  const check = typedConfig<ExtAuthz>(filter, TYPES.networkExtAuthz);
  if (check === undefined) return undefined;
  return { authorizer: new Authorizer(check, authorizerScope(scope)), failsOpen: check.failure_mode_allow === true };
}

/** `undefined` for a chain that does nothing this proxy knows. */
function* chainPlan(chain: FilterChain, outer: ListenerScope): Slices<ChainPlan | undefined> {
  const tls = serverTls(chain.transport_socket, outer.keys);
  const scope = { ...outer, ownUri: tls?.ownUri ?? '' };
  const filters = chain.filters ?? [];
  const find = (type: string) => filters.find(({ typed_config: config }) => config?.['@type'] === type);
  const manager = typedConfig<HttpConnectionManager>(find(TYPES.httpConnectionManager), TYPES.httpConnectionManager);
  const secured = tls === undefined ? {} : { tls };
  if (manager) return { ...secured, kind: 'http', service: yield* httpService(manager, scope) };
  const proxy = typedConfig<TcpProxy>(find(TYPES.tcpProxy), TYPES.tcpProxy);
  if (proxy === undefined) return undefined;
  const guards = filters.flatMap((filter) => guardOf(filter, scope) ?? []);
  return { ...secured, kind: 'tcp', service: tcpService(proxy, guards, scope) };
}

/** Whether the choice of a chain depends on what a client says first, or its TLS does: which protocols it offers decides how it is answered. */
function inspects({ filter_chains: chains = [], listener_filters: filters = [] }: Listener): boolean {
  const looks = filters.some(({ typed_config: config }) =>
    [TYPES.tlsInspector, TYPES.httpInspector].some((type) => type === config?.['@type']),
  );
  return chains.some(({ filter_chain_match: match, transport_socket: socket }) => {
    const said = match?.server_names ?? match?.transport_protocol ?? match?.application_protocols;
    return (looks && said !== undefined) || socket !== undefined;
  });
}

/** A listener at work. Chains whose values cannot be used are noted as problems. */
export function* listenerPlan(
  listener: Listener,
  outer: Omit<ListenerScope, 'address' | 'port' | 'inbound' | 'ownUri'>,
): Slices<ListenerPlan> {
  const { socket_address: socket } = listener.address;
  const address = socket?.address ?? '';
  const port = socket?.port_value ?? 0;
  const inbound = listener.traffic_direction === 'INBOUND';
  const scope: ListenerScope = { ...outer, address, port, inbound, ownUri: '' };
  const table = new ChainTable<ChainPlan>();
  function* add(chain: FilterChain): Slices<void> {
    const plan = yield* chainPlan(chain, scope);
    if (plan) table.add(chain.filter_chain_match, plan);
  }
  for (const chain of listener.filter_chains ?? []) yield* scope.problems.attemptSlices(listener, add(chain));
  const last = listener.default_filter_chain;
  const fallback = last && (yield* scope.problems.attemptSlices(listener, chainPlan(last, scope)));
  return {
    name: listener.name,
    address,
    port,
    ...captureParts(listener),
    inspects: inspects(listener),
    inspectTimeoutMs: milliseconds(listener.listener_filters_timeout, INSPECT_TIMEOUT_MS),
    chain: (connection: ConnectionInfo) => table.find(new ConnectionView(connection)) ?? fallback,
  };
}
