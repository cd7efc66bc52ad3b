/** What runs a snapshot: this process, or several. */
import { hostname } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { ProxyNode } from '../../mesh/proxy-node.ts';
import { type AdminEngine, type ClusterReport, clusterReports } from '../../proxy/admin/sources.ts';
import { type ProxyServer, startProxy } from '../../proxy/net/server.ts';
import type { Runtime } from '../../proxy/runtime/runtime.ts';
import { AccessLogs } from '../../proxy/telemetry/access-log/logs.ts';
import { Metrics, type Sample } from '../../proxy/telemetry/metrics.ts';
import { telemetryPlan, telemetrySlices } from '../../proxy/telemetry/plan.ts';
import { plainScope, seriesOf } from '../../proxy/telemetry/series.ts';
import { Telemetry } from '../../proxy/telemetry/telemetry.ts';
import type { Snapshot } from '../../xds/snapshot.ts';
import { inTurns } from './in-turns.ts';
import { LogFiles } from './log-files.ts';
import type { PackedSnapshot } from './pack.ts';
import { type RuntimeSettings, runtimeFor, runtimeSlices } from './runtime-for.ts';

/** How often distributions begin a new interval, as Envoy flushes its statistics. */
const INTERVAL_MS = 5000;

/** How long connections may stay once nobody new is let in: days, since nobody wants the proxy to end. */
const DRAIN_MS = 2 ** 30;

/** Something that runs snapshots. */
export interface Engine extends AdminEngine {
  /** The ports that listeners have got, in the order of the snapshot's. */
  readonly ports: readonly number[];
  /** Another snapshot. @throws when it cannot run; then the one before goes on. */
  apply(mesh: PackedSnapshot): Promise<void>;
  /** Stops listening and waits for requests under way, at most so long; then ends what is left. */
  end(limitMs: number): Promise<void>;
  /** Ends everything at once. */
  destroy(): void;
}

/** What an engine is started with. */
export interface EngineOptions extends RuntimeSettings {
  readonly mesh: PackedSnapshot;
  readonly node: ProxyNode;
}

function serverGauges(metrics: Metrics, current: () => Runtime): void {
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

/** Everything in this process. */
export class LocalEngine implements Engine {
  readonly #settings: RuntimeSettings;
  readonly #metrics = new Metrics();
  readonly #files: LogFiles;
  readonly #telemetry: Telemetry;
  readonly #interval: NodeJS.Timeout;
  #snapshot: Snapshot;
  #runtime: Runtime;
  #server: ProxyServer | undefined;

  private constructor(options: EngineOptions) {
    const { node, host, runtime, limiterFile } = options;
    const { snapshot } = options.mesh;
    this.#settings = { runtime, limiterFile, host };
    const dropped = this.#metrics.counter(seriesOf(plainScope('filesystem'), 'write_failed'));
    this.#files = new LogFiles(host, () => this.#metrics.add(dropped));
    const logs = new AccessLogs({
      wallTime: (monotonic) => performance.timeOrigin + monotonic,
      hostname: hostname(),
      onUnknown: (word) =>
        host.stderr.write(`warning: the access log has ${word} as it stands: nobody knows the word\n`),
      sinkOf: (path) => this.#files.sink(path),
    });
    this.#telemetry = new Telemetry({
      metrics: this.#metrics,
      node,
      logs,
      onInternalError: (error) =>
        host.stderr.write(`error: a defect of meshctl ended a connection: ${stackOf(error)}\n`),
    });
    this.#snapshot = snapshot;
    this.#runtime = runtimeFor(snapshot, options);
    this.#telemetry.use(telemetryPlan(snapshot), this.#runtime);
    serverGauges(this.#metrics, () => this.#runtime);
    this.#interval = setInterval(() => this.#metrics.rotate(), INTERVAL_MS).unref();
  }

  /**
   * Binds all listeners and runs a snapshot.
   * @throws UnavailableError or PermissionError when an address cannot be had, InputError when the snapshot cannot run.
   */
  static async start(options: EngineOptions): Promise<LocalEngine> {
    const engine = new LocalEngine(options);
    try {
      for (const path of logPaths(options.mesh.snapshot)) await engine.#files.check(path);
      engine.#server = await startProxy(engine.#runtime, engine.#telemetry);
    } catch (error) {
      engine.destroy();
      throw error;
    }
    return engine;
  }

  get ports(): readonly number[] {
    return this.#server?.ports ?? [];
  }

  async apply({ snapshot }: PackedSnapshot): Promise<void> {
    const before = this.#runtime;
    const plan = await inTurns(telemetrySlices(snapshot));
    const runtime = await this.#make(snapshot, before);
    try {
      await this.#server?.apply(runtime);
    } catch (error) {
      // What the endpoints have learned is with the new tables now: the old snapshot takes it back.
      this.#runtime = await this.#make(this.#snapshot, runtime);
      await this.#server?.apply(this.#runtime);
      this.#telemetry.use(telemetryPlan(this.#snapshot), this.#runtime);
      throw error;
    }
    this.#snapshot = snapshot;
    this.#runtime = runtime;
    this.#telemetry.use(plan, runtime);
  }

  #make(snapshot: Snapshot, earlier: Runtime): Promise<Runtime> {
    return inTurns(runtimeSlices(snapshot, this.#settings, earlier));
  }

  samples(): Promise<readonly Sample[]> {
    return Promise.resolve(this.#metrics.samples());
  }

  clusters(): Promise<readonly ClusterReport[]> {
    return Promise.resolve(clusterReports(this.#runtime.clusters, this.#telemetry.endpoints));
  }

  resetCounters(): void {
    this.#metrics.resetCounters();
  }

  reopenLogs(): void {
    void this.#files.reopen();
  }

  drain(inboundOnly = false): void {
    // A proxy that is addressed has no listeners for what comes in.
    if (!inboundOnly) void this.#server?.drain(DRAIN_MS);
  }

  async end(limitMs: number): Promise<void> {
    clearInterval(this.#interval);
    await this.#server?.drain(limitMs);
    await this.#files.close();
  }

  destroy(): void {
    clearInterval(this.#interval);
    this.#server?.destroy();
    void this.#files.close();
  }
}

function logPaths(snapshot: Snapshot): readonly string[] {
  const { listeners } = telemetryPlan(snapshot);
  return [...new Set([...listeners.values()].flatMap(({ logs }) => logs.map(({ path }) => path)))];
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
