/** When a route is taken, what it does, and whether anything ever gets there. */
import type { ConfigDump } from '../../envoy/dump.ts';
import { enumName, field, fieldAt, flag, list, number, text } from '../../envoy/fields.ts';
import { routesOf } from '../../envoy/rows/route.ts';
import { routeMatchText } from '../../envoy/rows/route-match.ts';
import { asMap } from '../../model/json.ts';
import { clusterState, type ExplainedCluster, indented } from './cluster.ts';

/** A route and where it stands. */
interface PlacedRoute {
  readonly config: unknown;
  readonly host: unknown;
  readonly route: unknown;
  /** In its virtual host, from 0. */
  readonly at: number;
}

/** Every route of a dump in the order of the table; none when it has no such part. */
function placedRoutes(dump: ConfigDump): readonly PlacedRoute[] {
  if (dump.find('routes', {}) === undefined) return [];
  return routesOf(dump, {}).flatMap((config) =>
    list(config, 'virtual_hosts').flatMap((host) =>
      list(host, 'routes').map((route, at) => ({ config, host, route, at })),
    ),
  );
}

/** Which route, and how the clusters it leads to are found. */
export interface RouteQuestion {
  readonly dump: ConfigDump;
  /** Among all routes of the dump, in the order of the table. */
  readonly index: number;
  readonly clusterOf: (name: string) => ExplainedCluster;
}

/** The lines about a route. */
export function routeLines({ dump, index, clusterOf }: RouteQuestion): readonly string[] {
  const placed = placedRoutes(dump)[index];
  if (placed === undefined) return ['The configuration does not have it any more.'];
  const { config, host, route, at } = placed;
  const routes = list(host, 'routes');
  return [
    `Route ${at + 1} of ${routes.length} of the virtual host ${text(host, 'name')}, configuration ${text(config, 'name')}`,
    '',
    'A request takes it when',
    indented(`its host is one of ${list(host, 'domains').join(', ')}`),
    ...conditions(field(route, 'match')).map(indented),
    ...aboveLines(routes, at),
    '',
    'Then',
    ...effects({ host, route }, clusterOf).map(indented),
  ];
}

const MATCHERS: readonly (readonly [field: string, word: string])[] = [
  ['exact', 'is'],
  ['prefix', 'begins with'],
  ['suffix', 'ends with'],
  ['contains', 'contains'],
];

function stringMatchText(matcher: unknown): string {
  const [name, word] = MATCHERS.find(([key]) => field(matcher, key) !== undefined) ?? [];
  if (name !== undefined) return `${word} "${text(matcher, name)}"`;
  const regex = text(field(matcher, 'safe_regex'), 'regex');
  return regex === '' ? 'is as its matcher says' : `matches ${regex}`;
}

function namedCondition(kind: string, matcher: unknown): string {
  const not = flag(matcher, 'invert_match') ? 'not: ' : '';
  const name = `${kind} ${text(matcher, 'name')}`;
  const present = field(matcher, 'present_match');
  if (present !== undefined) return `${not}${name} is ${present === false ? 'not ' : ''}there`;
  return `${not}${name} ${stringMatchText(field(matcher, 'string_match') ?? matcher)}`;
}

function conditions(match: unknown): readonly string[] {
  const share = fieldAt(match, 'runtime_fraction', 'default_value');
  return [
    `its path is ${routeMatchText(match) || 'as its matcher says'}`,
    ...list(match, 'headers').map((each) => namedCondition('header', each)),
    ...list(match, 'query_parameters').map((each) => namedCondition('query parameter', each)),
    ...(share === undefined ? [] : [`chance picks it, as ${shareText(share)} of requests`]),
  ];
}

/** Names of `envoy.type.v3.FractionalPercent.DenominatorType`, by number, and what they are. */
const DENOMINATORS = ['HUNDRED', 'TEN_THOUSAND', 'MILLION'] as const;
const PARTS: Readonly<Record<string, number>> = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 };

function shareText(fraction: unknown): string {
  const parts = PARTS[enumName(fraction, 'denominator', DENOMINATORS)] ?? 100;
  return `${(number(fraction, 'numerator') / parts) * 100} %`;
}

