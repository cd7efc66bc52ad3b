/** The bench, from its processes to its table. */
import { durationMs } from '../../cli/duration.ts';
import { type LoadPlan, targetOf } from '../../load/plan.ts';
import { loadReport, type TargetReport } from '../../load/report.ts';
import { runLoad } from '../../load/run.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { table } from '../../output/table.ts';
import type { BenchFlags } from './flags.ts';
import { type Contestant, type ContestantName, startStage } from './stage.ts';

const TIMEOUT_MS = 5000;
/** Latency is measured at this share of what the slowest of them can do: at its most every one of them is a queue. */
const STEADY_SHARE = 0.5;
/** Requests before anything counts: V8 compiles what is used often. */
const WARM_UP = 2000;

/** What one of them does. */
interface Row {
  readonly name: ContestantName;
  readonly requestsPerSecond: number;
  /** `undefined` without a baseline. */
  readonly ofBaseline: number | undefined;
  readonly failed: number;
  /** At the steady rate. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** The middle of some numbers; of an even count the upper one of the two. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Measurements of one machine. */
class Bench {
  readonly #flags: BenchFlags;
  readonly #durationMs: number;
  readonly #host: Host;

  constructor(flags: BenchFlags, host: Host) {
    this.#flags = flags;
    this.#durationMs = durationMs(flags.duration, '--duration');
    this.#host = host;
  }

  /** As often as the flags say, all of them in turns: what else the machine does meets each of them alike. */
  async rounds(
    contestants: readonly Contestant[],
    more: Partial<LoadPlan>,
  ): Promise<ReadonlyMap<string, readonly TargetReport[]>> {
    const all = new Map<string, TargetReport[]>(contestants.map(({ name }) => [name, []]));
    for (let round = 0; round < this.#flags.rounds; round++) {
      for (const { name, url } of contestants) all.get(name)?.push(...(await this.#measure(url, more)));
    }
    return all;
  }

  async warmUp(contestants: readonly Contestant[]): Promise<void> {
    for (const { url } of contestants) await this.#measure(url, { requests: WARM_UP });
  }

  async #measure(url: string, more: Partial<LoadPlan>): Promise<readonly TargetReport[]> {
    this.#host.signal.throwIfAborted();
    const target = targetOf(url, { method: 'GET', headers: [], body: Buffer.alloc(0) });
    const plan: LoadPlan = {
      targets: target === undefined ? [] : [target],
      durationMs: this.#durationMs,
      connections: this.#flags.connections,
      timeoutMs: TIMEOUT_MS,
      by: 'x-served-by',
      verify: true,
      ...more,
    };
    return loadReport(await runLoad(plan, this.#host.signal)).targets;
  }
}

interface Measured {
  readonly rate: number;
  readonly rows: readonly Row[];
}

async function measure(bench: Bench, contestants: readonly Contestant[]): Promise<Measured> {
  await bench.warmUp(contestants);
  const full = await bench.rounds(contestants, {});
  const speeds = new Map(
    contestants.map(({ name }) => [name, median((full.get(name) ?? []).map((each) => each.answersPerSecond))]),
  );
  const rate = Math.max(1, Math.floor(Math.min(...speeds.values()) * STEADY_SHARE));
  const steady = await bench.rounds(contestants, { rate });
  const baseline = speeds.get('baseline') ?? 0;
  const rows = contestants.map(({ name }): Row => {
    const runs = [...(full.get(name) ?? []), ...(steady.get(name) ?? [])];
    const latencies = (steady.get(name) ?? []).flatMap(({ latencyMs }) => latencyMs ?? []);
    const speed = speeds.get(name) ?? 0;
    return {
      name,
      requestsPerSecond: Math.round(speed),
      ofBaseline: baseline === 0 ? undefined : Math.round((speed / baseline) * 100) / 100,
      failed: runs.reduce((sum, { failed }) => sum + failed, 0),
      p50Ms: latencies.length === 0 ? undefined : median(latencies.map(({ p50 }) => p50)),
      p99Ms: latencies.length === 0 ? undefined : median(latencies.map(({ p99 }) => p99)),
    };
  });
  return { rate, rows };
}

function cells({ name, requestsPerSecond, ofBaseline, failed, p50Ms, p99Ms }: Row): readonly string[] {
  const shown = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(2));
  return [name, String(requestsPerSecond), `${shown(ofBaseline)}×`, String(failed), shown(p50Ms), shown(p99Ms)];
}

/** `meshctl bench`. Throws UsageError for flags that make no sense, and what starting the processes throws. */
export async function runBench(flags: BenchFlags, host: Host): Promise<ExitStatus> {
  for (const name of ['rounds', 'connections'] as const) {
    if (flags[name] < 1) throw new UsageError('USAGE_NUMBER', `--${name} has to be more than 0`);
  }
  const bench = new Bench(flags, host);
  const stage = await startStage(flags, host);
  const release = host.onInterrupt(() => stage.end());
  try {
    if (stage.withoutEnvoy !== undefined) {
      host.stderr.write(`without Envoy: ${stage.withoutEnvoy}; meshctl doctor says where to get one\n`);
    }
    const { rate, rows } = await measure(bench, stage.contestants);
    if (flags.output === 'table') {
      const head = ['', 'PER SECOND', 'OF BASELINE', 'FAILED', `P50 ms AT ${rate}/s`, 'P99 ms'];
      host.stdout.write(table(head, rows.map(cells)));
    } else {
      host.stdout.write(await documentText(flags.output, envelope('BenchReport', { steadyRate: rate, proxies: rows })));
    }
    return EXIT.ok;
  } finally {
    release();
    await stage.end();
  }
}
