/** The processes that are measured: something that answers, and proxies before it. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProxyChild } from '../../demo/proxy-child.ts';
import { findEnvoy } from '../../engine/find.ts';
import { writeAtomically } from '../../io/write.ts';
import { NoInputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import type { BenchFlags } from './flags.ts';

/** What is measured, in the order it is shown. */
export type ContestantName = 'baseline' | 'builtin' | 'envoy';

/** Where requests go. */
export interface Contestant {
  readonly name: ContestantName;
  readonly url: string;
}

/** Everything that runs. */
export interface Stage {
  readonly contestants: readonly Contestant[];
  /** Why there is no Envoy among them; absent when there is. */
  readonly withoutEnvoy?: string;
  end(): Promise<void>;
}

/** As many bytes as the answers of the usual comparisons have. */
const BODY = 'a'.repeat(200);

const gateway = (port: number, route: string): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: bench}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: ${port}, name: http, protocol: HTTP}, bind: 127.0.0.1, hosts: ["*"]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: bench}
spec: {hosts: ["*"], gateways: [bench], http: [${route}]}
`;

const answering = (port: number): string => gateway(port, `{directResponse: {status: 200, body: {string: ${BODY}}}}`);

const forwarding = (
  port: number,
  to: number,
): string => `${gateway(port, '{route: [{destination: {host: answers}}]}')}---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: answers}
spec:
  hosts: [answers]
  resolution: STATIC
  ports: [{number: 80, name: http, protocol: HTTP, targetPort: ${to}}]
  endpoints: [{address: 127.0.0.1}]
`;

/** A port nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  server.close();
  await once(server, 'close');
  return typeof at === 'object' && at !== null ? at.port : 0;
}

async function envoyArgs({ envoy }: BenchFlags, host: Host): Promise<readonly string[] | string> {
  try {
    return ['--engine', 'envoy', '--envoy', await findEnvoy(envoy, host)];
  } catch (error) {
    if (envoy === undefined && error instanceof NoInputError) return error.message;
    throw error;
  }
}

/** Processes under way, and the folder of their files. */
class Processes {
  readonly #folder: string;
  readonly #host: Host;
  readonly #children: ProxyChild[] = [];

  constructor(folder: string, host: Host) {
    this.#folder = folder;
    this.#host = host;
  }

  /** Starts a proxy with this mesh. */
  async start(name: string, mesh: string, args: readonly string[] = []): Promise<void> {
    const file = join(this.#folder, `${name}.yaml`);
    await writeAtomically(file, mesh, this.#host);
    const quiet = ['--admin', 'off', '--metrics', 'off', '--access-log', 'off', '--no-watch'];
    this.#children.push(await ProxyChild.start({ name, args: ['-f', file, ...quiet, ...args], host: this.#host }));
  }

  async end(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.end()));
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Starts everything. Throws UnavailableError when a process does not start, NoInputError for an Envoy that is named and is none. */
export async function startStage(flags: BenchFlags, host: Host): Promise<Stage> {
  const processes = new Processes(await mkdtemp(join(tmpdir(), 'meshctl-bench-')), host);
  try {
    const envoy = await envoyArgs(flags, host);
    const [answers, builtin, other] = [await freePort(), await freePort(), await freePort()];
    await processes.start('baseline', answering(answers));
    await processes.start('builtin', forwarding(builtin, answers));
    if (typeof envoy !== 'string') await processes.start('envoy', forwarding(other, answers), envoy);
    const at = (name: ContestantName, port: number): Contestant => ({ name, url: `http://127.0.0.1:${port}/` });
    const contestants = [at('baseline', answers), at('builtin', builtin)];
    const end = () => processes.end();
    if (typeof envoy === 'string') return { contestants, withoutEnvoy: envoy, end };
    return { contestants: [...contestants, at('envoy', other)], end };
  } catch (error) {
    await processes.end();
    throw error;
  }
}
