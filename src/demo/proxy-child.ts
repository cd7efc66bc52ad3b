/** A proxy of the demo: another run of this program. */
import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { tied } from '../io/tied.ts';
import { UnavailableError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';

/** How a proxy is started. */
export interface ProxyOptions {
  /** What its lines begin with. */
  readonly name: string;
  /** After `proxy run`. */
  readonly args: readonly string[];
  readonly host: Host;
}

/** The descriptor on which a proxy tells its addresses. */
const READY_FD = 3;

/** What ends the message of a run that has failed. */
const PROGRAM = /^meshctl: /;

/** A proxy that serves; what it says from then on is passed on. */
export class ProxyChild {
  /** Where it listens. */
  readonly addresses: readonly string[];
  /** Kept when it has ended, in words how; never rejects. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ended: Promise<string>, addresses: readonly string[]) {
    this.#child = child;
    this.ended = ended;
    this.addresses = addresses;
  }

  /**
   * Starts a proxy, which serves when the promise is kept.
   * @throws UnavailableError with what it said when it ended instead.
   */
  static async start({ name, args, host }: ProxyOptions): Promise<ProxyChild> {
    const own = [process.execPath, process.argv[1] ?? '', 'proxy', 'run', ...args, '--ready-fd', String(READY_FD)];
    const [command = '', ...rest] = [...(await tied(host)), ...own];
    // A group of its own: Ctrl-C is for us, and we end our proxies in order.
    const child = spawn(command, rest, {
      cwd: host.cwd,
      env: host.env,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    const release = host.onInterrupt(() => void child.kill('SIGKILL'));
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, signal) => resolve(signal ?? `status ${code}`));
    });
    void ended.then(release);
    const said = follow(child, name, host);
    const addresses = await readyAddresses(child.stdio[READY_FD]);
    if (addresses.length === 0) {
      await ended;
      throw notStarted(name, said.before);
    }
    said.passOn();
    return new ProxyChild(child, ended, addresses);
  }

  /** Lets requests end, and then the proxy. */
  async end(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.ended;
  }
}

/** Keeps what a proxy says until it serves, and passes it on from then on. */
function follow({ stderr }: ChildProcess, name: string, host: Host) {
  const before: string[] = [];
  let quiet = true;
  if (stderr) {
    createInterface({ input: stderr }).on('line', (line) => {
      if (quiet) before.push(line);
      else host.stderr.write(`${name}: ${line}\n`);
    });
  }
  const passOn = (): void => {
    quiet = false;
  };
  return { before, passOn };
}

/** A line for each address; none when it ended before. */
async function readyAddresses(pipe: unknown): Promise<readonly string[]> {
  // With this setting of `stdio` the descriptor is a pipe to read from.
  const chunks: Buffer[] = [];
  for await (const chunk of pipe as Readable) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks)
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

function notStarted(name: string, lines: readonly string[]): UnavailableError {
  const why = lines.findLast((line) => PROGRAM.test(line))?.replace(PROGRAM, '') ?? lines.at(-1) ?? 'it said nothing';
  return new UnavailableError('UNAVAILABLE_DEMO', `the ${name} does not start: ${why}`, {
    hint: 'choose other addresses with --listen, --admin, --mesh-listen and --mesh-admin',
  });
}
