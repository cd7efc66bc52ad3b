/** DestinationRules and VirtualServices, as far as they concern the pods of a service. */
import { matchesLabels } from '../../mesh/selectors.ts';
import { parseDuration } from '../../model/duration.ts';
import { asList, asMap, asString, isMap, type JsonMap } from '../../model/json.ts';
import { identity, indented, labelsOf, type Scene, shownName } from './subject.ts';

/** Which subsets of a DestinationRule the pods are in. */
export interface Subsets {
  readonly matching: readonly string[];
  readonly others: readonly string[];
}

/** The subsets the pods that are meant are in, and those they are not in. */
export function subsetsOf(rule: JsonMap, pods: readonly JsonMap[]): Subsets {
  const subsets = asList(asMap(rule['spec'])['subsets']).map(asMap);
  const isIn = (subset: JsonMap): boolean => pods.some((pod) => matchesLabels(subset['labels'], labelsOf(pod)));
  const names = (list: readonly JsonMap[]): readonly string[] => list.map(({ name }) => asString(name) ?? '');
  return { matching: names(subsets.filter(isIn)), others: names(subsets.filter((subset) => !isIn(subset))) };
}

const POLICIES: readonly (readonly [field: string, words: string])[] = [
  ['loadBalancer', 'load balancer'],
  ['connectionPool', 'connection pool'],
  ['outlierDetection', 'outlier detection'],
];

/** What a DestinationRule says for the pods. */
export function destinationRuleLines(scene: Scene, rule: JsonMap): readonly string[] {
  const { name, namespace } = identity(rule);
  const spec = asMap(rule['spec']);
  const { matching, others } = subsetsOf(rule, scene.pods);
  const policy = asMap(spec['trafficPolicy']);
  return [
    `DestinationRule: ${shownName(scene, name, namespace)} for "${asString(spec['host']) ?? ''}"`,
    matching.length > 0 ? `   Matching subsets: ${matching.join(',')}` : '',
    others.length > 0 ? `${matching.length > 0 ? '      ' : '   '}(Non-matching subsets ${others.join(',')})` : '',
    ...(Object.keys(policy).length === 0 ? ['   No Traffic Policy'] : indented(policyLines(policy), '   ')),
  ].filter((line) => line !== '');
}

function policyLines(policy: JsonMap): readonly string[] {
  const mode = asMap(policy['tls'])['mode'];
  const present = POLICIES.filter(([field]) => policy[field] !== undefined).map(([, words]) => words);
  const ports = asList(policy['portLevelSettings']).map((item) => {
    const { port, ...own } = asMap(item);
    return `Port ${String(asMap(port)['number'])}: ${policyLines(own).join('; ')}`;
  });
  return [
    mode === undefined ? '' : `Traffic Policy TLS Mode: ${String(mode)}`,
    present.length === 0 ? '' : `Policies: ${present.join('/')}`,
    ...ports,
  ].filter((line) => line !== '');
}

/** What a VirtualService's routes do for a host whose pods are in some subsets. */
export interface Reach {
  /** Host name in full, and the namespace short names are of. */
  readonly host: string;
  /** `undefined` where no DestinationRule says what subsets there are. */
  readonly subsets: Subsets | undefined;
}

/** What a VirtualService says for the pods. */
export function virtualServiceLines(scene: Scene, service: JsonMap, reach: Reach): readonly string[] {
  const { name, namespace } = identity(service);
  const routes = asList(asMap(service['spec'])['http']).map(asMap);
  const told = routes.map((route) => routeLines(route, { ...reach, namespace }));
  const reached = told.filter(({ reaches }) => reaches);
  const body =
    reached.length === 0
      ? [
          `WARNING: No destinations match pod subsets (checked ${routes.length} HTTP routes)`,
          ...indented(
            told.flatMap(({ lines }) => lines),
            '   ',
          ),
        ]
      : reachedLines(routes.length, told);
  const shown = routes.length === 0 ? tcpLines(service) : body;
  return [`VirtualService: ${shownName(scene, name, namespace)}`, ...indented(shown, '   ')];
}

function tcpLines(service: JsonMap): readonly string[] {
  const { tcp, tls } = asMap(service['spec']);
  const count = asList(tcp).length + asList(tls).length;
  return count === 0 ? [] : [`${count} TCP route(s)`];
}

function reachedLines(count: number, told: readonly RouteText[]): readonly string[] {
  const lines = told.filter(({ reaches }) => reaches).flatMap((route) => route.lines);
  const missed = told.filter(({ reaches }) => !reaches).length;
  return [
    ...(lines.length === 0 ? [`${count} HTTP route(s)`] : lines),
    missed === 0 ? '' : `${missed} additional destination(s) that will not reach this pod`,
  ];
}

