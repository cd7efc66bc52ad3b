import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { TOOL_ENVIRONMENT } from '../../support/netns.ts';

/** Longer than any answer takes on a busy machine. */
const ANSWER_TIMEOUT_MS = 20_000;

/** A process in a namespace that talks line by line. */
export interface Child {
  readonly process: ChildProcessWithoutNullStreams;
  readonly write: (text: string) => void;
  /** The next line for which `take` gives a value; lines before it are dropped. */
  readonly until: <T>(take: (line: string) => T | undefined) => Promise<T>;
  readonly stop: () => Promise<void>;
}

/** Starts a program in a namespace. */
export function startChild(namespace: string, command: readonly string[]): Child {
  const child = spawn('ip', ['netns', 'exec', namespace, ...command], { env: TOOL_ENVIRONMENT });
  const lines: string[] = [];
  let complaints = '';
  let wake: () => void = () => undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  void ended.then(() => wake());
  const next = async (): Promise<string> => {
    const deadline = Date.now() + ANSWER_TIMEOUT_MS;
    while (lines.length === 0) {
      const left = deadline - Date.now();
      if (left <= 0 || child.exitCode !== null) throw new Error(`${command.join(' ')} is silent: ${complaints}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return lines.shift() ?? '';
  };
  return {
    process: child,
    write: (text) => void child.stdin.write(text),
    async until(take) {
      for (;;) {
        const value = take(await next());
        if (value !== undefined) return value;
      }
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
