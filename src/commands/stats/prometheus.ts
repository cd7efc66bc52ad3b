import { NoInputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { momentOf } from '../../stats/moment.ts';
import { byProxy, trafficQuery, vectorSamples } from '../../stats/prometheus.ts';
import type { Span } from '../../stats/traffic.ts';
import { askPrometheus } from './prometheus-server.ts';

/** What is asked of a Prometheus server. */
export interface PrometheusQuestion {
  readonly url: string;
  readonly selector: string;
  /** `undefined`: only what was counted up to now. */
  readonly intervalMs: number | undefined;
}

/**
 * The statistics of every proxy a Prometheus server knows, now and one interval ago. Throws UsageError for a server
 * that is named wrongly, NoInputError when the server has nothing of proxies, and what requests throw.
 */
export async function prometheusSpans(question: PrometheusQuestion, host: Host): Promise<ReadonlyMap<string, Span>> {
  const { url, intervalMs } = question;
  const now = host.now().getTime();
  const after = await ask(question, now, host);
  if (after.size === 0) {
    throw new NoInputError('NO_INPUT_PROMETHEUS', `"${url}" has no statistics of proxies`, {
      hint: 'are the proxies scraped (port 15090, /stats/prometheus)? Does --series fit?',
    });
  }
  const before = intervalMs === undefined ? new Map() : await ask(question, now - intervalMs, host);
  return new Map(
    [...after].map(([name, stats]) => {
      const old = before.get(name);
      return [
        name,
        {
          after: momentOf(stats, now),
          ...(old && { before: momentOf(old, now - (intervalMs ?? 0)) }),
          whole: intervalMs === undefined,
        },
      ];
    }),
  );
}

async function ask({ url, selector }: PrometheusQuestion, timeMs: number, host: Host) {
  const question = { query: trafficQuery(selector), time: timeMs / 1000 };
  return byProxy(vectorSamples(await askPrometheus(url, question, host), url));
}