interface RouteText {
  readonly reaches: boolean;
  readonly lines: readonly string[];
}

interface RouteReach extends Reach {
  readonly namespace: string;
}

function routeLines(route: JsonMap, reach: RouteReach): RouteText {
  const destinations = asList(route['route']).map(asMap);
  const hits = destinations.filter((destination) => isReached(destination, reach));
  if (hits.length === 0) return { reaches: false, lines: destinations.map((item) => missText(item, route, reach)) };
  const facts = [...faultFacts(route), ...matchFacts(route)];
  const warnings = destinations
    .map((item) => missText(item, route, reach))
    .filter((text) => text.startsWith('Warning'));
  if (facts.length > 0) return { reaches: true, lines: [facts.join(', '), ...warnings] };
  return { reaches: true, lines: [...(destinations.length > 1 ? hits.map(weightText) : []), ...warnings] };
}

function fullHost(host: string, namespace: string): string {
  return host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`;
}

function targetOf({ destination }: JsonMap): { readonly host: string; readonly subset: string } {
  const { host, subset } = asMap(destination);
  return { host: asString(host) ?? '', subset: asString(subset) ?? '' };
}

function isReached(item: JsonMap, { host, namespace, subsets }: RouteReach): boolean {
  const target = targetOf(item);
  if (fullHost(target.host, namespace) !== host) return false;
  return target.subset === '' || (subsets?.matching.includes(target.subset) ?? false);
}

function missText(item: JsonMap, route: JsonMap, { host, namespace, subsets }: RouteReach): string {
  const target = targetOf(item);
  if (fullHost(target.host, namespace) !== host || target.subset === '') return weightText(item);
  if (subsets?.matching.includes(target.subset)) return '';
  if (!subsets) return `Warning: Route to subset ${target.subset} but NO DESTINATION RULE defining subsets!`;
  if (!subsets.others.includes(target.subset))
    return `Warning: Route to UNKNOWN subset ${target.subset}; check DestinationRule`;
  const matches = matchFacts(route).join(', ');
  return `Route to non-matching subset ${target.subset} for ${matches === '' ? '(everything)' : matches}`;
}

function weightText(item: JsonMap): string {
  const { host, subset } = targetOf(item);
  const weight = Number(item['weight'] ?? 0);
  return `Route to host "${host}"${subset === '' ? '' : ` subset "${subset}"`} with weight ${weight}%`;
}

function matchFacts(route: JsonMap): readonly string[] {
  return asList(route['match']).map((item) => {
    const { uri, headers } = asMap(item);
    const conditions = Object.entries(asMap(headers)).map(([name, match]) => `${name}${headerText(asMap(match))}`);
    const when = conditions.length === 0 ? '' : `when headers are ${conditions.join('; ')}`;
    return ['Match:', uriText(asMap(uri)), when].filter((part) => part !== '').join(' ');
  });
}

function uriText({ prefix, exact, regex }: JsonMap): string {
  if (prefix !== undefined) return `${String(prefix)}*`;
  if (exact !== undefined) return String(exact);
  return regex === undefined ? '' : `regex:${JSON.stringify(regex)}`;
}

function headerText({ exact, prefix, regex }: JsonMap): string {
  if (exact !== undefined) return `=${String(exact)}`;
  if (prefix !== undefined) return `=${String(prefix)}*`;
  return regex === undefined ? '' : `~${String(regex)}`;
}

/** Fault injection, in the notation of protobuf's text format. */
function faultFacts(route: JsonMap): readonly string[] {
  const fault = route['fault'];
  return isMap(fault) ? [`Fault injection ${protoText(fault)}`] : [];
}

const NANOS = 1_000_000_000n;

function protoText(value: JsonMap): string {
  const fields = Object.entries(value).map(([key, item]) => {
    const name = key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (/delay$/i.test(key) && typeof item === 'string') return `${name}:{${durationFields(item)}}`;
    if (isMap(item)) return `${name}:{${protoText(item)}}`;
    return `${name}:${typeof item === 'string' ? JSON.stringify(item) : String(item)}`;
  });
  // In the order of the fields' numbers: what a fault is comes before how often.
  return fields.sort((a, b) => Number(a.startsWith('percentage')) - Number(b.startsWith('percentage'))).join(' ');
}

function durationFields(text: string): string {
  const duration = parseDuration(text) ?? 0n;
  const [seconds, nanos] = [duration / NANOS, duration % NANOS];
  return [seconds > 0n ? `seconds:${seconds}` : '', nanos > 0n ? `nanos:${nanos}` : ''].filter(Boolean).join(' ');
}
