/** A session over live proxies: it looks at them again and again. */
import type { Host } from '../../model/host.ts';
import type { PageName, Tick } from '../../stats/live/pages.ts';
import { advance, newProxy, type ProxyLive } from '../../stats/live/proxy.ts';
import type { LiveState } from '../../tui/session.ts';
import type { AdminPort } from '../stats/ports.ts';
import { type LiveProxy, liveProxy } from './live-feed.ts';
import {
  commonSession,
  messageOf,
  type Recorder,
  type RunningSession,
  type SessionParts,
  startRecording,
} from './session.ts';
import { createStore, type Store } from './store.ts';

/** Requests that are kept for the page that shows them. */
const MOST_REQUESTS = 200;

/** A loop never turns faster, however late it is. */
const LEAST_WAIT_MS = 50;

/** What a recording holds of every look. */
const RECORDED: readonly PageName[] = ['stats', 'clusters', 'dump'];

/** What is watched. */
export interface WatchedProxies {
  readonly ports: readonly AdminPort[];
  /** Proxies whose answers were saved: they are shown, and compared with. */
  readonly saved: readonly ProxyLive[];
  readonly tickMs: number;
}

class LiveLoop {
  readonly store: Store<LiveState>;
  private readonly proxies: readonly LiveProxy[];
  private readonly wants = new Map<string, readonly PageName[]>();
  private readonly host: Host;
  private recorder: Recorder | undefined;
  private fresh = false;
  private closed = false;
  private wake: () => void = () => undefined;

  constructor({ ports, saved, tickMs }: WatchedProxies, host: Host) {
    this.host = host;
    this.proxies = ports.map((port) => liveProxy(port, (request) => this.note(request), host));
    this.store = createStore<LiveState>({
      // Saved ones come last: they are never looked at.
      proxies: [...this.proxies.map(({ name }) => newProxy(name)), ...saved],
      tickMs,
      paused: false,
      replay: undefined,
      recording: undefined,
      requests: [],
      message: undefined,
      now: host.now(),
    });
  }

  private readonly requests: string[] = [];

  private note(request: string): void {
    this.requests.push(request);
    if (this.requests.length > MOST_REQUESTS) this.requests.shift();
  }

  want(proxy: string, pages: readonly PageName[]): void {
    this.wants.set(proxy, pages);
    const known = this.store.get().proxies.find(({ name }) => name === proxy);
    const missing = pages.some(
      (page) => (page === 'dump' && !known?.dump) || (page === 'loggers' && known?.loggers === ''),
    );
    if (missing) this.wake();
  }

  record(file: string): void {
    this.recorder = startRecording(file, this.host);
    this.store.set({ recording: file, message: `recording to ${file}` });
  }

  pause(paused: boolean): void {
    this.store.set({ paused });
    this.wake();
  }

  setTick(tickMs: number): void {
    this.store.set({ tickMs });
    this.wake();
  }

  refetch(): void {
    this.fresh = true;
    this.wake();
  }

  close(): void {
    this.closed = true;
    this.wake();
  }

  async setLevel(proxy: string, logger: string, level: string): Promise<void> {
    const live = this.proxies.find(({ name }) => name === proxy);
    if (live === undefined) return this.store.set({ message: 'saved answers do not change' });
    await live.setLevel(logger, level);
    this.refetch();
  }

  /** One look at every proxy. */
  async look(): Promise<void> {
    const { fresh } = this;
    this.fresh = false;
    const known = this.store.get().proxies;
    const ticks = await Promise.all(this.proxies.map((proxy, index) => this.lookAt(proxy, known[index], fresh)));
    this.take(ticks.filter((tick) => tick !== undefined));
  }

  private lookAt(proxy: LiveProxy, known: ProxyLive | undefined, fresh: boolean): Promise<Tick | undefined> {
    const wanted = this.wants.get(proxy.name) ?? ['stats', 'clusters'];
    const pages = new Set<PageName>(this.recorder ? [...wanted, ...RECORDED] : wanted);
    return proxy.look({ proxy: known ?? newProxy(proxy.name), pages, fresh });
  }

  private take(ticks: readonly Tick[]): void {
    const byName = new Map(ticks.map((tick) => [tick.proxy, tick]));
    const proxies = this.store.get().proxies.map((proxy) => {
      const tick = byName.get(proxy.name);
      return tick ? advance(proxy, tick) : proxy;
    });
    this.recordLooks(ticks);
    this.store.set({ proxies, requests: [...this.requests], now: this.host.now() });
  }

  /** Writes looks down; a full disk ends the recording, not the run. */
  private recordLooks(ticks: readonly Tick[]): void {
    try {
      for (const tick of ticks) this.recorder?.write(tick);
    } catch (error) {
      this.recorder = undefined;
      this.store.set({ recording: undefined, message: messageOf(error) });
    }
  }

  async run(): Promise<void> {
    while (!this.closed && !this.host.signal.aborted) {
      const startedMs = performance.now();
      await this.look();
      const { tickMs } = this.store.get();
      await this.rest(Math.max(LEAST_WAIT_MS, tickMs - (performance.now() - startedMs)));
    }
  }

  /** Waits for the next look: as long as it takes, or until something wants to be looked at now. */
  private async rest(milliseconds: number): Promise<void> {
    do {
      await new Promise<void>((resolve) => {
        const timer = this.store.get().paused ? undefined : setTimeout(resolve, milliseconds);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
        this.host.signal.addEventListener('abort', this.wake, { once: true });
      });
      this.host.signal.removeEventListener('abort', this.wake);
    } while (this.store.get().paused && !this.fresh && !this.closed && !this.host.signal.aborted);
  }
}

/** Watches the proxies behind admin ports, beside saved ones. */
export function liveSession(watched: WatchedProxies, parts: SessionParts): RunningSession {
  const loop = new LiveLoop(watched, parts.host);
  const { store } = loop;
  const tell = (error: unknown): void => store.set({ message: messageOf(error) });
  if (parts.flags.record !== undefined) loop.record(parts.flags.record);
  return {
    session: {
      ...commonSession(store, parts),
      want: (proxy, pages) => loop.want(proxy, pages),
      pause: (paused) => loop.pause(paused),
      setTick: (milliseconds) => loop.setTick(milliseconds),
      refetch: () => loop.refetch(),
      step: () => undefined,
      setLevel: (proxy, logger, level) => void loop.setLevel(proxy, logger, level).catch(tell),
      record(file) {
        try {
          loop.record(file);
        } catch (error) {
          tell(error);
        }
      },
    },
    tell: (message) => store.set({ message }),
    run: () => loop.run(),
    close: () => loop.close(),
  };
}
