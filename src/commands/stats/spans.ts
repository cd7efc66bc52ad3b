/** From flags to the two moments of each proxy. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { durationMs } from '../../cli/duration.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { type Moment, numberAt } from '../../stats/moment.ts';
import type { Span } from '../../stats/traffic.ts';
import type { StatsFlags } from './flags.ts';
import { liveMoment, savedMoments } from './pages.ts';
import type { AdminPort } from './ports.ts';
import { prometheusSpans } from './prometheus.ts';

/** The two moments of each proxy, by its name. */
export type Spans = ReadonlyMap<string, Span>;

/** What a run is about. */
export interface StatsCall {
  readonly flags: StatsFlags;
  readonly words: readonly string[];
  readonly host: Host;
}

const DEFAULT_INTERVAL = '2s';
const PROMETHEUS_INTERVAL = '1m';

/** Where the statistics of a run come from: live ports give moments for ever, the rest once for each call. */
export interface SpanSource {
  readonly live: boolean;
  /** The next two moments; of live ports the later one of the last call is the earlier one of the next. */
  readonly next: () => Promise<Spans>;
}

/** The proxies a call names, by what they are. */
export interface NamedProxies {
  readonly files: readonly string[];
  /** Admin ports and workloads. */
  readonly ports: readonly string[];
}

/** Tells the words of a call apart. Throws UsageError when no proxy is named, or proxies of different sorts. */
export function namedProxies({ flags, words, host }: StatsCall): NamedProxies {
  const files = [...(flags.file ?? []), ...words.filter((word) => isFile(word, host))];
  const ports = [...(flags.admin ?? []), ...words.filter((word) => !isFile(word, host))];
  const sorts = [files.length > 0, ports.length > 0, flags.prometheus !== undefined].filter(Boolean).length;
  if (sorts !== 1) throw missing(sorts > 1);
  return { files, ports };
}

/** Where the statistics of a call come from; `ports` are those of its names. */
export function spanSource(call: StatsCall, files: readonly string[], ports: readonly AdminPort[]): SpanSource {
  const { prometheus } = call.flags;
  if (ports.length > 0) return liveSource(ports, call);
  if (prometheus !== undefined) return serverSource(prometheus, call);
  return { live: false, next: () => savedSpans(files, call) };
}

/** `deploy/cart`, `svc/cart.shop`: a workload and not the path of a file. */
const WORKLOAD = /^[a-z][a-z0-9.]*\/[^/]+$/i;

/** A word without a flag is a file when there is one, or when it looks like one. */
function isFile(word: string, host: Host): boolean {
  if (word === '-' || existsSync(resolve(host.cwd, word)) || /\.(?:json|txt|prom)$/.test(word)) return true;
  return word.includes('/') && !WORKLOAD.test(word);
}

function missing(several: boolean): UsageError {
  const message = several ? 'files, admin ports and Prometheus are given together' : 'no proxy is named';
  return new UsageError('USAGE_SOURCE', message, {
    hint: 'give HOST:PORT of admin ports, a workload (deploy/NAME), one or two --file, or --prometheus URL',
  });
}

function serverSource(url: string, { flags, host }: StatsCall): SpanSource {
  const interval = flags.interval ?? PROMETHEUS_INTERVAL;
  const intervalMs = flags.sinceStart ? undefined : durationMs(interval, '--interval');
  const selector = flags.series ?? '';
  return { live: true, next: () => prometheusSpans({ url, selector, intervalMs }, host) };
}

function liveSource(ports: readonly AdminPort[], { flags, host }: StatsCall): SpanSource {
  const intervalMs = durationMs(flags.interval ?? DEFAULT_INTERVAL, '--interval');
  let last: ReadonlyMap<string, Moment> | undefined;
  return {
    live: true,
    async next() {
      if (flags.sinceStart) return spansOf(undefined, await momentsOf(ports), true);
      const before = last ?? (await momentsOf(ports));
      await sleep(intervalMs, undefined, { signal: host.signal });
      // Forgotten first: after a failure the next pair begins anew.
      last = undefined;
      last = await momentsOf(ports);
      return spansOf(before, last, false);
    },
  };
}

async function momentsOf(ports: readonly AdminPort[]): Promise<ReadonlyMap<string, Moment>> {
  return new Map(await Promise.all(ports.map(async (port) => [port.name, await liveMoment(port)] as const)));
}

function spansOf(
  before: ReadonlyMap<string, Moment> | undefined,
  after: ReadonlyMap<string, Moment>,
  whole: boolean,
): Spans {
  return new Map([...after].map(([name, moment]) => [name, { before: before?.get(name), after: moment, whole }]));
}

async function savedSpans(files: readonly string[], { flags, host }: StatsCall): Promise<Spans> {
  const [first = '', second] = files;
  if (files.length > 2) throw new UsageError('USAGE_FILE', `two files are compared, and ${files.length} are given`);
  if (second === undefined) return spansOf(undefined, await savedMoments(first, host), true);
  const later = await savedMoments(second, host);
  if (flags.sinceStart) return spansOf(undefined, later, true);
  return pairs(await savedMoments(first, host), later, flags.interval);
}

/** Two saved moments of each proxy: of the only ones there are, else of those of one name. Throws UsageError when there are none. */
function pairs(
  earlier: ReadonlyMap<string, Moment>,
  later: ReadonlyMap<string, Moment>,
  interval: string | undefined,
): Spans {
  const [only] = earlier.size === 1 && later.size === 1 ? earlier.values() : [];
  const both = [...later].flatMap(([name, after]) => {
    const before = only ?? earlier.get(name);
    if (before === undefined) return [];
    const atMs = apartMs(before, after, interval);
    return [[name, { before: { ...before, atMs: 0 }, after: { ...after, atMs } }] as const];
  });
  if (both.length > 0) return new Map(both);
  throw new UsageError('USAGE_FILE', 'no proxy is in both of them', {
    hint: `the first has ${[...earlier.keys()].join(', ')}; the second has ${[...later.keys()].join(', ')}`,
  });
}

/** Saved statistics have no date, but the proxy tells how many seconds it has run. */
function apartMs(before: Moment, after: Moment, interval: string | undefined): number {
  if (interval !== undefined) return durationMs(interval, '--interval');
  const [old, now] = [numberAt(before, 'server.uptime'), numberAt(after, 'server.uptime')];
  if (old !== undefined && now !== undefined && now !== old) return Math.abs(now - old) * 1000;
  throw new UsageError('USAGE_INTERVAL', 'the files do not say how far apart they are', {
    hint: 'give it with --interval 60s; or --since-start for what the later one counted',
  });
}
