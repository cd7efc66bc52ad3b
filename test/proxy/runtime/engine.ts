/** The runtime on its wire, in the process of the test. */
import { flagsText } from '../../../src/proxy/flags.ts';
import { startProxy } from '../../../src/proxy/net/server.ts';
import { DEFAULT_OPTIONS, type RuntimeOptions } from '../../../src/proxy/runtime/options.ts';
import { Runtime } from '../../../src/proxy/runtime/runtime.ts';
import type { Engine } from '../scenarios/engine.ts';
import { type Options, snapshotOf } from '../scenarios/envoy-engine.ts';
import { recording } from '../support/observer.ts';

/** Options of a test: chance as it comes, no files. */
export function testOptions(options: Partial<RuntimeOptions> = {}): RuntimeOptions {
  return { ...DEFAULT_OPTIONS, random: Math.random, wallClock: Date.now, readFile: () => undefined, ...options };
}

/** An engine that runs what it is given by {@link Runtime}; its log has flags and details only. */
export function runtimeEngine(options: Partial<RuntimeOptions> = {}, mesh: Options = {}): Engine {
  return {
    name: 'runtime',
    async start(config) {
      const seen = recording();
      const snapshot = snapshotOf(config, '', mesh);
      const runtime = Runtime.of(snapshot, { options: testOptions(options), now: performance.now() });
      const proxy = await startProxy(runtime, seen);
      return {
        accessLog: async () =>
          seen.requests.map(
            ({ status, flags, details }) => `[t] "GET / HTTP/1.1" ${status} ${flagsText(flags)} ${details} -`,
          ),
        stop: async () => proxy.destroy(),
      };
    },
  };
}
