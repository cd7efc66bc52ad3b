import type { ListenerPlan, ProxyRuntime } from '../contract.ts';
import type { ProxyObserver } from '../observer.ts';
import { http2Pools } from '../wire/h2/client/pool.ts';
import { Timer } from '../wire/timer-wheel.ts';
import { UpstreamPools } from '../wire/upstreams.ts';
import { startClock } from './clock.ts';
import type { ProxyContext } from './context.ts';
import { createDialer } from './dialer.ts';
import type { Interceptor } from './door.ts';
import { KeyFetcher } from './key-fetcher.ts';
import { ListenerSocket } from './listener.ts';
import { ListenerTable } from './listener-table.ts';
import { lookUpName } from './look-up.ts';
import { NameWatcher } from './names.ts';
import { runProbe } from './probe.ts';
import { turnEnds } from './turn.ts';

/** How often the runtime is asked whether something is due, and idle connections are looked for. */
const TICK_MS = 100;
const SWEEP_MS = 1000;

/** A proxy that runs. */
export interface ProxyServer {
  /** The ports that listeners with a socket have got, in the order of the runtime's. */
  readonly ports: readonly number[];
  /**
   * Another snapshot: new requests follow it, those under way end with the old one. Listeners with the same address keep
   * their sockets and connections.
   * @throws UnavailableError when a new address cannot be bound; then everything stays as it was.
   */
  apply(runtime: ProxyRuntime): Promise<void>;
  /** Stops accepting, lets requests end for so long, then ends what is left. */
  drain(limitMs: number): Promise<void>;
  /** Ends everything at once. */
  destroy(): void;
}

/**
 * Binds all listeners and starts to serve. Captured connections are known for such with an interceptor only.
 * @throws UnavailableError or PermissionError when one cannot be bound; then none is.
 */
export async function startProxy(
  runtime: ProxyRuntime,
  observer: ProxyObserver,
  interceptor?: Interceptor,
): Promise<ProxyServer> {
  const proxy = new RunningProxy(runtime, observer, interceptor);
  try {
    await proxy.apply(runtime);
  } catch (error) {
    proxy.destroy();
    throw error;
  }
  return proxy;
}

class RunningProxy implements ProxyServer {
  readonly #clock: ReturnType<typeof startClock>;
  readonly #context: ProxyContext;
  readonly #pools: UpstreamPools;
  readonly #tick: Timer;
  readonly #sweep: Timer;
  readonly #names: NameWatcher;
  readonly #keys: KeyFetcher;
  #runtime: ProxyRuntime;
  #listeners = new Map<string, ListenerSocket>();
  #byAddress = new ListenerTable([]);
  /** Listeners that a reload took away, with connections left. */
  readonly #leaving = new Set<ListenerSocket>();
  #draining = false;

  constructor(runtime: ProxyRuntime, observer: ProxyObserver, interceptor: Interceptor | undefined) {
    this.#runtime = runtime;
    this.#clock = startClock(observer);
    const { now, httpDate, wheel } = this.#clock;
    const dialer = createDialer({ wheel, observer, now, random: Math.random });
    const atTurnEnd = turnEnds(observer);
    const pooling = { now, dialer, observer, wheel, atTurnEnd };
    this.#pools = new UpstreamPools(pooling, http2Pools(pooling));
    const isDraining = () => this.#draining;
    this.#context = {
      now,
      httpDate,
      wheel,
      observer,
      dialer,
      atTurnEnd,
      interceptor,
      listenerAt: (meant) => this.#byAddress.get(meant),
      upstreams: this.#pools,
      get draining() {
        return isDraining();
      },
    };
    this.#names = new NameWatcher(wheel, lookUpName, (host, addresses) =>
      this.#runtime.resolved(host, addresses, now()),
    );
    this.#keys = new KeyFetcher(this.#context, () => this.#runtime);
    this.#tick = new Timer(() => this.#onTick());
    this.#sweep = new Timer(() => this.#onSweep());
    wheel.start(this.#tick, TICK_MS);
    wheel.start(this.#sweep, SWEEP_MS);
  }

  get ports(): readonly number[] {
    const bound = this.#runtime.listeners.filter(({ unbound }) => !unbound);
    return bound.map((plan) => this.#listeners.get(keyOf(plan))?.port ?? 0);
  }

  async apply(runtime: ProxyRuntime): Promise<void> {
    const bound = new Map<string, ListenerSocket>();
    try {
      for (const plan of runtime.listeners) await this.#bind(plan, bound);
    } catch (error) {
      for (const listener of bound.values()) listener.close();
      throw error;
    }
    const listeners = new Map<string, ListenerSocket>();
    for (const plan of runtime.listeners) {
      const kept = this.#listeners.get(keyOf(plan));
      kept?.use(plan);
      const listener = kept ?? bound.get(keyOf(plan));
      if (listener) listeners.set(keyOf(plan), listener);
    }
    for (const [key, listener] of this.#listeners) if (!listeners.has(key)) this.#letGo(listener);
    this.#listeners = listeners;
    this.#byAddress = new ListenerTable(listeners.values());
    this.#runtime = runtime;
    this.#names.watch(runtime.names);
    this.#keys.watch(runtime.keySets);
  }

  async #bind(plan: ListenerPlan, bound: Map<string, ListenerSocket>): Promise<void> {
    const key = keyOf(plan);
    if (this.#listeners.has(key) || bound.has(key)) return;
    const listener = new ListenerSocket(this.#context, plan);
    await listener.bind();
    bound.set(key, listener);
  }

  #letGo(listener: ListenerSocket): void {
    listener.close();
    this.#leaving.add(listener);
    void listener.emptied().then(() => this.#leaving.delete(listener));
  }

  async drain(limitMs: number): Promise<void> {
    this.#draining = true;
    const listeners = [...this.#listeners.values(), ...this.#leaving];
    for (const listener of listeners) listener.close();
    const timer = new Timer(() => {
      for (const listener of listeners) listener.destroy();
    });
    // The deadline has to keep the process alive, which the wheel does not.
    const alive = setInterval(() => undefined, limitMs + 1);
    this.#clock.wheel.start(timer, limitMs);
    await Promise.all(listeners.map((listener) => listener.emptied()));
    clearInterval(alive);
    this.destroy();
  }

  destroy(): void {
    this.#draining = true;
    for (const listener of [...this.#listeners.values(), ...this.#leaving]) {
      listener.close();
      listener.destroy();
    }
    this.#names.stop();
    this.#keys.stop();
    this.#pools.close();
    this.#clock.stop();
  }

  #onTick(): void {
    const { wheel, now } = this.#clock;
    wheel.start(this.#tick, TICK_MS);
    for (const probe of this.#runtime.tick(now())) {
      runProbe(this.#context, probe, (ok) => this.#runtime.probed(probe, ok, now()));
    }
  }

  #onSweep(): void {
    this.#clock.wheel.start(this.#sweep, SWEEP_MS);
    this.#pools.sweep();
  }
}

/** Listeners are the same across reloads when they have the same address. */
function keyOf({ address, port, name }: ListenerPlan): string {
  return port === 0 ? `${address}:0/${name}` : `${address}:${port}`;
}
