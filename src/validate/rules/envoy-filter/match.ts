/** What a patch is applied to has to go with what it is matched by. */
import type { Cursor } from '../cursor.ts';
import { failing, type Problem, type Problems, problem, quoted } from '../problem.ts';

const CONNECTION_MANAGER = 'envoy.filters.network.http_connection_manager';

/** Names of filters as they were before Envoy 1.14, and as they are now. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  'envoy.buffer': 'envoy.filters.http.buffer',
  'envoy.client_ssl_auth': 'envoy.filters.network.client_ssl_auth',
  'envoy.cors': 'envoy.filters.http.cors',
  'envoy.csrf': 'envoy.filters.http.csrf',
  'envoy.ext_authz': 'envoy.filters.network.ext_authz',
  'envoy.fault': 'envoy.filters.http.fault',
  'envoy.grpc_http1_bridge': 'envoy.filters.http.grpc_http1_bridge',
  'envoy.grpc_json_transcoder': 'envoy.filters.http.grpc_json_transcoder',
  'envoy.grpc_web': 'envoy.filters.http.grpc_web',
  'envoy.gzip': 'envoy.filters.http.gzip',
  'envoy.health_check': 'envoy.filters.http.health_check',
  'envoy.http_connection_manager': CONNECTION_MANAGER,
  'envoy.http_dynamo_filter': 'envoy.filters.http.dynamo',
  'envoy.ip_tagging': 'envoy.filters.http.ip_tagging',
  'envoy.listener.http_inspector': 'envoy.filters.listener.http_inspector',
  'envoy.listener.original_dst': 'envoy.filters.listener.original_dst',
  'envoy.listener.original_src': 'envoy.filters.listener.original_src',
  'envoy.listener.proxy_protocol': 'envoy.filters.listener.proxy_protocol',
  'envoy.listener.tls_inspector': 'envoy.filters.listener.tls_inspector',
  'envoy.lua': 'envoy.filters.http.lua',
  'envoy.mongo_proxy': 'envoy.filters.network.mongo_proxy',
  'envoy.rate_limit': 'envoy.filters.http.ratelimit',
  'envoy.ratelimit': 'envoy.filters.network.ratelimit',
  'envoy.redis_proxy': 'envoy.filters.network.redis_proxy',
  'envoy.router': 'envoy.filters.http.router',
  'envoy.squash': 'envoy.filters.http.squash',
  'envoy.tcp_proxy': 'envoy.filters.network.tcp_proxy',
};

/** What Envoy calls a filter now; `undefined` for names that are no old ones. */
export const currentName = (name: string): string | undefined =>
  Object.hasOwn(OLD_NAMES, name) ? OLD_NAMES[name] : undefined;

type Target = 'listener' | 'routeConfiguration' | 'cluster';

/** By which kind of match the place of each patch is found; others are found by any. */
const MATCHED_BY: Readonly<Record<string, Target>> = {
  LISTENER: 'listener',
  FILTER_CHAIN: 'listener',
  NETWORK_FILTER: 'listener',
  HTTP_FILTER: 'listener',
  ROUTE_CONFIGURATION: 'routeConfiguration',
  VIRTUAL_HOST: 'routeConfiguration',
  HTTP_ROUTE: 'routeConfiguration',
  CLUSTER: 'cluster',
};

const MATCHES: readonly string[] = ['listener', 'routeConfiguration', 'cluster', 'waypoint'];

/** Parts of a listener that stand above its filters. */
const ABOVE_FILTERS: readonly string[] = ['LISTENER', 'FILTER_CHAIN'];

function* subFilter(at: Cursor, filterName: string, applyTo: string): Problems {
  const name = at.at('name');
  if (applyTo !== 'HTTP_FILTER') yield problem('MSH2612', at, `subFilter has no meaning for the applyTo ${applyTo}`);
  else if (filterName !== CONNECTION_MANAGER && currentName(filterName) !== CONNECTION_MANAGER)
    yield problem(
      'MSH2613',
      at,
      `subFilter stands in the filter ${quoted(filterName)}, which has no filters of its own`,
    );
  else if (name.text === '') yield problem('MSH2614', at, 'subFilter has no name');
}

function* oldName(at: Cursor): Problems {
  const current = currentName(at.text);
  if (current !== undefined)
    yield problem('MSH2615', at, `the filter ${quoted(at.text)} is now called ${quoted(current)}`);
}

function* filterMatch(filter: Cursor, applyTo: string): Problems {
  if (!filter.exists) return;
  if (ABOVE_FILTERS.includes(applyTo))
    yield problem('MSH2610', filter, `filter has no effect with the applyTo ${applyTo}`);
  const name = filter.at('name');
  const sub = filter.at('subFilter');
  if (name.text === '') {
    yield problem('MSH2611', filter, 'filter has no name');
    return;
  }
  if (sub.exists && (yield* failing(subFilter(sub, name.text, applyTo)))) return;
  yield* oldName(name);
  yield* oldName(sub.at('name'));
}

/** The match of a patch. Returns whether the patch is not looked at any further. */
export function* patchMatch(patch: Cursor): Generator<Problem, boolean> {
  const applyTo = patch.at('applyTo').text;
  const match = patch.at('match');
  const given = MATCHES.find((field) => match.has(field));
  const wanted = Object.hasOwn(MATCHED_BY, applyTo) ? MATCHED_BY[applyTo] : undefined;
  if (given === undefined || wanted === undefined) return false;
  if (given !== wanted) {
    yield problem('MSH2609', match.at(given), `a ${applyTo} is not found by ${given}`);
    return wanted === 'listener';
  }
  if (wanted !== 'listener') return false;
  return yield* failing(filterMatch(match.at('listener').at('filterChain').at('filter'), applyTo));
}
