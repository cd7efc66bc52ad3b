/** What Prometheus is asked for a workload, and what it says. */
import { InputError } from '../../model/errors.ts';
import { asList, asMap, asString, getIn } from '../../model/json.ts';

/** Sends a query; the answer is Prometheus' JSON. */
export type Ask = (query: string) => Promise<Uint8Array>;

/** How a workload fares. */
export interface WorkloadFare {
  readonly workload: string;
  /** Requests per second. */
  readonly totalRps: number;
  /** Those answered with a status of 400 and up. */
  readonly errorRps: number;
  readonly latencyMs: { readonly p50: number; readonly p90: number; readonly p99: number };
}

/** A workload as the user names it, and over how long rates are taken, in Go's notation. */
export interface FareQuestion {
  readonly workload: string;
  readonly window: string;
}

/** Asks for everything that is shown of a workload; what nobody counted is 0. */
export async function fareOf(ask: Ask, { workload, window }: FareQuestion): Promise<WorkloadFare> {
  const dot = workload.indexOf('.');
  const name = dot < 0 ? workload : workload.slice(0, dot);
  const namespace = dot < 0 ? '' : workload.slice(dot + 1);
  const labels = `destination_workload=~"${escaped(name)}.*", destination_workload_namespace=~"${escaped(namespace)}.*",reporter="destination"`;
  const number = async (query: string): Promise<number> => numberIn(await ask(query));
  const total = (more = ''): string => `sum(rate(istio_requests_total{${labels}${more}}[${window}]))`;
  const quantile = (share: number): string =>
    `histogram_quantile(${share.toFixed(6)}, sum(rate(istio_request_duration_milliseconds_bucket{${labels}}[${window}])) by (le))`;
  return {
    workload,
    totalRps: await number(total()),
    errorRps: await number(total(',response_code=~"[45][0-9]{2}"')),
    latencyMs: {
      p50: await number(quantile(0.5)),
      p90: await number(quantile(0.9)),
      p99: await number(quantile(0.99)),
    },
  };
}

/** A name inside a pattern inside a text of PromQL. */
function escaped(name: string): string {
  return name.replaceAll(/[\\"]/g, '\\$&');
}

function numberIn(bytes: Uint8Array): number {
  const answer = parsed(Buffer.from(bytes).toString('utf8'));
  const [first] = asList(getIn(answer, ['data', 'result']));
  const value = Number(asString(asList(asMap(first)['value'])[1]) ?? 0);
  // No traffic at all is a quantile of nothing: NaN.
  return Number.isFinite(value) ? value : 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('INPUT_PROMETHEUS', 'what answers is no Prometheus: it does not speak JSON', { cause });
  }
}
