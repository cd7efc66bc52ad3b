/** The program behind `--`. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isSystemError } from '../../io/problems.ts';
import { NoInputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';

/** What a shell adds to the number of the signal that ended a process. */
const SIGNAL_STATUS = 128;

/** What is started, and in which group if not this process's. */
export interface Program {
  readonly words: readonly string[];
  readonly gid?: number | undefined;
}

/** A program that runs. */
export interface Child {
  /** Its status, or that of a shell for a signal. */
  readonly ended: Promise<number>;
  kill(signal: NodeJS.Signals): void;
}

/** Where a proxy is. */
export interface ProxyPlace {
  readonly addresses: readonly string[];
  readonly admin: string | undefined;
  /** Programs need not know of it: their connections are captured. */
  readonly captures: boolean;
}

/** What is on this machine is no host of the mesh: programs reach it themselves. */
const LOCAL_HOSTS = ['localhost', '127.0.0.1', '::1'];

function proxyVariables(url: string, env: Host['env']): Record<string, string> {
  const direct = [env['NO_PROXY'] ?? env['no_proxy'] ?? '', ...LOCAL_HOSTS].filter((each) => each !== '').join(',');
  return { HTTP_PROXY: url, http_proxy: url, NO_PROXY: direct, no_proxy: direct, MESHCTL_PROXY_URL: url };
}

/** The program's environment: where the proxy is, and, beside what `env` says of it, what is to be reached without. */
export function proxyEnvironment(place: ProxyPlace, env: Host['env']): Record<string, string> {
  const { addresses, admin, captures } = place;
  const [first] = addresses;
  return {
    ...(first === undefined || captures ? {} : proxyVariables(`http://${first}`, env)),
    MESHCTL_PROXY_LISTENERS: addresses.join(','),
    ...(admin === undefined ? {} : { MESHCTL_PROXY_ADMIN: admin }),
  };
}

/**
 * Starts a program with this terminal.
 * @throws NoInputError by its promise when there is no such program.
 */
export function startChild({ words, gid }: Program, environment: Record<string, string>, host: Host): Child {
  const [command = '', ...args] = words;
  const child = spawn(command, args, {
    stdio: 'inherit',
    cwd: host.cwd,
    env: { ...host.env, ...environment },
    ...(gid === undefined ? {} : { gid }),
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', (error) => {
      const gone = isSystemError(error, 'ENOENT');
      reject(gone ? new NoInputError('NO_INPUT_COMMAND', `there is no program "${command}"`, { cause: error }) : error);
    });
    child.once('exit', (code, signal) => resolve(code ?? SIGNAL_STATUS + (signal ? constants.signals[signal] : 0)));
  });
  return { ended, kill: (signal) => void child.kill(signal) };
}
