/** Series as Prometheus has them, under Envoy's own names again. */
import { fromCumulative } from '../histogram.ts';
import { SCOPE_RULES, type ScopeKind } from '../scopes.ts';
import { emptySnapshot, type SnapshotBuilder, type StatsSnapshot } from '../snapshot.ts';
import { parseValue } from '../value.ts';
import type { PromSample } from './prometheus.ts';

/** The labels that hold a scope's name: Envoy's own, and those Istio makes. */
const NAME_LABELS: Readonly<Record<ScopeKind, readonly string[]>> = {
  cluster: ['envoy_cluster_name', 'cluster_name'],
  http: ['envoy_http_conn_manager_prefix', 'http_conn_manager_prefix'],
  listener: ['envoy_listener_address', 'listener_address'],
  vhost: ['envoy_virtual_host', 'virtual_host'],
};

const CLASS_LABELS = ['envoy_response_code_class', 'response_code_class'];
const VIRTUAL_CLUSTER_LABELS = ['envoy_virtual_cluster', 'virtual_cluster'];

/** Other statistics that are asked for by name. */
const PLAIN: Readonly<Record<string, string>> = {
  envoy_server_uptime: 'server.uptime',
  envoy_server_memory_allocated: 'server.memory_allocated',
};

/** Counters of classes of answers are one family with the class as a label. */
const CLASSES_SUFFIX = '_rq_xx';

interface Known {
  readonly stat: string;
  /** As a family's name ends: dots and the digit of a class are lost there. */
  readonly suffix: string;
}

/** The statistics of a kind of scope; the longest first, for some end as others do. */
const KNOWN: Readonly<Record<ScopeKind, readonly Known[]>> = {
  cluster: knownOf('cluster'),
  http: knownOf('http'),
  listener: knownOf('listener'),
  vhost: knownOf('vhost'),
};

function knownOf(kind: ScopeKind): readonly Known[] {
  const { counters, gauges, times } = SCOPE_RULES[kind];
  const stats = [...counters, ...gauges, ...(times === undefined ? [] : [times])];
  const known = stats.map((stat) => ({ stat, suffix: stat.replaceAll('.', '_').replace(/_rq_\dxx$/, CLASSES_SUFFIX) }));
  return known.sort((a, b) => b.suffix.length - a.suffix.length);
}

const KINDS: readonly ScopeKind[] = ['cluster', 'http', 'listener', 'vhost'];

/**
 * The statistics of some series. Where Envoy put only the front of a name into a label, the rest comes back from the
 * family's name; what was a dot there and what an underscore is lost, but for the ending every service of a cluster has.
 */
export function snapshotOf(samples: readonly PromSample[]): StatsSnapshot {
  const snapshot = emptySnapshot();
  const bounds = new Map<string, [number, number][]>();
  for (const { family, labels, value } of samples) {
    const plain = PLAIN[family];
    const number = parseValue(value);
    if (number === undefined) continue;
    if (plain !== undefined) snapshot.values.set(plain, number);
    const bucket = labels['le'] === undefined ? undefined : /^(.*)_bucket$/.exec(family)?.[1];
    const name = statName(bucket ?? family, labels);
    if (name === undefined) continue;
    if (bucket === undefined) snapshot.values.set(name, number);
    else bounds.set(name, [...(bounds.get(name) ?? []), [boundOf(labels['le'] ?? ''), Number(number)]]);
  }
  addHistograms(bounds, snapshot);
  return snapshot;
}

const boundOf = (text: string): number => (text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text));

function addHistograms(
  bounds: ReadonlyMap<string, readonly [number, number][]>,
  { histograms }: SnapshotBuilder,
): void {
  for (const [name, counts] of bounds) {
    const sorted = [...counts].sort(([a], [b]) => a - b);
    histograms.set(name, { total: { kind: 'buckets', buckets: fromCumulative(sorted) } });
  }
}

function labelOf(labels: PromSample['labels'], names: readonly string[]): string | undefined {
  return names.map((name) => labels[name]).find((value) => value !== undefined);
}

/** What a listener counts of the connection manager behind it: which listener leads where. */
const BEHIND = /^envoy_listener_http_(?:(.+)_)?downstream_rq_completed$/;

function behindName(family: string, labels: PromSample['labels']): string | undefined {
  const [whole, middle = ''] = BEHIND.exec(family) ?? [];
  const listener = labelOf(labels, NAME_LABELS.listener);
  const manager = labelOf(labels, NAME_LABELS.http);
  if (whole === undefined || listener === undefined || manager === undefined) return undefined;
  return `listener.${listener}.http.${middle === '' ? manager : `${manager}.${dotted(middle)}`}.downstream_rq_completed`;
}

function statName(family: string, labels: PromSample['labels']): string | undefined {
  const behind = behindName(family, labels);
  if (behind !== undefined) return behind;
  const kind = KINDS.find((each) => family.startsWith(`envoy_${each}_`));
  const name = kind && labelOf(labels, NAME_LABELS[kind]);
  if (kind === undefined || name === undefined) return undefined;
  const rest = family.slice(`envoy_${kind}`.length);
  const known = KNOWN[kind].find(({ suffix }) => rest.endsWith(`_${suffix}`));
  if (known === undefined) return undefined;
  const [, digit = ''] = /^([1-5])(?:xx)?$/.exec(labelOf(labels, CLASS_LABELS) ?? '') ?? [];
  if (known.suffix.endsWith(CLASSES_SUFFIX) && digit === '') return undefined;
  const stat = known.stat.replace(/_rq_\dxx$/, `_rq_${digit}xx`);
  const middle = rest.slice(1, -known.suffix.length - 1);
  const virtual = labelOf(labels, VIRTUAL_CLUSTER_LABELS);
  const scope = [name, dotted(middle), ...(virtual === undefined ? [] : [virtual])];
  return `${kind}.${scope.filter((part) => part !== '').join('.')}.${stat}`;
}

const SERVICE_END = '_svc_cluster_local';

function dotted(middle: string): string {
  if (!middle.endsWith(SERVICE_END)) return middle;
  return middle.slice(0, -SERVICE_END.length) + SERVICE_END.replaceAll('_', '.');
}
