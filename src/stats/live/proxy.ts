/** What is known of a proxy that is watched: it grows with every look. */
import { ConfigDump } from '../../envoy/dump.ts';
import { MeshctlError } from '../../model/errors.ts';
import { HostsMemory } from '../hosts-memory.ts';
import { type Moment, momentOf, numberAt } from '../moment.ts';
import { StatsMemory } from '../read/memory.ts';
import { readStats } from '../read/read.ts';
import { type ClusterTraffic, clusterTraffic } from '../rows/cluster.ts';
import { perSecond, type Span } from '../traffic.ts';
import type { Tick } from './pages.ts';
import { readServer, type ServerFacts } from './server.ts';

/** A configuration dump and when it came. */
export interface DatedDump {
  readonly dump: ConfigDump;
  readonly atMs: number;
}

/** A proxy that does not answer. */
export interface Lost {
  readonly sinceMs: number;
  readonly message: string;
}

/** A proxy that is watched. */
export interface ProxyLive {
  readonly name: string;
  /** Its answers were saved: there is one moment, and no other comes. */
  readonly saved: boolean;
  /** When it was looked at last, with or without an answer. */
  readonly atMs: number;
  /** The last two moments; `undefined` before the first. */
  readonly span: Span | undefined;
  readonly clusters: readonly ClusterTraffic[];
  /** By which the next answers are read. */
  readonly memory: { readonly stats: StatsMemory; readonly hosts: HostsMemory };
  /** Requests per second of the last looks, by cluster. */
  readonly sparks: ReadonlyMap<string, readonly (number | undefined)[]>;
  readonly server: ServerFacts | undefined;
  /** The first dump that was seen, and the last. */
  readonly firstDump: DatedDump | undefined;
  readonly dump: DatedDump | undefined;
  /** The answer of `/logging`; empty before it came. */
  readonly loggers: string;
  readonly lost: Lost | undefined;
  /** What could not be read of the last answers. */
  readonly problem: string | undefined;
}

/** A proxy nothing is known of yet. */
export function newProxy(name: string): ProxyLive {
  return {
    name,
    saved: false,
    atMs: 0,
    span: undefined,
    clusters: [],
    memory: { stats: new StatsMemory(), hosts: new HostsMemory() },
    sparks: new Map(),
    server: undefined,
    firstDump: undefined,
    dump: undefined,
    loggers: '',
    lost: undefined,
    problem: undefined,
  };
}

/** Looks a line of the last minute shows. */
const SPARK_LENGTH = 30;

/** The proxy after one more look at it. What it did not answer this time stays as it was. */
export function advance(proxy: ProxyLive, tick: Tick): ProxyLive {
  const { atMs, problem } = tick;
  if (problem !== undefined) {
    return { ...proxy, atMs, lost: { sinceMs: proxy.lost?.sinceMs ?? atMs, message: problem } };
  }
  try {
    return { ...proxy, ...readTick(proxy, tick), atMs, lost: undefined, problem: undefined };
  } catch (error) {
    if (!(error instanceof MeshctlError)) throw error;
    return { ...proxy, atMs, lost: undefined, problem: error.message };
  }
}

function readTick(proxy: ProxyLive, { proxy: name, atMs, pages }: Tick): Partial<ProxyLive> {
  const next: { -readonly [Key in keyof ProxyLive]?: ProxyLive[Key] } = {};
  if (pages.stats !== undefined) {
    const hosts = pages.clusters && proxy.memory.hosts.read({ bytes: pages.clusters, name: `${name}/clusters` });
    const known = hosts ?? proxy.span?.after.clusters;
    const after = momentOf(
      readStats(pages.stats, `${name}/stats`, { live: true, memory: proxy.memory.stats }),
      atMs,
      known,
    );
    next.span = nextSpan(proxy.span, after, hosts !== undefined);
    next.clusters = clusterTraffic(next.span);
    next.sparks = nextSparks(proxy, next.clusters);
  }
  if (pages.server !== undefined) next.server = readServer(pages.server) ?? proxy.server;
  if (pages.dump !== undefined) {
    next.dump = { dump: ConfigDump.parse(pages.dump, `${name}/config_dump`), atMs };
    next.firstDump = proxy.firstDump ?? next.dump;
  }
  if (pages.loggers !== undefined) next.loggers = new TextDecoder().decode(pages.loggers);
  return next;
}

/** Endpoints are looked at less often than statistics when there are many; their moments are kept apart. */
function nextSpan(span: Span | undefined, after: Moment, hosts: boolean): Span {
  const before = span?.after;
  if (!hosts) return { before, after, ...(span?.hosts && { hosts: span.hosts }) };
  return { before, after, hosts: { before: span?.hosts?.after, after } };
}

function nextSparks({ sparks }: ProxyLive, clusters: readonly ClusterTraffic[]): ProxyLive['sparks'] {
  return new Map(
    clusters.map(({ name, traffic }) => [
      name,
      nextSpark(sparks.get(name) ?? [], perSecond(traffic, 'upstream_rq_total')),
    ]),
  );
}

/** What is the same all along stays the same object: of thousands of clusters most have no traffic. */
function nextSpark(known: readonly (number | undefined)[], rate: number | undefined): readonly (number | undefined)[] {
  const level = known.length === SPARK_LENGTH && known.every((each) => each === rate);
  return level ? known : [...known.slice(1 - SPARK_LENGTH), rate];
}

/** Something that changes whenever the proxy takes new configuration; empty before the first moment. */
export function configMark({ span }: ProxyLive): string {
  if (span === undefined) return '';
  const marks: string[] = [];
  for (const [name, value] of span.after.stats.values) {
    if (name.endsWith('.version') || name.endsWith('.update_rejected')) marks.push(`${name}=${value}`);
  }
  return marks.join(' ');
}

/** How many updates the proxy has refused since it started. */
export function rejectedUpdates({ span }: ProxyLive): number {
  let sum = 0;
  for (const [name, value] of span?.after.stats.values ?? [])
    if (name.endsWith('.update_rejected')) sum += Number(value);
  return sum;
}

/** Seconds the proxy has run; `undefined` when it does not say. */
export function uptimeOf({ span, server }: ProxyLive): number | undefined {
  return (span && numberAt(span.after, 'server.uptime')) ?? server?.uptimeSeconds;
}
