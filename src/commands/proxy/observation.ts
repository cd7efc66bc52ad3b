/** What this process knows of its traffic: numbers, logs, traces. */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import type { ProxyNode } from '../../mesh/proxy-node.ts';
import type { Host } from '../../model/host.ts';
import { AccessLogs } from '../../proxy/telemetry/access-log/logs.ts';
import { Metrics } from '../../proxy/telemetry/metrics.ts';
import { plainScope, seriesOf } from '../../proxy/telemetry/series.ts';
import { Telemetry } from '../../proxy/telemetry/telemetry.ts';
import { Spans } from '../../proxy/telemetry/tracing/spans.ts';
import type { ClusterState } from '../../proxy/upstream.ts';
import { LogFiles } from './log-files.ts';
import { spanSender } from './span-sender.ts';
import { TlsRefusals } from './tls-refusals.ts';

/** How often distributions begin a new interval, as Envoy flushes its statistics, and spans leave. */
const INTERVAL_MS = 5000;
/** How long the end of a run waits for a collector. */
const LAST_SPANS_MS = 1000;

/** What is counted that no traffic says. */
export interface Sizes {
  readonly clusters: readonly ClusterState[];
  readonly listeners: readonly unknown[];
}

function serverGauges(metrics: Metrics, current: () => Sizes): void {
  const server = plainScope('server');
  const gauge = (name: string): number => metrics.gauge(seriesOf(server, name));
  const [uptime, live, allocated, heap, physical] = [
    'uptime',
    'live',
    'memory_allocated',
    'memory_heap_size',
    'memory_physical_size',
  ].map(gauge);
  const clusters = metrics.gauge(seriesOf(plainScope('cluster_manager'), 'active_clusters'));
  const listeners = metrics.gauge(seriesOf(plainScope('listener_manager'), 'total_listeners_active'));
  metrics.onCollect(() => {
    const memory = getHeapStatistics();
    const set = (cell: number | undefined, value: number): void => metrics.set(cell ?? 0, value);
    set(uptime, Math.floor(performance.now() / 1000));
    set(live, 1);
    set(allocated, memory.used_heap_size + memory.external_memory);
    set(heap, memory.total_heap_size);
    set(physical, memory.total_physical_size);
    set(clusters, current().clusters.length);
    set(listeners, current().listeners.length);
  });
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Everything that is told to people and tools outside. */
export class Observation {
  readonly metrics = new Metrics();
  readonly files: LogFiles;
  readonly telemetry: Telemetry;
  readonly #spans: Spans;
  readonly #interval: NodeJS.Timeout;

  /** `current` gives what runs now. */
  constructor(node: ProxyNode, host: Host, current: () => Sizes) {
    const { metrics } = this;
    const dropped = metrics.counter(seriesOf(plainScope('filesystem'), 'write_failed'));
    this.files = new LogFiles(host, () => metrics.add(dropped));
    const wallTime = (monotonic: number): number => performance.timeOrigin + monotonic;
    const send = spanSender((name) => current().clusters.find(({ plan }) => plan.name === name));
    this.#spans = new Spans({ node, metrics, wallTime, send });
    const logs = new AccessLogs({
      wallTime,
      hostname: hostname(),
      onUnknown: (word) =>
        host.stderr.write(`warning: the access log has ${word} as it stands: nobody knows the word\n`),
      onBadFilter: (expression, reason) =>
        host.stderr.write(
          `warning: everything is logged: the filter "${expression}" of the access log cannot be read: ${reason}\n`,
        ),
      sinkOf: (path) => this.files.sink(path),
    });
    const refusals = new TlsRefusals(
      (line) => host.stderr.write(line),
      () => performance.now(),
    );
    this.telemetry = new Telemetry({
      metrics,
      node,
      logs,
      spans: this.#spans,
      onTlsRefused: (listener, connection, refusal) => refusals.tell(listener, connection, refusal),
      onInternalError: (error) =>
        host.stderr.write(`error: a defect of meshctl ended a connection: ${stackOf(error)}\n`),
    });
    serverGauges(metrics, current);
    this.#interval = setInterval(() => this.#turn(), INTERVAL_MS).unref();
  }

  #turn(): void {
    this.metrics.rotate();
    void this.#spans.flush();
  }

  /** What is left is written and sent; a collector that does not answer is not waited for. */
  async end(): Promise<void> {
    clearInterval(this.#interval);
    await Promise.all([
      this.files.close(),
      Promise.race([this.#spans.flush(), sleep(LAST_SPANS_MS, undefined, { ref: false })]),
    ]);
  }
}
