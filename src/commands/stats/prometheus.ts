import { fetchAdmin, parseAdminAddress } from '../../io/admin.ts';
import { fetchBytes } from '../../io/remote.ts';
import { NoInputError, UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { momentOf } from '../../stats/moment.ts';
import { byProxy, trafficQuery, vectorSamples } from '../../stats/prometheus.ts';
import type { Span } from '../../stats/traffic.ts';

const HTTP_PORT = 80;

/** What is asked of a Prometheus server. */
export interface PrometheusQuestion {
  readonly url: string;
  readonly selector: string;
  /** `undefined`: only what was counted up to now. */
  readonly intervalMs: number | undefined;
}

/**
 * The statistics of every proxy a Prometheus server knows, now and one interval ago. Throws UsageError for text that is no
 * URL, NoInputError when the server has nothing of proxies, and what requests throw.
 */
export async function prometheusSpans(question: PrometheusQuestion, host: Host): Promise<ReadonlyMap<string, Span>> {
  const { url, intervalMs } = question;
  const now = host.now().getTime();
  const after = await ask(question, now, host);
  if (after.size === 0) {
    throw new NoInputError('NO_INPUT_PROMETHEUS', `"${url}" has no statistics of proxies`, {
      hint: 'are the proxies scraped (port 15090, /stats/prometheus)? Does --selector fit?',
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
  const parameters = new URLSearchParams({ query: trafficQuery(selector), time: String(timeMs / 1000) });
  return byProxy(
    vectorSamples(await get(`${url.replace(/\/+$/, '')}/api/v1/query?${parameters.toString()}`, host), url),
  );
}

/** Servers of a cluster mostly speak plain HTTP; nothing is done with the answer but showing it. */
async function get(text: string, host: Host): Promise<Uint8Array> {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new UsageError('USAGE_URL', `--prometheus: "${text.replace(/\/api\/v1.*$/, '')}" is not a URL`, {
      hint: 'write http://localhost:9090; kubectl port-forward -n istio-system svc/prometheus 9090 opens it',
    });
  }
  const url = new URL(text);
  if (url.protocol === 'https:') return fetchBytes(text, { signal: host.signal });
  const address = parseAdminAddress(`${url.hostname}:${url.port || HTTP_PORT}`);
  return fetchAdmin(address, `${url.pathname.slice(1)}${url.search}`, { signal: host.signal });
}
