/** From the first signal to the last request. */
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import type { ServerState } from '../../proxy/admin/sources.ts';
import type { Child } from './child.ts';

/** What a run ends. */
export interface Endable {
  /** Log files are opened again. */
  reopenLogs(): void;
  /** Stops listening and waits for requests under way, at most so long; then ends what is left. */
  end(limitMs: number): Promise<void>;
  /** Ends everything at once. */
  destroy(): void;
}

/** Life of one run: what signals mean, and what is left to do at the end. */
export class Lifecycle {
  /** The status of the run, when it is over. */
  readonly ended: Promise<ExitStatus>;
  readonly #drainMs: number;
  readonly #cleanUps: (() => void)[] = [];
  #settle: (status: ExitStatus) => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;
  #engine: Endable | undefined;
  #first: () => Promise<void> = () => Promise.resolve();
  #child: Child | undefined;
  #reload: () => void = () => undefined;
  #ending = false;
  #ready = false;
  #healthy = true;
  #closed = false;

  constructor(host: Host, drainMs: number) {
    this.#drainMs = drainMs;
    this.ended = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
    });
    // The rejection of a run that never came to wait for it is told by what it threw.
    this.ended.catch(() => undefined);
    this.#cleanUps.push(
      // First of all: without a listener of ours this signal starts Node's inspector.
      host.onSignal('SIGUSR1', () => this.#engine?.reopenLogs()),
      host.onSignal('SIGHUP', () => this.#reload()),
      host.onSignal('SIGTERM', () => this.#stop(EXIT.ok, 'SIGTERM')),
      host.onSignal('SIGINT', () => this.#stop(EXIT.interrupted, 'SIGINT')),
    );
  }

  get state(): ServerState {
    if (this.#ending || !this.#healthy) return 'DRAINING';
    return this.#ready ? 'LIVE' : 'INITIALIZING';
  }

  /** What ends when the run does: at once, if it has ended while the engine started. */
  runs(engine: Endable): void {
    this.#engine = engine;
    if (this.#closed) engine.destroy();
  }

  /** What has to be done at the end before the engine lets nobody in any more; must not reject. */
  first(act: () => Promise<void>): void {
    this.#first = act;
  }

  /** What SIGHUP does. */
  onReload(act: () => void): void {
    this.#reload = act;
  }

  /** Something to do at the end, the last one first. */
  onEnd(act: () => void): void {
    if (this.#closed) act();
    else this.#cleanUps.push(act);
  }

  ready(): void {
    this.#ready = true;
  }

  setHealthy(healthy: boolean): void {
    this.#healthy = healthy;
  }

  /** The run ends with this program, and with its status. */
  follows(child: Child): void {
    this.#child = child;
    child.ended.then(
      // The status of another program can be any.
      (status) => void this.#end(status as ExitStatus),
      (error: unknown) => this.#fail(error),
    );
  }

  /** What serves is gone: the run ends with this. */
  fails(error: unknown): void {
    this.#fail(error);
  }

  /** Ends at once. */
  quit(): void {
    this.#child?.kill('SIGTERM');
    this.#engine?.destroy();
    this.#settle(EXIT.ok);
  }

  /** A signal: the first one lets requests end, the second one does not. A program of ours ends first. */
  #stop(status: ExitStatus, signal: 'SIGTERM' | 'SIGINT'): void {
    if (this.#ending) {
      this.#child?.kill('SIGKILL');
      this.#engine?.destroy();
      this.#settle(status);
      return;
    }
    this.#ending = true;
    if (this.#child === undefined) void this.#end(status);
    // The terminal has sent SIGINT to the program as well.
    else if (signal === 'SIGTERM') this.#child.kill(signal);
  }

  async #end(status: ExitStatus): Promise<void> {
    this.#ending = true;
    try {
      await this.#first();
      await this.#engine?.end(this.#drainMs);
      this.#settle(status);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Lets go of everything, whatever is still running. */
  close(): void {
    this.#closed = true;
    for (let next = this.#cleanUps.pop(); next; next = this.#cleanUps.pop()) next();
    this.#engine?.destroy();
  }
}
