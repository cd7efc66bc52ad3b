import { Readable } from 'node:stream';
import { EXIT } from '../../src/model/exit.ts';
import type { CleanUp, Environment, Host, SignalName } from '../../src/model/host.ts';

/** A host without a process, and what was written to it. */
export interface TestHost extends Host {
  /** Everything written to standard output. */
  readonly written: () => string;
  /** Everything written to standard error. */
  readonly complained: () => string;
  /** Does what the process does on SIGINT. */
  readonly interrupt: () => Promise<void>;
  /** Does what the process does on a signal that was taken over; false when nobody has. */
  readonly signals: (signal: SignalName) => boolean;
  /** How many clean-up hooks are waiting. */
  readonly hooks: () => number;
}

/** What a test host can be given. */
export interface TestHostOptions {
  readonly cwd?: string;
  readonly env?: Environment;
  readonly stdin?: string | Uint8Array;
}

/** A host for tests in process: memory streams, its own environment, the year 2020. */
export function testHost({ cwd = '/', env = {}, stdin = '' }: TestHostOptions = {}): TestHost {
  const out: string[] = [];
  const err: string[] = [];
  const hooks: CleanUp[] = [];
  const listeners = new Map<SignalName, () => void>();
  const abort = new AbortController();
  return {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: { write: (chunk) => out.push(Buffer.from(chunk).toString()) },
    stderr: { write: (chunk) => err.push(Buffer.from(chunk).toString()) },
    cwd,
    env,
    runtime: { node: '20.19.0', platform: 'linux', arch: 'x64' },
    now: () => new Date('2020-01-01T00:00:00Z'),
    signal: abort.signal,
    onInterrupt(hook) {
      hooks.unshift(hook);
      return () => {
        if (hooks.includes(hook)) hooks.splice(hooks.indexOf(hook), 1);
      };
    },
    onSignal(signal, listener) {
      listeners.set(signal, listener);
      return () => listeners.delete(signal);
    },
    outcome: { status: EXIT.ok },
    written: () => out.join(''),
    complained: () => err.join(''),
    signals(signal) {
      listeners.get(signal)?.();
      return listeners.has(signal);
    },
    hooks: () => hooks.length,
    async interrupt() {
      abort.abort();
      for (let hook = hooks.shift(); hook; hook = hooks.shift()) await hook();
    },
  };
}
