/** What is measured of both proxies, one after the other and again. */
import { HOSTS } from './configs.ts';
import { cpuOfAll, generate, load } from './machine.ts';
import type { Contestant } from './stage.ts';

/** One run. */
export interface Sample {
  /** Requests, connections or MiB. */
  readonly count: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
  /** Processor time of the proxy for each. */
  readonly cpuMicros: number;
}

/** A row of the table; the first of two proxies that are compared in it is Envoy. */
export interface Row {
  readonly name: string;
  /** What is compared: how much a second of processor time brings, or a latency. */
  readonly by: 'cpu' | 'p50' | 'p99';
  /** For `cpu` at least, for latencies at most, as multiples of Envoy's. */
  readonly must: number;
  readonly aim: number;
  readonly logged?: boolean;
  run(proxy: Contestant, context: RowContext): Promise<Omit<Sample, 'cpuMicros'>>;
}

/** What rows know besides the proxy. */
export interface RowContext {
  readonly seconds: number;
  readonly sink: number;
  /** Half of what Envoy can do, once that is known. */
  readonly halfRate: number;
}

const wrk =
  (path: string, connections: number): Row['run'] =>
  async (proxy, { seconds }) => {
    const result = await load({ port: proxy.http, path, connections, seconds });
    return { ...result, count: result.requests };
  };

const CONNECTIONS = 64;
const NONE_BETTER = 1;

/** In the order of the table; the first one says what Envoy's greatest rate is. */
export const ROWS: readonly Row[] = [
  { name: 'HTTP/1.1, 200 B', by: 'cpu', must: 1.3, aim: 2, run: wrk('/s', CONNECTIONS) },
  { name: 'the same, p99 under full load', by: 'p99', must: NONE_BETTER, aim: 0.6, run: wrk('/s', CONNECTIONS) },
  { name: 'with access log to a file', by: 'cpu', must: 1.2, aim: 2, logged: true, run: wrk('/s', CONNECTIONS) },
  { name: 'HTTP/1.1, 10 KiB', by: 'cpu', must: 1.2, aim: 1.8, run: wrk('/l', CONNECTIONS) },
  { name: 'one connection, p50', by: 'p50', must: 1.2, aim: 0.8, run: wrk('/s', 1) },
  {
    name: 'open loop at half of Envoy’s rate, p99',
    by: 'p99',
    must: 1.5,
    aim: 1,
    run: ({ http: port }, { seconds, halfRate: rate }) => generate('open', { port, host: HOSTS.http1, seconds, rate }),
  },
  {
    name: 'HTTP/2, 8 × 16 streams',
    by: 'cpu',
    must: 0.35,
    aim: 0.8,
    run: ({ http: port }, { seconds }) => generate('http2', { port, host: HOSTS.http2, seconds }),
  },
  {
    name: 'HTTP/2, 10 KiB',
    by: 'cpu',
    must: 0.35,
    aim: 0.8,
    run: ({ http: port }, { seconds }) => generate('http2', { port, host: HOSTS.http2, seconds, path: '/l' }),
  },
  {
    name: 'HTTP/2 to HTTP/1.1',
    by: 'cpu',
    must: 0.35,
    aim: 0.8,
    run: ({ http: port }, { seconds }) => generate('http2', { port, host: HOSTS.http1, seconds }),
  },
  {
    name: 'gRPC, HTTP/2 on both sides',
    by: 'cpu',
    must: 0.35,
    aim: 0.8,
    run: ({ http: port }, { seconds }) => generate('grpc', { port, host: HOSTS.grpc, seconds }),
  },
  {
    name: 'TCP, MiB',
    by: 'cpu',
    must: 0.5,
    aim: 0.9,
    run: ({ tcp: port }, { seconds, sink }) => generate('bytes', { port, host: '', seconds, sink }),
  },
  {
    name: 'TCP connections',
    by: 'cpu',
    must: 0.4,
    aim: 0.7,
    run: ({ tcp: port }, { seconds, sink }) => generate('connections', { port, host: '', seconds, sink }),
  },
];

const WARM_UP_SECONDS = 1;

/** Warms a proxy up and measures it. */
export async function sample(row: Row, proxy: Contestant, context: RowContext): Promise<Sample> {
  await row.run(proxy, { ...context, seconds: WARM_UP_SECONDS });
  const before = cpuOfAll(proxy.pids);
  const result = await row.run(proxy, context);
  return { ...result, cpuMicros: ((cpuOfAll(proxy.pids) - before) * 1000) / result.count };
}

/** The middle value, of an even number the greater of the two. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** How one row came out. */
export interface Compared {
  readonly row: Row;
  readonly envoy: readonly Sample[];
  readonly meshctl: readonly Sample[];
}

const middle = (samples: readonly Sample[], field: keyof Sample): number => median(samples.map((each) => each[field]));

/** As a multiple of Envoy's; for `cpu` more is better. */
function ratioOf({ row: { by }, envoy, meshctl }: Compared): number {
  if (by === 'cpu') return middle(envoy, 'cpuMicros') / middle(meshctl, 'cpuMicros');
  return middle(meshctl, by) / middle(envoy, by);
}

/** The cells of a row. */
export function cellsOf(compared: Compared): readonly string[] {
  const { row, envoy, meshctl } = compared;
  const ratio = ratioOf(compared);
  const good = row.by === 'cpu' ? ratio >= row.must : ratio <= row.must;
  const sign = row.by === 'cpu' ? '≥' : '≤';
  const shown = (samples: readonly Sample[]): string =>
    row.by === 'cpu' ? `${middle(samples, 'perSecond').toFixed(0)}/s` : `${middle(samples, row.by).toFixed(2)} ms`;
  const cpu = (samples: readonly Sample[]): string => middle(samples, 'cpuMicros').toFixed(1);
  const tails = (samples: readonly Sample[]): string =>
    `${middle(samples, 'p50').toFixed(2)}/${middle(samples, 'p99').toFixed(2)}`;
  const failed = meshctl.reduce((sum, { failures }) => sum + failures, 0);
  return [
    row.name,
    shown(envoy),
    shown(meshctl),
    `${ratio.toFixed(2)}${row.by === 'cpu' ? ' a CPU second' : ''}`,
    `${sign} ${row.must}`,
    `${sign} ${row.aim}`,
    `${cpu(envoy)} / ${cpu(meshctl)}`,
    `${tails(envoy)} / ${tails(meshctl)}`,
    failed > 0 ? `${failed} FAILED` : good ? 'yes' : 'NO',
  ];
}
