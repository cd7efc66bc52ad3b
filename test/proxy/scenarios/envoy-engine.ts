/** A real Envoy on our translation. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadResources } from '../../../src/mesh/load.ts';
import { buildMesh } from '../../../src/mesh/model.ts';
import type { JsonMap } from '../../../src/model/json.ts';
import { staticBootstrap } from '../../../src/xds/bootstrap.ts';
import { compileSnapshot } from '../../../src/xds/compile/compile.ts';
import type { CompileOptions } from '../../../src/xds/compile/options.ts';
import type { Snapshot } from '../../../src/xds/snapshot.ts';
import { readManifests } from '../../../src/yaml/parse.ts';
import type { Engine } from './engine.ts';

const NODE = {
  kind: 'gateway',
  name: 'gw',
  namespace: 'default',
  labels: { istio: 'ingressgateway' },
} as const;

/** How long Envoy may take to open its listeners on a busy machine. */
const START_MS = 20_000;
const POLL_MS = 25;
/** Envoy writes its log this often. */
const FLUSH_MS = 20;

/** What differs from a gateway of the namespace `default` in a mesh without a configuration. */
export interface Options extends Partial<CompileOptions> {
  readonly meshConfig?: JsonMap;
}

/** What our translation makes of the YAML of a scenario. */
export function snapshotOf(
  config: string,
  accessLogFile: string,
  { meshConfig = {}, ...options }: Options = {},
): Snapshot {
  const manifests = [...readManifests(config, 'scenario.yaml')].flatMap(({ manifest }) => manifest ?? []);
  const { resources, diagnostics } = loadResources(manifests, { namespace: 'default' });
  const wrong = diagnostics.find(({ level }) => level === 'error');
  if (wrong) throw new Error(wrong.message);
  return compileSnapshot(buildMesh({ resources, meshConfig }), {
    node: NODE,
    capture: 'none',
    overrides: [],
    listeners: [],
    anyAddress: false,
    accessLogFile,
    ...options,
  });
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function listening(process: ChildProcess, ports: readonly number[], said: () => string): Promise<void> {
  const deadline = performance.now() + START_MS;
  for (const port of ports) {
    while (!(await accepts(port))) {
      if (process.exitCode !== null) throw new Error(`envoy ended: ${said().split('\n').slice(-4).join('\n')}`);
      if (performance.now() > deadline) throw new Error(`port ${port} is not open: ${said()}`);
      await sleep(POLL_MS);
    }
  }
}

const FLAGS = ['--log-level', 'error', '--concurrency', '1', '--disable-hot-restart'];

/** An engine that runs this Envoy; each start is a process of its own. */
export function envoyEngine(binary: string, options: Options = {}): Engine {
  return {
    name: 'envoy',
    async start(config) {
      const folder = mkdtempSync(join(tmpdir(), 'meshctl-envoy-'));
      const log = join(folder, 'access.log');
      const snapshot = snapshotOf(config, log, options);
      const file = join(folder, 'envoy.json');
      writeFileSync(file, JSON.stringify(staticBootstrap(snapshot, { node: NODE, domain: 'cluster.local' })));
      const child = spawn(binary, ['-c', file, '--file-flush-interval-msec', String(FLUSH_MS), ...FLAGS]);
      const ended = once(child, 'exit');
      let said = '';
      child.stderr.on('data', (data: Buffer) => {
        said += data.toString();
      });
      const stop = async (): Promise<void> => {
        child.kill('SIGKILL');
        await ended;
        rmSync(folder, { recursive: true, force: true });
      };
      try {
        const ports = snapshot.listeners.flatMap(({ address }) => address.socket_address?.port_value ?? []);
        await listening(child, ports, () => said);
      } catch (error) {
        await stop();
        throw error;
      }
      return {
        async accessLog() {
          await sleep(FLUSH_MS * 5);
          return readFileSync(log, 'utf8')
            .split('\n')
            .filter((line) => line !== '');
        },
        stop,
      };
    },
  };
}
