/** Several processes that share the listeners and the work. */
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { UnavailableError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host, SignalName } from '../../model/host.ts';
import { type ClusterReport, mergeReports } from '../../proxy/admin/sources.ts';
import type { Demands, Portions } from '../../proxy/runtime/rate-limit/portions.ts';
import { mergeSamples, type Sample } from '../../proxy/telemetry/metrics.ts';
import { type Engine, type EngineOptions, LocalEngine } from './engine.ts';
import { inTurns } from './in-turns.ts';
import { type Packed, type PackedSnapshot, unpack } from './pack.ts';
import { type Question, Questions, type Reply, replyTo } from './questions.ts';
import { balanceQuotas, type Sharer } from './quotas.ts';

/** What another process needs to run a snapshot. */
type Start = Omit<EngineOptions, 'host' | 'mesh'> & { readonly packed: Packed };

/** What the first process asks of the others. */
type Order =
  | { readonly kind: 'run'; readonly start: Start }
  | { readonly kind: 'end'; readonly limitMs: number }
  | { readonly kind: 'settle'; readonly parts: Portions }
  | { readonly kind: 'drain' | 'samples' | 'clusters' | 'reset' | 'reopen' | 'demands' };

/** What a process says first, once it hears orders: whatever is sent to it before is lost. */
const LISTENS = 'listens';

/** A process that ends sooner than this would end as soon again: its successor waits as long. */
const SHORT_LIFE_MS = 1000;

const SIGNALS: readonly SignalName[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1'];

/** One of the other processes. */
class Colleague implements Sharer {
  readonly worker: Worker;
  readonly bornMs = performance.now();
  readonly #questions = new Questions<Order>();
  readonly #listens: Promise<void>;

  constructor() {
    this.worker = cluster.fork();
    this.#listens = new Promise((resolve, reject) => {
      this.worker.on('message', (message: Reply | typeof LISTENS) => {
        if (message === LISTENS) resolve();
        else this.#questions.onReply(message);
      });
      this.worker.once('exit', () => {
        const gone = new UnavailableError('UNAVAILABLE_WORKER', 'a worker process has ended by itself');
        reject(gone);
        this.#questions.fail(gone);
      });
    });
    // Whoever asks is told.
    this.#listens.catch(() => undefined);
  }

  /** Asks and waits. @throws UnavailableError by its promise when the process ends instead. */
  async ask(order: Order): Promise<unknown> {
    await this.#listens;
    return this.#questions.ask(order, (question, onError) => {
      this.worker.send(question, (error: Error | null) => {
        if (error) onError(error);
      });
    });
  }

  async demands(): Promise<Demands> {
    // The border of messages: a worker answers this order with demands.
    return (await this.ask({ kind: 'demands' })) as Demands;
  }

  settle(parts: Portions): Promise<unknown> {
    return this.ask({ kind: 'settle', parts });
  }
}

/** The engine of a run with `--concurrency`: this process has the admin port, the others the connections. */
export class WorkerEngine implements Engine {
  ports: readonly number[] = [];
  readonly #options: EngineOptions;
  readonly #colleagues = new Set<Colleague>();
  #packed: Packed;
  #ending = false;
  readonly #stopBalancing = balanceQuotas(() => [...this.#colleagues]);

  private constructor(options: EngineOptions) {
    this.#options = options;
    this.#packed = options.mesh.packed;
    cluster.setupPrimary({ serialization: 'advanced' });
  }

