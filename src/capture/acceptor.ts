/** Listening sockets for connections that the rules of interception bring, and where those wanted to go. */
import { type ChildProcess, type SendHandle, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getSystemErrorName } from 'node:util';
import { isSystemError } from '../io/problems.ts';
import { PermissionError, UnavailableError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { asList, asMap, asString } from '../model/json.ts';
import { HELPER } from './script.ts';

/** The number of sendmsg: asm/unistd.h of each architecture, in Node's names for them. */
const SENDMSG: Readonly<Record<string, number>> = {
  x64: 46,
  arm64: 211,
  riscv64: 211,
  loong64: 211,
  ia32: 370,
  arm: 296,
  ppc64: 341,
  s390x: 370,
};

/** An address and a port. */
export interface Place {
  readonly address: string;
  readonly port: number;
}

/** Listening sockets that belong together. */
export interface Wanted {
  /** Without brackets; IPv6 ones take IPv6 alone. */
  readonly places: readonly Place[];
  /** For TPROXY, which leaves addresses alone; it needs CAP_NET_ADMIN. Else for REDIRECT. */
  readonly transparent: boolean;
}

/** A connection, and where it wanted to go; `undefined` where the kernel does not know. */
export type OnConnection = (socket: Socket, meant: Place | undefined) => void;

/** Sockets that listen. */
export interface OpenDoor {
  /** The port of the first one. */
  readonly port: number;
  /** Accepts nobody any more; who was accepted by then still comes. */
  close(): void;
}

/** How helpers are started. */
export interface AcceptorOptions {
  readonly host: Host;
  /** Whether other processes of the run listen at the same places: the kernel spreads connections over them. */
  readonly shared: boolean;
}

const text = ({ address, port }: Place): string => `${address.includes(':') ? `[${address}]` : address}:${port}`;

/** Starts helpers, one for each set of sockets. */
export class Acceptor {
  readonly #options: AcceptorOptions;

  constructor(options: AcceptorOptions) {
    this.#options = options;
  }

  /**
   * Opens sockets and gives what comes to them. A helper that is lost is replaced, and that is told.
   * @throws UnavailableError by its promise without Perl or on a machine of another kind, and when an address cannot be had;
   * PermissionError for what needs a capability.
   */
  async open(wanted: Wanted, onConnection: OnConnection): Promise<OpenDoor> {
    const door = new Door(wanted, { ...this.#options, onConnection });
    await door.start();
    return door;
  }
}

/** Helpers that are lost within this time of each other are not replaced at once: the next one would not live longer. */
const SHORT_LIFE_MS = 1000;

interface DoorOptions extends AcceptorOptions {
  readonly onConnection: OnConnection;
}

class Door implements OpenDoor {
  port = 0;
  readonly #wanted: Wanted;
  readonly #options: DoorOptions;
  #helper: ChildProcess | undefined;
  #closed = false;
  #told = false;
  /** When a helper was lost last. */
  #lostMs = Number.NEGATIVE_INFINITY;

  constructor(wanted: Wanted, options: DoorOptions) {
    this.#wanted = wanted;
    this.#options = options;
  }

  async start(): Promise<void> {
    const helper = this.#spawn();
    this.#helper = helper;
    let complaint = '';
    helper.stderr?.on('data', (chunk: Buffer) => {
      complaint ||= chunk.toString().trim();
    });
    await new Promise<void>((resolve, reject) => {
      let listens = false;
      helper.on('error', (error) => reject(noPerl(error)));
      // Streams are at their end with `close`, so everything it has said is there.
      helper.once('close', (code, signal) => {
        if (listens) void this.#lost(complaint);
        else reject(endedEarly(signal ?? `status ${code}`, complaint));
      });
      helper.on('message', (message: unknown, handle?: SendHandle) => {
        const { ready, failed, ...meant } = asMap(message);
        if (ready !== undefined) {
          listens = true;
          this.port = Number(asList(ready)[0]);
          resolve();
        } else if (failed !== undefined) reject(this.#refused(asList(failed)));
        else if (handle instanceof Socket) this.#take(handle, meant);
      });
    });
    if (this.#closed) this.close();
  }

  #spawn(): ChildProcess {
    const { host, shared } = this.#options;
    const { arch, platform } = host.runtime;
    const number = platform === 'linux' ? SENDMSG[arch] : undefined;
    if (number === undefined) {
      throw new UnavailableError('UNAVAILABLE_CAPTURE', `connections cannot be captured on ${platform} ${arch}`, {
        hint: 'run it on Linux, or point programs to the proxy (HTTP_PROXY, --listen)',
      });
    }
    const { places, transparent } = this.#wanted;
    const specs = places.map(({ address, port }) =>
      [address.includes(':') ? 6 : 4, address, port, Number(transparent), Number(shared)].join(','),
    );
    return spawn('perl', ['-e', HELPER, String(number), ...specs], {
      // Nothing of the user's environment changes what Perl does.
      env: { PATH: host.env['PATH'], LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'json',
    });
  }

  #take(socket: Socket, { address, port }: Readonly<Record<string, unknown>>): void {
    socket.allowHalfOpen = true;
    socket.setNoDelay(true);
    const meant = asString(address);
    if (meant === undefined && !this.#wanted.transparent) this.#tellUntracked();
    this.#options.onConnection(socket, meant === undefined ? undefined : { address: meant, port: Number(port) });
  }

  /** Once: whoever connects straight to the proxy would bring it again and again. */
  #tellUntracked(): void {
    if (this.#told) return;
    this.#told = true;
    const [place] = this.#wanted.places;
    this.#options.host.stderr.write(
      `warning: the kernel does not know where a connection to ${place ? text(place) : ''} wanted to go, as it tracks none here; ` +
        'it is taken as meant for the proxy itself. "meshctl iptables verify --this-namespace" says whether the rules are there\n',
    );
  }

  #refused([index, number, step]: readonly unknown[]): Error {
    const place = this.#wanted.places[Number(index)];
    const at = place ? text(place) : '';
    const name = getSystemErrorName(-Number(number));
    if (step === 'transparent') {
      return new PermissionError(
        'NO_PERM_TRANSPARENT',
        `a transparent socket for ${at} needs CAP_NET_ADMIN (${name})`,
        {
          hint: 'run it as root in group 1337, or with setpriv --ambient-caps=+net_admin --inh-caps=+net_admin',
        },
      );
    }
    if (name === 'EACCES' || name === 'EPERM') {
      return new PermissionError('NO_PERM_LISTEN', `not allowed to listen on ${at}`);
    }
    const what = name === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${name})`;
    return new UnavailableError('UNAVAILABLE_ADDRESS', `${at} ${what}`);
  }

  async #lost(complaint: string): Promise<void> {
    if (this.#closed) return;
    const isLostAgain = performance.now() - this.#lostMs < SHORT_LIFE_MS;
    this.#lostMs = performance.now();
    const { stderr } = this.#options.host;
    const said = complaint === '' ? '' : ` (${complaint})`;
    stderr.write(
      `warning: the helper that takes connections has ended by itself${said}; another one takes its place\n`,
    );
    if (isLostAgain) await sleep(SHORT_LIFE_MS, undefined, { ref: false });
    for (let failures = 0; !this.#closed; failures += 1) {
      try {
        await this.start();
        if (failures > 0) stderr.write('connections are taken again\n');
        return;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        // Once: what stands in the way may go, such as another process at the address.
        if (failures === 0) stderr.write(`error: it did not start, and is tried again every second: ${why}\n`);
        await sleep(SHORT_LIFE_MS, undefined, { ref: false });
      }
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#helper?.connected) this.#helper.send({ close: true }, () => undefined);
  }
}

function noPerl(error: Error): Error {
  if (!isSystemError(error)) return error;
  return new UnavailableError(
    'UNAVAILABLE_PERL',
    `captured connections need perl, and it cannot be started: ${error.message}`,
    {
      cause: error,
      hint: 'install the package "perl" ("perl-base" is enough), or run it with --engine envoy',
    },
  );
}

function endedEarly(how: string, complaints: string): Error {
  const said = complaints.trim().split('\n')[0];
  return new UnavailableError(
    'UNAVAILABLE_PERL',
    `perl ended before it listened (${how})${said === '' ? '' : `: ${said}`}`,
    { hint: 'it needs its own modules Socket, Fcntl and Errno: the package "perl-base" has them' },
  );
}
