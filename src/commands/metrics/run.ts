import type { Call } from '../../cli/declare.ts';
import { durationOf } from '../../cli/duration.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { tabulate } from '../../gotext/tabwriter.ts';
import { withCluster } from '../../kube/client.ts';
import { durationText } from '../../model/duration.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { podPage } from '../kube/pod-page.ts';
import { selectedPods } from '../kube/selected-pods.ts';
import type { SourceFlags } from '../proxy-config/flags.ts';
import { formatOf } from '../proxy-config/format.ts';
import { asPeer } from '../proxy-config/peer.ts';
import { askPrometheus } from '../stats/prometheus-server.ts';
import { type Ask, fareOf, type WorkloadFare } from './queries.ts';

/** Flags of metrics. */
export interface MetricsFlags extends SourceFlags {
  readonly duration: string;
  readonly prometheus?: string;
  readonly istioNamespace: string;
}

const PROMETHEUS_LABEL = 'app.kubernetes.io/name=prometheus';
const PROMETHEUS_PORT = 9090;
const FORM = 'application/x-www-form-urlencoded';

/** `meshctl metrics`: rates and latencies of workloads. */
export async function runMetrics(call: Call<MetricsFlags>): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  return asPeer(call, async () => {
    const format = formatOf(flags);
    if (positionals.length === 0) throw missing();
    const window = durationText(durationOf(flags.duration, '--duration'));
    const fares = await withPrometheus(call, async (ask) => {
      const found: WorkloadFare[] = [];
      for (const workload of positionals) found.push(await fareOf(ask, { workload, window }));
      return found;
    });
    host.stdout.write(
      format === 'table'
        ? fareTable(fares)
        : await documentText(format, envelope('WorkloadMetricsList', { items: fares })),
    );
    return EXIT.ok;
  });
}

function missing(): EnvoyError {
  return new EnvoyError('USAGE_SOURCE', 'no workload is named', {
    peer: 'metrics requires workload name',
    exitCode: EXIT.usage,
    hint: 'name some: NAME[.NAMESPACE]',
  });
}

function withPrometheus<T>({ flags, host }: Call<MetricsFlags>, work: (ask: Ask) => Promise<T>): Promise<T> {
  const path = 'api/v1/query';
  const form = (query: string) =>
    ({ method: 'POST', body: `query=${encodeURIComponent(query)}`, contentType: FORM }) as const;
  const server = flags.prometheus;
  if (server !== undefined) return work((query) => askPrometheus(server, { query }, host));
  return withCluster(flags, host, async (client) => {
    const [pod] = await selectedPods(client, PROMETHEUS_LABEL, { namespace: flags.istioNamespace });
    const around = (text: string): string => `failed to query Prometheus: ${text}`;
    return work((query) =>
      podPage(client, pod ?? { pod: '', namespace: '' }, { path, port: PROMETHEUS_PORT, around, ...form(query) }),
    );
  });
}

const NAME_WIDTH = 40;
const RATE_DIGITS = 3;
const COLUMNS = { minWidth: 13, padding: 2, alignRight: true } as const;

/** Every line is laid out by itself, as the reference does it. */
function fareTable(fares: readonly WorkloadFare[]): string {
  const line = ([name = '', ...cells]: readonly string[]): string =>
    tabulate(`${[name.padStart(NAME_WIDTH), ...cells].join('\t')}\t\n`, COLUMNS);
  const header = ['WORKLOAD', 'TOTAL RPS', 'ERROR RPS', 'P50 LATENCY', 'P90 LATENCY', 'P99 LATENCY'];
  const rows = fares.map(({ workload, totalRps, errorRps, latencyMs }) => [
    workload,
    totalRps.toFixed(RATE_DIGITS),
    errorRps.toFixed(RATE_DIGITS),
    ...[latencyMs.p50, latencyMs.p90, latencyMs.p99].map((value) =>
      durationText(BigInt(Math.trunc(value)) * 1_000_000n),
    ),
  ]);
  return [header, ...rows].map(line).join('');
}
