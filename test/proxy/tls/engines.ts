/** Both engines on the same mesh, with certificates: ours in the process of the test, and a real Envoy. */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { startProxy } from '../../../src/proxy/net/server.ts';
import { Runtime } from '../../../src/proxy/runtime/runtime.ts';
import { AccessLogs } from '../../../src/proxy/telemetry/access-log/logs.ts';
import { Metrics } from '../../../src/proxy/telemetry/metrics.ts';
import { telemetryPlan } from '../../../src/proxy/telemetry/plan.ts';
import { Telemetry } from '../../../src/proxy/telemetry/telemetry.ts';
import type { CompileOptions } from '../../../src/xds/compile/options.ts';
import { fetchEnvoy } from '../../support/envoy.ts';
import { testOptions } from '../runtime/engine.ts';
import { envoyEngine, snapshotOf } from '../scenarios/envoy-engine.ts';

/** What a mesh is translated with, besides a gateway of the namespace `default`. */
export type Options = Partial<CompileOptions>;

/** A proxy that runs until its test is over. */
export interface TlsProxy {
  /** The lines of the access log, when there are so many. */
  logLines(count: number): Promise<readonly string[]>;
  /** Why clients were turned away; only our engine says it. */
  readonly refusals: readonly string[];
  /** Our engine's statistics in use. */
  readonly stats: () => Readonly<Record<string, number>>;
}

/** Starts a proxy of one kind. */
export type Start = (mesh: string, options?: Options) => Promise<TlsProxy>;

const PATIENCE_MS = 5000;
const POLL_MS = 20;

async function lines(count: number, read: () => Promise<readonly string[]> | readonly string[]) {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await read();
    if (found.length >= count || performance.now() > deadline) return found;
    await sleep(POLL_MS);
  }
}

const readFile = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

const startOwn: Start = async (mesh, options) => {
  const snapshot = snapshotOf(mesh, '/log', options);
  const runtime = Runtime.of(snapshot, { options: testOptions({ readFile }), now: performance.now() });
  const [log, refusals]: [string[], string[]] = [[], []];
  const metrics = new Metrics();
  const logs = new AccessLogs({
    wallTime: (time) => time,
    hostname: 'laptop',
    onUnknown: () => undefined,
    onBadFilter: () => undefined,
    sinkOf: () => ({ write: (line) => void log.push(line.trimEnd()) }),
  });
  const node = { kind: 'gateway', name: 'gw', namespace: 'default', labels: {} } as const;
  const telemetry = new Telemetry({
    metrics,
    node,
    logs,
    spans: { request: () => undefined },
    onInternalError: (error) => {
      throw error;
    },
    onTlsRefused: (_listener, _connection, { reason }) => void refusals.push(reason),
  });
  telemetry.use(telemetryPlan(snapshot), runtime);
  const proxy = await startProxy(runtime, telemetry);
  onTestFinished(() => proxy.destroy());
  const stats = () =>
    Object.fromEntries(metrics.samples().map((sample) => [sample.stat, 'value' in sample ? sample.value : 0]));
  return { logLines: (count) => lines(count, () => log), refusals, stats };
};

const startEnvoy =
  (binary: string): Start =>
  async (mesh, options) => {
    const running = await envoyEngine(binary, options).start(mesh);
    onTestFinished(() => running.stop());
    return { logLines: (count) => lines(count, () => running.accessLog()), refusals: [], stats: () => ({}) };
  };

const envoy = await fetchEnvoy();

/** The engines there are, by name. */
export const ENGINES: readonly (readonly [string, Start])[] = [
  ['meshctl', startOwn],
  ...('path' in envoy ? ([['envoy', startEnvoy(envoy.path)]] as const) : []),
];

/** For the title of a suite: why an engine is missing. */
export const MISSING = 'reason' in envoy ? ` (Envoy skipped: ${envoy.reason})` : '';