/** Routes above that are asked first; one that takes all of this one's requests is named. */
function aboveLines(routes: readonly unknown[], at: number): readonly string[] {
  if (at === 0) return [];
  const own = field(routes[at], 'match');
  const taker = routes.slice(0, at).findIndex((each) => takesAllOf(field(each, 'match'), own));
  const above = indented(at === 1 ? 'the route above does not take it' : `none of the ${at} routes above takes it`);
  if (taker < 0) return [above];
  const what = routeMatchText(field(routes[taker], 'match'));
  return [above, '', `✕ Nothing ever gets here: route ${taker + 1} (${what}) takes all of it before.`];
}

/** Whether every request of one match is one of the other: certain only for prefixes without further conditions. */
function takesAllOf(above: unknown, below: unknown): boolean {
  const known = new Set(['prefix', 'case_sensitive', 'caseSensitive']);
  const prefix = text(above, 'prefix');
  if (prefix === '' || Object.keys(asMap(above)).some((key) => !known.has(key))) return false;
  if (prefix === '/') return true;
  const start = [text(below, 'prefix'), text(below, 'path'), text(below, 'path_separated_prefix')].find(
    (path) => path !== '',
  );
  return start?.startsWith(prefix) ?? false;
}

function effects(
  { host, route }: Pick<PlacedRoute, 'host' | 'route'>,
  clusterOf: RouteQuestion['clusterOf'],
): readonly string[] {
  const action = field(route, 'route');
  if (field(route, 'redirect') !== undefined) return ['the proxy answers with a redirect'];
  const answer = field(route, 'direct_response');
  if (answer !== undefined) return [`the proxy itself answers ${number(answer, 'status')}`];
  const mirrors = list(action, 'request_mirror_policies').map((each) => `a copy goes to ${text(each, 'cluster')}`);
  const filters = Object.keys(asMap(field(route, 'typed_per_filter_config')));
  return [
    ...targets(action).map(({ cluster, share }) => `${share}to ${cluster}: ${clusterState(clusterOf(cluster))}`),
    ...mirrors,
    timeoutText(action),
    retryText(field(action, 'retry_policy') ?? field(host, 'retry_policy')),
    ...(filters.length === 0 ? [] : [`its own settings for ${filters.join(', ')}`]),
  ];
}

interface Target {
  readonly cluster: string;
  readonly share: string;
}

/** The clusters of an action, each with its part of requests where there are several. */
function targets(action: unknown): readonly Target[] {
  const weighted = list(field(action, 'weighted_clusters'), 'clusters');
  const total = weighted.reduce<number>((sum, each) => sum + number(each, 'weight'), 0);
  if (weighted.length > 0) {
    return weighted.map((each) => ({
      cluster: text(each, 'name'),
      share: `${Math.round((number(each, 'weight') / Math.max(1, total)) * 100)} % `,
    }));
  }
  const cluster = text(action, 'cluster');
  return cluster === '' ? [] : [{ cluster, share: 'all ' }];
}

function timeoutText(action: unknown): string {
  const timeout = text(action, 'timeout') || '15s';
  return Number.parseFloat(timeout) === 0 ? 'no time limit' : `within ${timeout}`;
}

function retryText(policy: unknown): string {
  if (policy === undefined) return 'no retries';
  const times = field(policy, 'num_retries') === undefined ? 1 : number(policy, 'num_retries');
  const each = text(policy, 'per_try_timeout');
  return `tried again up to ${times} times on ${text(policy, 'retry_on') || 'nothing'}${each === '' ? '' : `, ${each} each`}`;
}

/** The routes that lead to a cluster, a line each. */
export function routesTo({ dump, name }: ExplainedCluster): readonly string[] {
  const found = placedRoutes(dump).filter(({ route }) =>
    targets(field(route, 'route')).some(({ cluster }) => cluster === name),
  );
  if (found.length === 0) return [indented('none of the route configurations: a listener may lead here itself')];
  return found.map(({ config, host, route }) =>
    indented(`${text(config, 'name')}  ${text(host, 'name')}  ${routeMatchText(field(route, 'match')) || '–'}`),
  );
}
