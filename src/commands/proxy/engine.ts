/** What runs a snapshot: this process, or several. */
import type { Acceptor } from '../../capture/acceptor.ts';
import type { ProxyNode } from '../../mesh/proxy-node.ts';
import { type AdminEngine, type ClusterReport, clusterReports } from '../../proxy/admin/sources.ts';
import { type ProxyServer, startProxy } from '../../proxy/net/server.ts';
import type { Demands, Portions } from '../../proxy/runtime/rate-limit/portions.ts';
import type { Runtime } from '../../proxy/runtime/runtime.ts';
import type { Sample } from '../../proxy/telemetry/metrics.ts';
import { telemetryPlan, telemetrySlices } from '../../proxy/telemetry/plan.ts';
import type { Snapshot } from '../../xds/snapshot.ts';
import { inTurns } from './in-turns.ts';
import { Observation } from './observation.ts';
import type { PackedSnapshot } from './pack.ts';
import { type RuntimeSettings, runtimeFor, runtimeSlices } from './runtime-for.ts';

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
  /** Whether rules of interception bring connections. */
  readonly captures: boolean;
}

async function acceptorFor({ captures, host, runtime: { workers } }: EngineOptions): Promise<Acceptor | undefined> {
  if (!captures) return undefined;
  const { Acceptor } = await import('../../capture/acceptor.ts');
  return new Acceptor({ host, shared: workers > 1 });
}

/** Everything in this process. */
export class LocalEngine implements Engine {
  readonly #settings: RuntimeSettings;
  readonly #observation: Observation;
  #snapshot: Snapshot;
  #runtime: Runtime;
  #server: ProxyServer | undefined;

  private constructor(options: EngineOptions) {
    const { node, host, runtime, limiterFile } = options;
    const { snapshot } = options.mesh;
    this.#settings = { runtime, limiterFile, host };
    this.#observation = new Observation(node, host, () => this.#runtime);
    this.#snapshot = snapshot;
    this.#runtime = runtimeFor(snapshot, options);
    this.#observation.telemetry.use(telemetryPlan(snapshot), this.#runtime);
  }

  /**
   * Binds all listeners and runs a snapshot.
   * @throws UnavailableError or PermissionError when an address cannot be had, InputError when the snapshot cannot run.
   */
  static async start(options: EngineOptions): Promise<LocalEngine> {
    const engine = new LocalEngine(options);
    try {
      for (const path of logPaths(options.mesh.snapshot)) await engine.#observation.files.check(path);
      engine.#server = await startProxy(engine.#runtime, engine.#observation.telemetry, await acceptorFor(options));
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
      this.#observation.telemetry.use(telemetryPlan(this.#snapshot), this.#runtime);
      throw error;
    }
    this.#snapshot = snapshot;
    this.#runtime = runtime;
    this.#observation.telemetry.use(plan, runtime);
  }

  #make(snapshot: Snapshot, earlier: Runtime): Promise<Runtime> {
    return inTurns(runtimeSlices(snapshot, this.#settings, earlier));
  }

  samples(): Promise<readonly Sample[]> {
    return Promise.resolve(this.#observation.metrics.samples());
  }

  clusters(): Promise<readonly ClusterReport[]> {
    return Promise.resolve(clusterReports(this.#runtime.clusters, this.#observation.telemetry.endpoints));
  }

  /** What is asked of this process's parts of quotas, and other parts of them. */
  demands(): Demands {
    return this.#runtime.demands(performance.now());
  }

  settle(parts: Portions): void {
    this.#runtime.settle(parts);
  }

  resetCounters(): void {
    this.#observation.metrics.resetCounters();
  }

  reopenLogs(): void {
    void this.#observation.files.reopen();
  }

  drain(inboundOnly = false): void {
    // A proxy that is addressed has no listeners for what comes in.
    if (!inboundOnly) void this.#server?.drain(DRAIN_MS);
  }

  async end(limitMs: number): Promise<void> {
    await this.#server?.drain(limitMs);
    await this.#observation.end();
  }

  destroy(): void {
    this.#server?.destroy();
    void this.#observation.end();
  }
}

function logPaths(snapshot: Snapshot): readonly string[] {
  const { listeners } = telemetryPlan(snapshot);
  return [...new Set([...listeners.values()].flatMap(({ logs }) => logs.map(({ path }) => path)))];
}
