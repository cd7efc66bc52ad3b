/** The proxy's own ports: admin, metrics, readiness. */
import type { Session } from 'node:inspector/promises';
import { getHeapStatistics } from 'node:v8';
import { BUILD } from '../../cli/build-info.ts';
import { redacted } from '../../envoy/schema/redact.ts';
import { writeAtomically } from '../../io/write.ts';
import type { Host } from '../../model/host.ts';
import { type AdminRequest, textAnswer } from '../../proxy/admin/answer.ts';
import { answerAdmin } from '../../proxy/admin/commands.ts';
import { readyPage } from '../../proxy/admin/info.ts';
import { loggersAt } from '../../proxy/admin/loggers.ts';
import type { AdminSources } from '../../proxy/admin/sources.ts';
import { prometheusPage } from '../../proxy/admin/stats.ts';
import { mergeSamples } from '../../proxy/telemetry/metrics.ts';
import { isLocal, type PortAddress, portAddress } from './addresses.ts';
import type { Engine } from './engine.ts';
import type { RunFlags } from './flags.ts';
import { type Answering, type HttpPort, openPort } from './http-port.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Current, Reloader } from './reload.ts';
import { textOfFile } from './runtime-for.ts';

/** Where a CPU profile goes, in the folder the proxy runs in. */
const PROFILE_FILE = 'meshctl-proxy.cpuprofile';

/** The parts of a run that its admin port shows and controls. */
export interface AdminOptions {
  readonly flags: RunFlags;
  readonly host: Host;
  readonly engine: Engine;
  readonly current: Current;
  readonly lifecycle: Lifecycle;
  readonly reloader: Reloader;
}

/** The ports that are open. */
export interface OwnPorts {
  readonly addresses: Readonly<Partial<Record<'admin' | 'metrics' | 'health', PortAddress>>>;
  close(): void;
}

/** V8's own profiler, from one command to the next. */
class Profiler {
  readonly #host: Host;
  #session: Session | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  async turn(on: boolean): Promise<void> {
    if (on === (this.#session !== undefined)) return;
    if (on) {
      const { Session: Made } = await import('node:inspector/promises');
      this.#session = new Made();
      this.#session.connect();
      await this.#session.post('Profiler.enable');
      await this.#session.post('Profiler.start');
      return;
    }
    const session = this.#session;
    this.#session = undefined;
    const stopped = await session?.post('Profiler.stop');
    session?.disconnect();
    await writeAtomically(PROFILE_FILE, JSON.stringify(stopped?.profile), this.#host);
  }
}

function memory() {
  const heap = getHeapStatistics();
  return {
    allocated: heap.used_heap_size + heap.external_memory,
    heap: heap.total_heap_size + heap.external_memory,
    resident: heap.total_physical_size + heap.external_memory,
  };
}

function sourcesOf({ flags, host, engine, current, lifecycle, reloader }: AdminOptions): AdminSources {
  const profiler = new Profiler(host);
  return {
    engine: {
      samples: async () => mergeSamples([await engine.samples(), reloader.metrics.samples()]),
      clusters: () => engine.clusters(),
      resetCounters() {
        engine.resetCounters();
        reloader.metrics.resetCounters();
      },
      reopenLogs: () => engine.reopenLogs(),
      drain: (inboundOnly) => engine.drain(inboundOnly),
    },
    loggers: loggersAt('info'),
    snapshot: () => ({ snapshot: current.snapshot, since: current.since }),
    bootstrap: () => current.compilation.bootstrap,
    state: () => lifecycle.state,
    setHealthy: (healthy) => lifecycle.setHealthy(healthy),
    // The answer goes out first.
    quit: () => void setImmediate(() => lifecycle.quit()),
    profile: (on) => profiler.turn(on),
    uptimeSeconds: () => performance.now() / 1000,
    memory,
    readFile: textOfFile,
    now: () => host.now(),
    redact: (value) => redacted(value, 'message'),
    version: BUILD.version,
    commit: BUILD.commit ?? 'unknown',
    concurrency: flags.concurrency,
    drainSeconds: Number.parseFloat(flags.drainTime),
    configPath: (flags.filename ?? []).join(','),
  };
}

const only =
  (path: string, answer: (request: AdminRequest) => ReturnType<Answering>): Answering =>
  (request) =>
    request.path === path ? answer(request) : textAnswer(`this port has ${path} alone\n`, 404);

/**
 * Opens the ports the flags name.
 * @throws UnavailableError or PermissionError when one cannot be had; then none is open.
 */
export async function adminPorts(options: AdminOptions): Promise<OwnPorts> {
  const { flags } = options;
  const sources = sourcesOf(options);
  const wanted: readonly (readonly [keyof OwnPorts['addresses'], PortAddress | undefined, Answering])[] = [
    [
      'admin',
      adminAddress(flags),
      (request) => answerAdmin(request, sources, !isLocal(adminAddress(flags)?.address ?? '')),
    ],
    [
      'metrics',
      portAddress('--metrics', flags.metrics, flags.bindAll),
      only('/stats/prometheus', ({ query }) => prometheusPage(query, sources)),
    ],
    ['health', portAddress('--health', flags.health, flags.bindAll), only('/healthz/ready', () => readyPage(sources))],
  ];
  const open: HttpPort[] = [];
  const close = (): void => {
    for (const port of open) port.close();
  };
  const addresses: Partial<Record<keyof OwnPorts['addresses'], PortAddress>> = {};
  try {
    for (const [name, at, answering] of wanted) {
      if (at === undefined) continue;
      const port = await openPort(at, answering);
      open.push(port);
      addresses[name] = port.at;
    }
  } catch (error) {
    close();
    throw error;
  }
  return { addresses, close };
}

function adminAddress({ admin, bindAll }: RunFlags): PortAddress | undefined {
  return portAddress('--admin', admin, bindAll);
}
