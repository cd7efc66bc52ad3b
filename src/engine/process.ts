/** An Envoy as a child of this process. */
import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { isSystemError } from '../io/problems.ts';
import { tied } from '../io/tied.ts';
import { NoInputError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';

/** How an Envoy is started. */
export interface ProcessOptions {
  readonly binary: string;
  readonly args: readonly string[];
  readonly host: Host;
}

/** What it says last is why it ended. */
const KEPT_LINES = 5;

/** Envoy's own level is told, and nothing else of its prefix. */
export const LOG_FLAGS: readonly string[] = ['--log-level', 'error', '--log-format', 'envoy %l: %v'];

/** One Envoy. It has no terminal: what a terminal sends to all of its programs is for us to pass on. */
export class EnvoyProcess {
  /** How it ended, in words; never rejects. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #last: string[] = [];
  #running = true;

  private constructor([command = '', ...args]: readonly string[], host: Host) {
    this.#child = spawn(command, args, {
      cwd: host.cwd,
      env: host.env,
      detached: true,
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    const { stderr } = this.#child;
    if (stderr) {
      createInterface({ input: stderr }).on('line', (line) => {
        host.stderr.write(`${line}\n`);
        this.#last.push(line);
        if (this.#last.length > KEPT_LINES) this.#last.shift();
      });
    }
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      // Streams are at their end with `close`, so everything it has said is there.
      this.#child.once('close', (code, signal) => resolve(signal ?? `status ${code}`));
    });
    const kill = (): void => this.kill('SIGKILL');
    process.once('exit', kill);
    void this.ended.then(() => {
      this.#running = false;
      process.removeListener('exit', kill);
    });
  }

  /**
   * Starts an Envoy.
   * @throws NoInputError when the file cannot be started.
   */
  static async start({ binary, args, host }: ProcessOptions): Promise<EnvoyProcess> {
    const started = new EnvoyProcess([...(await tied(host)), binary, ...args], host);
    await new Promise<void>((resolve, reject) => {
      started.#child.once('spawn', resolve);
      started.#child.once('error', reject);
    }).catch((error: unknown) => {
      if (!isSystemError(error)) throw error;
      throw new NoInputError('NO_INPUT_ENVOY', `"${binary}" cannot be started: ${error.message}`, { cause: error });
    });
    return started;
  }

  /** What it wrote last before it ended; `undefined` while it runs. */
  get said(): string | undefined {
    return this.#running ? undefined : this.#last.join('\n');
  }

  kill(signal: NodeJS.Signals): void {
    if (this.#running) this.#child.kill(signal);
  }
}
