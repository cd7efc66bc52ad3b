/** Why an endpoint gets requests, or gets none. */
import type { HostFacts } from '../hosts.ts';
import { isHealthy } from '../hosts.ts';
import { clusterConfig, type ExplainedCluster, indented, outlierText, panicPercent } from './cluster.ts';

/** What Envoy says against an endpoint, in words. @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/admin/v3/clusters.proto HostHealthStatus */
const REASONS: Readonly<Record<string, string>> = {
  failed_active_health_check: 'its active health check fails',
  failed_outlier_check: 'outlier detection has ejected it (Envoy does not say until when)',
  failed_active_degraded_check: 'its health check calls it degraded: others come first',
  pending_dynamic_removal: 'the control plane has removed it; it stays as long as its health check passes',
  pending_active_hc: 'its first health check has not come back yet',
  excluded_via_immediate_hc_fail: 'it answered that its health check is to fail at once',
  active_hc_timeout: 'its health check gets no answer in time',
};

/** The lines about the endpoint of an address. */
export function endpointLines(address: string, cluster: ExplainedCluster): readonly string[] {
  const host = cluster.facts?.hosts.find((each) => each.address === address);
  if (host === undefined) return ['It is not among the endpoints of the cluster any more.'];
  const against = reasonsAgainst(host);
  const config = clusterConfig(cluster);
  return [
    headline(host, against, isPanic(cluster, config)),
    ...against.map((reason) => indented(`✕ ${reason}`)),
    ...(host.ejected ? [indented(outlierText(config))] : []),
    ...rateLines(host, cluster),
    ...(host.checked ? [] : [indented('what the proxy itself found is on another page, /clusters')]),
  ];
}

function reasonsAgainst({ health, failures }: HostFacts): readonly string[] {
  const sent = ['HEALTHY', 'UNKNOWN', 'DEGRADED'].includes(health) ? [] : [`the control plane says ${health}`];
  return [...sent, ...failures.map((name) => REASONS[name] ?? name.replaceAll('_', ' '))];
}

function headline(host: HostFacts, against: readonly string[], panic: boolean): string {
  if (isHealthy(host)) {
    return host.priority === 0
      ? 'It takes requests.'
      : `It takes requests only when too few endpoints of a priority below ${host.priority} are healthy.`;
  }
  if (panic) return 'It takes requests, although it should not: so few endpoints are healthy that all get them alike.';
  return against.length === 1 ? 'It takes no requests:' : 'It takes no requests, for several reasons:';
}

function isPanic({ facts }: ExplainedCluster, config: unknown): boolean {
  const hosts = facts?.hosts ?? [];
  return (hosts.filter(isHealthy).length / Math.max(1, hosts.length)) * 100 < panicPercent(config);
}

function rateLines({ successRate, weight, locality }: HostFacts, { facts }: ExplainedCluster): readonly string[] {
  const threshold = facts?.ejectionThreshold;
  const share = (facts?.hosts ?? []).filter(isHealthy).reduce((sum, each) => sum + each.weight, 0);
  return [
    ...(successRate === undefined
      ? []
      : [
          `success rate ${Math.round(successRate)} %${threshold === undefined ? '' : `; below ${Math.round(threshold)} % it is ejected`}`,
        ]),
    `weight ${weight}${share > 0 ? ` of ${share}` : ''}${locality === '' ? '' : `, in ${locality}`}`,
  ].map(indented);
}