  /**
   * Starts the processes, which bind the listeners and run a snapshot.
   * @throws as `LocalEngine.start` does; then no process is left.
   */
  static async start(options: EngineOptions): Promise<WorkerEngine> {
    const engine = new WorkerEngine(options);
    try {
      await Promise.all(Array.from({ length: options.runtime.workers }, () => engine.#add()));
    } catch (error) {
      engine.destroy();
      throw error;
    }
    return engine;
  }

  async #add(): Promise<void> {
    const colleague = new Colleague();
    this.#colleagues.add(colleague);
    colleague.worker.once('exit', () => this.#onExit(colleague));
    // The border of messages: a worker answers this order with its ports.
    this.ports = (await colleague.ask(this.#runOrder())) as readonly number[];
  }

  #runOrder(): Order {
    const { node, captures, runtime, limiterFile } = this.#options;
    return { kind: 'run', start: { packed: this.#packed, node, captures, runtime, limiterFile } };
  }

  /** A process that was lost is replaced: its connections are gone, the listeners are not. */
  #onExit(colleague: Colleague): void {
    this.#colleagues.delete(colleague);
    if (this.#ending) return;
    this.#options.host.stderr.write('warning: a worker process has ended by itself; another one takes its place\n');
    const lifeMs = performance.now() - colleague.bornMs;
    if (lifeMs >= SHORT_LIFE_MS) this.#replace();
    else setTimeout(() => this.#replace(), SHORT_LIFE_MS).unref();
  }

  #replace(): void {
    if (this.#ending) return;
    this.#add().catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      this.#options.host.stderr.write(`error: it did not start: ${why}\n`);
    });
  }

  async #all(order: Order): Promise<readonly unknown[]> {
    return Promise.all([...this.#colleagues].map((colleague) => colleague.ask(order)));
  }

  /** What needs no answer; a process that is gone has no part in it. */
  #tell(order: Order): void {
    this.#all(order).catch(() => undefined);
  }

  async apply({ packed }: PackedSnapshot): Promise<void> {
    const before = this.#packed;
    this.#packed = packed;
    try {
      await this.#all(this.#runOrder());
    } catch (error) {
      this.#packed = before;
      await this.#all(this.#runOrder());
      throw error;
    }
  }

  async samples(): Promise<readonly Sample[]> {
    // The border of messages: a worker answers this order with samples.
    return mergeSamples((await this.#all({ kind: 'samples' })) as readonly (readonly Sample[])[]);
  }

  async clusters(): Promise<readonly ClusterReport[]> {
    // The border of messages: a worker answers this order with reports.
    return mergeReports((await this.#all({ kind: 'clusters' })) as readonly (readonly ClusterReport[])[]);
  }

  resetCounters(): void {
    this.#tell({ kind: 'reset' });
  }

  reopenLogs(): void {
    this.#tell({ kind: 'reopen' });
  }

  drain(inboundOnly: boolean): void {
    // A proxy that is addressed has no listeners for what comes in.
    if (!inboundOnly) this.#tell({ kind: 'drain' });
  }

  async end(limitMs: number): Promise<void> {
    this.#ending = true;
    await this.#all({ kind: 'end', limitMs });
    this.destroy();
  }

  destroy(): void {
    this.#ending = true;
    this.#stopBalancing();
    for (const { worker } of this.#colleagues) worker.kill('SIGKILL');
  }
}

/** Does what the first process says. */
class Obedience {
  readonly #host: Host;
  #engine: LocalEngine | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  async obey(order: Order): Promise<unknown> {
    if (order.kind === 'run') return this.#run(order.start);
    const engine = this.#engine;
    if (order.kind === 'end') return engine?.end(order.limitMs);
    if (order.kind === 'samples') return engine?.samples();
    if (order.kind === 'demands') return engine?.demands() ?? {};
    if (order.kind === 'clusters') return engine?.clusters();
    if (order.kind === 'settle') engine?.settle(order.parts);
    else if (order.kind === 'reset') engine?.resetCounters();
    else if (order.kind === 'reopen') engine?.reopenLogs();
    else engine?.drain();
    return undefined;
  }

  async #run({ packed, ...start }: Start): Promise<readonly number[]> {
    const mesh = { packed, snapshot: await inTurns(unpack(packed)) };
    if (this.#engine === undefined) this.#engine = await LocalEngine.start({ ...start, mesh, host: this.#host });
    else await this.#engine.apply(mesh);
    return this.#engine.ports;
  }
}

/** What a process of {@link WorkerEngine} does; it ends when the first one says so, or is gone. */
export async function runWorker(host: Host): Promise<ExitStatus> {
  const { worker } = cluster;
  // A terminal sends its signals to all processes; the first one decides.
  for (const signal of SIGNALS) host.onSignal(signal, () => undefined);
  const obedience = new Obedience(host);
  const answer = async (question: Question<Order>): Promise<void> => {
    worker?.send(await replyTo(question, (order) => obedience.obey(order)));
  };
  worker?.on('message', (question: Question<Order>) => void answer(question));
  worker?.send(LISTENS);
  if (worker) await once(worker, 'disconnect');
  return EXIT.ok;
}
