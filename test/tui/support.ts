/** A session that only remembers what it was asked. */
import { GLYPHS } from '../../src/stats/format.ts';
import type { PageName } from '../../src/stats/live/pages.ts';
import { advance, newProxy, type ProxyLive } from '../../src/stats/live/proxy.ts';
import type { LiveState, Session } from '../../src/tui/session.ts';
import { type ShopOptions, shopTick } from '../support/live-shop.ts';

/** The shop's proxy after some looks. */
export function watched(ticks: number, options: ShopOptions = {}): ProxyLive {
  const looks = Array.from({ length: ticks }, (_, tick) => shopTick(tick, options));
  return looks.reduce(advance, newProxy(options.name ?? 'localhost:15000'));
}

export interface TestSession {
  readonly session: Session;
  /** Everything it was asked for, in order. */
  readonly asked: string[];
  /** Changes the world, as the next look does. */
  readonly set: (change: Partial<LiveState>) => void;
}

export function testSession(proxies: readonly ProxyLive[], change: Partial<Session> = {}): TestSession {
  const asked: string[] = [];
  const listeners = new Set<() => void>();
  let live: LiveState = {
    proxies,
    tickMs: 2000,
    paused: false,
    replay: undefined,
    recording: undefined,
    requests: ['GET http://localhost:15000/stats'],
    message: undefined,
    now: new Date('2026-01-01T00:00:00Z'),
  };
  const set = (next: Partial<LiveState>): void => {
    live = { ...live, ...next };
    for (const listener of listeners) listener();
  };
  const session: Session = {
    state: () => live,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    want: (proxy: string, pages: readonly PageName[]) => void asked.push(`want ${proxy} ${pages.join(',')}`),
    pause(paused) {
      asked.push(`pause ${paused}`);
      set({ paused });
    },
    setTick: (tickMs) => set({ tickMs }),
    dismiss: () => set({ message: undefined }),
    refetch: () => void asked.push('refetch'),
    suspend: () => void asked.push('suspend'),
    step: (step) => void asked.push(`step ${step}`),
    setLevel: (proxy, logger, level) => void asked.push(`level ${proxy} ${logger} ${level}`),
    copy: (text) => void asked.push(`copy ${text}`),
    write: (view, content, file) => void asked.push(`write ${view} ${file ?? ''} ${content.split('\n').length} lines`),
    record: (file) => void asked.push(`record ${file}`),
    sources: (paths) =>
      paths.map((path) => ({
        place: `mesh.yaml:3 ${path}`,
        lines: ['kind: DestinationRule', 'metadata:', '  name: cart'],
        marked: 2,
      })),
    hasSources: true,
    glyphs: GLYPHS.ascii,
    color: false,
    ...change,
  };
  return { session, asked, set };
}
