/** The real Envoy on a snapshot, from its start to its end. */
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAdminAddress } from '../io/admin.ts';
import { runTool } from '../io/tool.ts';
import { writeAtomically } from '../io/write.ts';
import { UnavailableError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { asList, asString, getIn, type JsonMap } from '../model/json.ts';
import { boundListeners } from '../xds/snapshot.ts';
import { type AdminPlace, type AdminReply, askEnvoy, envoyStats } from './admin.ts';
import { dynamicBootstrap, type Resources, staticConfiguration } from './files.ts';
import { Follower } from './follower.ts';
import { EnvoyProcess, LOG_FLAGS } from './process.ts';
import { refusal } from './refusal.ts';

/** What an Envoy is started with. */
export interface EnvoyOptions {
  readonly binary: string;
  readonly resources: Resources;
  /** The bootstrap without resources: who the proxy is. */
  readonly identity: JsonMap;
  /** Its admin port; absent for one that only meshctl reaches. */
  readonly admin?: { readonly address: string; readonly port: number } | undefined;
  readonly workers: number;
  readonly host: Host;
  /** Where in the files something comes from whose name is in the text; empty where nobody knows. */
  readonly placeOf: (text: string) => Promise<string>;
}

const POLL_MS = 10;
/** A configuration of ten thousand routes takes a second to check. */
const CHECK_MS = 30_000;
/** An Envoy that was told to end is gone in milliseconds. */
const END_MS = 3000;

/** Lines of the access log leave as soon as a person can see them, and not every ten seconds. */
const RUN_FLAGS = ['--disable-hot-restart', '--drain-strategy', 'immediate', '--file-flush-interval-msec', '100'];

/** Requests, and connections: those that are not of HTTP are under way as long as they are there. */
const ACTIVE = '^(http|listener)\\..*\\.downstream_(rq|cx)_active$';

const sumOf = (stats: ReadonlyMap<string, string>, pattern: RegExp): number =>
  [...stats].reduce((sum, [name, value]) => (pattern.test(name) ? sum + Number(value) : sum), 0);

/** An Envoy that runs a snapshot, and another one when it is told. */
export class EnvoyEngine {
  readonly #options: EnvoyOptions;
  readonly #folder: string;
  readonly #follower: Follower;
  #resources: Resources;
  #process: EnvoyProcess | undefined;
  #place: AdminPlace | undefined;
  #ports: ReadonlyMap<string, number> = new Map();
  #ending = false;

  private constructor(options: EnvoyOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#resources = options.resources;
    this.#follower = new Follower({
      folder,
      host: options.host,
      place: () => this.#reached(),
      ended: () => this.#process?.said,
    });
  }

  /**
   * Starts an Envoy, which serves when the promise is kept.
   * @throws NoInputError when it cannot be started, InputError when it does not take the snapshot, UnavailableError or
   * PermissionError when an address cannot be had. Nothing is left behind then.
   */
  static async start(options: EnvoyOptions): Promise<EnvoyEngine> {
    const engine = new EnvoyEngine(options, await mkdtemp(join(tmpdir(), 'meshctl-envoy-')));
    try {
      await engine.#check(options.resources);
      await engine.#launch();
    } catch (error) {
      await engine.#kill();
      throw error;
    }
    return engine;
  }

  /** The ports that listeners with an address have got, in the order of the snapshot's. */
  get ports(): readonly number[] {
    return boundListeners(this.#resources.listeners).map(({ name }) => this.#ports.get(name) ?? 0);
  }

  /** Where the admin port is; `undefined` when only meshctl reaches it. */
  get admin(): { readonly address: string; readonly port: number } | undefined {
    const place = this.#place;
    return place && 'host' in place ? { address: place.host, port: place.port } : undefined;
  }

  /** Kept when the Envoy has ended though nobody has told it to; never rejects. */
  async lost(): Promise<Error> {
    const how = await this.#process?.ended;
    // What was asked for is told by whoever asked.
    if (this.#ending) return new Promise(() => undefined);
    return new UnavailableError('UNAVAILABLE_ENVOY', `Envoy has ended by itself (${how})`);
  }

  /** A page of its admin port. @throws UnavailableError when it does not answer. */
  ask(path: string): Promise<AdminReply> {
    return askEnvoy(this.#reached(), path);
  }

  /** Another snapshot. @throws as `start` does when it cannot run; then the one before goes on. */
  async apply(resources: Resources): Promise<void> {
    await this.#check(resources);
    try {
      await this.#follower.follow(resources, this.#resources);
    } catch (error) {
      await this.#follower.begin(this.#resources);
      throw error;
    }
    this.#resources = resources;
    this.#ports = await this.#askPorts();
  }

  /** Log files are opened again, for those who rotate them. */
  reopenLogs(): void {
    this.#process?.kill('SIGUSR1');
  }

  /** Stops listening, waits for requests and connections under way, at most so long, and ends the Envoy. */
  async end(limitMs: number): Promise<void> {
    this.#ending = true;
    const deadline = performance.now() + limitMs;
    try {
      // Answers ask their callers to leave from now on.
      await askEnvoy(this.#reached(), '/healthcheck/fail', 'POST');
      await askEnvoy(this.#reached(), '/drain_listeners', 'POST');
      while (performance.now() < deadline && (await this.#isBusy())) await sleep(POLL_MS);
    } catch {
      // An Envoy that is gone, or does not answer, has nothing to wait for.
    }
    await this.#kill();
  }

  /** Ends everything at once. */
  destroy(): void {
    this.#ending = true;
    this.#process?.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #kill(): Promise<void> {
    this.#ending = true;
    this.#process?.kill('SIGTERM');
    const timer = setTimeout(() => this.#process?.kill('SIGKILL'), END_MS);
    await this.#process?.ended;
    clearTimeout(timer);
    await rm(this.#folder, { recursive: true, force: true });
  }

  #reached(): AdminPlace {
    if (this.#place === undefined) throw new Error('Envoy is asked before it runs');
    return this.#place;
  }

  async #isBusy(): Promise<boolean> {
    const stats = await envoyStats(this.#reached(), ACTIVE);
    const requests = sumOf(stats, /^http\.(?!admin\.).*rq_active$/);
    const all = sumOf(stats, /^listener\.(?!admin\.)(?!.*\.worker_\d+\.).*cx_active$/);
    return requests > 0 || all > sumOf(stats, /^http\.(?!admin\.).*cx_active$/);
  }

  /** Lets another Envoy read everything, as at a start: it refuses as a whole, and says why. */
  async #check(resources: Resources): Promise<void> {
    const { binary, identity, host, placeOf } = this.#options;
    const file = join(this.#folder, 'check.json');
    await writeAtomically(file, JSON.stringify(staticConfiguration(identity, resources)), host);
    const args = ['--mode', 'validate', '-c', file, '--log-level', 'error', '--log-format', '%v'];
    const { outcome, exitCode, stdout, stderr } = await runTool({ tool: binary, args, timeoutMs: CHECK_MS }, host);
    if (outcome === 'ended' && exitCode === 0) return;
    const text = outcome === 'timed-out' ? 'it has not read it within 30 seconds' : `${stderr}${stdout}`;
    throw refusal(text, await placeOf(text));
  }

  async #launch(): Promise<void> {
    const { binary, identity, admin, workers, host } = this.#options;
    const socketPath = join(this.#folder, 'admin.sock');
    const where = admin
      ? { socket_address: { address: admin.address, port_value: admin.port } }
      : { pipe: { path: socketPath } };
    const file = join(this.#folder, 'bootstrap.json');
    await writeAtomically(file, JSON.stringify(dynamicBootstrap(identity, this.#folder, where)), host);
    const files = await this.#follower.begin(this.#resources);
    const addressFile = join(this.#folder, 'admin.address');
    const own = ['-c', file, '--concurrency', String(workers), '--admin-address-path', addressFile];
    this.#process = await EnvoyProcess.start({ binary, args: [...own, ...RUN_FLAGS, ...LOG_FLAGS], host });
    this.#place = admin ? await this.#adminPlace(addressFile) : { socketPath };
    await this.#follower.taken(files);
    this.#ports = await this.#askPorts();
  }

  /** Envoy writes where its admin port is, which it alone knows for port 0. */
  async #adminPlace(file: string): Promise<AdminPlace> {
    for (;;) {
      const text = await readFile(file, 'utf8').catch(() => '');
      if (text !== '') return parseAdminAddress(text.trim());
      const ended = this.#process?.said;
      if (ended !== undefined) throw refusal(ended);
      await sleep(POLL_MS);
    }
  }

  async #askPorts(): Promise<ReadonlyMap<string, number>> {
    const { body } = await this.ask('/listeners?format=json');
    // The border of JSON.parse: what it gives is looked through member by member.
    const statuses = asList(getIn(JSON.parse(body), ['listener_statuses']));
    return new Map(
      statuses.map((status) => [
        asString(getIn(status, ['name'])) ?? '',
        Number(getIn(status, ['local_address', 'socket_address', 'port_value'])),
      ]),
    );
  }
}
