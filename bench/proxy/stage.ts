/** The proxies that are compared, and what they talk to. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fetchEnvoy } from '../../test/support/envoy.ts';
import { envoyConfig, nginxConfig, type ProxyPorts, type UpstreamPorts, upstreamConfig } from './configs.ts';
import { freePort, generatorCommand, type Subject, startSubject, stopSubject } from './machine.ts';
import { meshConfig } from './mesh.ts';

const PROXY_CPU = '0';
const OTHER_CPU = '1';
const LARGE_BYTES = 10 * 1024;

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'meshctl.js');

/** A proxy under test. */
export interface Contestant extends Subject, ProxyPorts {
  /** The processes that do the work. */
  readonly pids: readonly number[];
}

/** How a proxy is started. */
export interface StartOptions {
  /** The file of its access log; none without. */
  readonly log?: string;
  readonly workers?: number;
  /** Flags of Node.js. */
  readonly node?: readonly string[];
}

function childrenOf(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

/** Everything that runs for the bench; all of it ends with {@link Stage.end}. */
export class Stage {
  readonly folder: string;
  readonly #started: Subject[] = [];
  #upstream: UpstreamPorts | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Writes a file of the bench; gives its path. */
  file(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  get upstream(): UpstreamPorts {
    if (this.#upstream === undefined) throw new Error('the upstream has not been started');
    return this.#upstream;
  }

  async startUpstream(): Promise<void> {
    const [http1, http2, grpc, sink] = [await freePort(), await freePort(), await freePort(), await freePort()];
    const ports: UpstreamPorts = { http1, http2, grpc, sink };
    this.#upstream = ports;
    this.file('large', 'b'.repeat(LARGE_BYTES));
    const config = this.file('upstream.conf', upstreamConfig(this.folder, ports));
    await this.#start('upstream', http1, ['nginx', '-c', config], OTHER_CPU);
    const echo = generatorCommand('echo', { port: grpc, host: '', seconds: 0 });
    await this.#start('upstream of gRPC', grpc, echo, OTHER_CPU);
  }

  async #start(name: string, port: number, argv: readonly string[], cpu = PROXY_CPU): Promise<Subject> {
    const subject = await startSubject(name, port, { cpu, argv });
    this.#started.push(subject);
    return subject;
  }

  /** `undefined` with the reason on standard error when there is no Envoy to be had. */
  async startEnvoy({ log }: StartOptions = {}): Promise<Contestant | undefined> {
    const envoy = await fetchEnvoy();
    if (!('path' in envoy)) {
      process.stderr.write(`without Envoy: ${envoy.reason}\n`);
      return undefined;
    }
    const ports = { http: await freePort(), tcp: await freePort() };
    const config = this.file(`envoy-${ports.http}.json`, envoyConfig(ports, this.upstream, log));
    const base = ['--base-id-path', join(this.folder, `base-${ports.http}`), '--use-dynamic-base-id'];
    const argv = [envoy.path, '-c', config, '--concurrency', '1', ...base, '-l', 'off'];
    const subject = await this.#start('envoy', ports.http, argv);
    return { ...subject, ...ports, pids: [subject.child.pid ?? 0] };
  }

  async startMeshctl({ log = 'off', workers = 1, node = [] }: StartOptions = {}): Promise<Contestant> {
    const ports = { http: await freePort(), tcp: await freePort() };
    const mesh = this.file(`mesh-${ports.http}.yaml`, meshConfig(ports, this.upstream));
    const flags = ['--access-log', log, '--concurrency', String(workers), '--no-watch'];
    return this.run(mesh, ports, { flags, node, cpu: workers > 1 ? '0,1' : PROXY_CPU });
  }

  /** Starts meshctl with files of its own. */
  async run(
    mesh: string,
    ports: ProxyPorts,
    { flags, node = [], cpu = PROXY_CPU }: { flags: readonly string[]; node?: readonly string[]; cpu?: string },
  ): Promise<Contestant> {
    const argv = [process.execPath, ...node, BIN, 'proxy', 'run', '-f', mesh, '--admin', 'off', '--metrics', 'off'];
    const subject = await this.#start('meshctl', ports.http, [...argv, ...flags], cpu);
    const { pid = 0 } = subject.child;
    return { ...subject, ...ports, pids: [pid, ...childrenOf(pid)] };
  }

  async startNginx(): Promise<Contestant> {
    const http = await freePort();
    const config = this.file('nginx.conf', nginxConfig(this.folder, http, this.upstream));
    const subject = await this.#start('nginx', http, ['nginx', '-c', config]);
    return { ...subject, http, tcp: 0, pids: childrenOf(subject.child.pid ?? 0) };
  }

  /** Ends one of them now. */
  async stop(contestant: Subject): Promise<void> {
    const { child } = contestant;
    this.#started.splice(
      this.#started.findIndex((each) => each.child === child),
      1,
    );
    await stopSubject(contestant);
  }

  /** Ends everything. */
  async end(): Promise<void> {
    for (const subject of this.#started.splice(0)) await stopSubject(subject);
  }
}
