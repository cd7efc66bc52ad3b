/** A Prometheus server's answers. @see https://prometheus.io/docs/prometheus/latest/querying/api/ */
import { InputError } from '../model/errors.ts';
import { asList, asMap, asString, stringMap } from '../model/json.ts';
import { snapshotOf } from './read/families.ts';
import type { PromSample } from './read/prometheus.ts';
import { SCOPE_RULES } from './scopes.ts';
import type { StatsSnapshot } from './snapshot.ts';

/** Labels that tell proxies apart, the most telling first. */
const PROXY_LABELS = ['pod', 'pod_name', 'kubernetes_pod_name', 'instance'] as const;

/** A query for everything the tables show; `selector` is what stands between the braces besides: `namespace="shop"`. */
export function trafficQuery(selector: string): string {
  const suffixes = Object.values(SCOPE_RULES).flatMap(({ counters, gauges, times }) => [
    ...[...counters, ...gauges].map((stat) => stat.replaceAll('.', '_').replace(/_rq_\dxx$/, '_rq_xx')),
    ...(times === undefined ? [] : [`${times}_bucket`]),
  ]);
  const names = `envoy_(cluster|http|listener|vhost)_(.*_)?(${[...new Set(suffixes)].join('|')})|envoy_server_uptime`;
  return `{__name__=~"${names}"${selector === '' ? '' : `,${selector}`}}`;
}

/** The samples of an instant query. Throws InputError for an answer of another kind, with what the server says of it. */
export function vectorSamples(bytes: Uint8Array, name: string): readonly PromSample[] {
  const answer = asMap(parsed(bytes, name));
  if (answer['status'] !== 'success') {
    const reason = asString(answer['error']) ?? 'it is no answer of the query API';
    throw new InputError('INPUT_PROMETHEUS', `"${name}" cannot be used: ${reason}`, {
      hint: 'give the address of the server itself, as in http://localhost:9090, and look at --selector',
    });
  }
  return asList(asMap(answer['data'])['result']).map((item) => {
    const { __name__: family = '', ...labels } = stringMap(asMap(item)['metric']);
    const [, value] = asList(asMap(item)['value']);
    return { family, labels, value: String(value) };
  });
}

function parsed(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new InputError('INPUT_PROMETHEUS', `"${name}" did not answer with JSON`, {
      cause,
      hint: 'is this a Prometheus server? It listens on 9090',
    });
  }
}

/** The statistics of each proxy that was scraped, by its pod or address. */
export function byProxy(samples: readonly PromSample[]): ReadonlyMap<string, StatsSnapshot> {
  const groups = new Map<string, PromSample[]>();
  for (const sample of samples) {
    const name = PROXY_LABELS.map((label) => sample.labels[label]).find((value) => value !== undefined) ?? '';
    const group = groups.get(name);
    if (group) group.push(sample);
    else groups.set(name, [sample]);
  }
  return new Map([...groups].map(([name, group]) => [name, snapshotOf(group)]));
}
