import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DEFAULT_ADMIN_PORT } from '../../cli/proxy-options.ts';
import type { AnswerSource } from '../../envoy/admin-paths.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { fetchAdmin, parseAdminAddress } from '../../io/admin.ts';
import { hasCluster } from '../../kube/locate.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { type PodSourceOptions, podSource } from '../kube/pod-source.ts';
import type { SourceFlags } from './flags.ts';
import { NO_SOURCE, withOpenText } from './peer.ts';
import { readSaved } from './saved-page.ts';

const MAX_PORT = 65_535;

/** What a command is asked about. */
export interface Target {
  readonly flags: SourceFlags;
  readonly positionals: readonly string[];
  /** What the reference says when no proxy is named, or more than one. */
  readonly peer: string;
  /** What the reference says around a failure to open the file. */
  readonly openText?: (text: string) => string;
  /** What the reference says around a failure to ask a pod. */
  readonly around?: PodSourceOptions['around'];
}

/** What the reference's proxy-config says when no proxy is named, or more than one. */
export function requires(word: string): string {
  return `${word} requires pod name or --file parameter`;
}

/** The file `--file` names; `-f` counts where the reference is imitated. Throws UsageError for `-f` elsewhere. */
function dumpFile({ file, dumpFile: short, compat }: SourceFlags): string | undefined {
  if (short === undefined) return file;
  if (compat !== undefined) return short;
  throw new UsageError('USAGE_FILE', '-f names manifests; a dump is given with --file', {
    hint: `--file ${short}; --compat istioctl takes -f for a dump`,
  });
}

/**
 * Where the answers for a command come from. A word beside a file says whose answer is meant of a folder or archive. Throws
 * EnvoyError or UsageError when it is not said, or twice.
 */
export function sourceOf({ flags, positionals, peer, openText, around }: Target, host: Host): AnswerSource {
  checkPort(flags.proxyAdminPort);
  const file = dumpFile(flags);
  const [operand] = positionals;
  const isWithin =
    file !== undefined && flags.admin === undefined && flags.compat === undefined && positionals.length === 1;
  const given = [file, flags.admin, ...positionals].filter((item) => item !== undefined);
  if (given.length !== 1 && !isWithin) throw missing(peer, given.length > 1);
  if (file !== undefined) {
    return fileSource(file, host, {
      ...(openText && { openText }),
      ...(operand !== undefined && { workload: operand }),
    });
  }
  if (flags.admin !== undefined) return adminSource(flags.admin, host);
  return operandSource(operand ?? '', { flags, ...(around && { around }) }, host);
}

const HOST_PORT = /^(?:\[[0-9a-fA-F:.]+\]|[^/\\:]*):\d{1,5}$/;

/** Whether a word that names a proxy is the address of an admin port. */
export function isHostPort(text: string): boolean {
  return HOST_PORT.test(text);
}

/** How a word that names a proxy is read. */
export interface OperandContext {
  readonly flags: SourceFlags;
  readonly around?: PodSourceOptions['around'];
}

/**
 * What a word without a flag stands for: a file or folder of that name, standard input (`-`), an admin port (`HOST:PORT`), or
 * a workload in the cluster (`POD[.NAMESPACE]`, `deploy/NAME`). The reference takes every such word for a workload. Throws
 * UsageError for a workload where there is no cluster to ask.
 */
export function operandSource(text: string, { flags, around }: OperandContext, host: Host): AnswerSource {
  if (namesWorkload(text, flags, host)) {
    if (!hasCluster(flags, host)) throw workloadProblem(text);
    return podSource(text, { flags, port: portOf(flags), ...(around && { around }) }, host);
  }
  // A path that does not exist is told as such when it is read.
  return isHostPort(text) && !existsSync(resolve(host.cwd, text)) ? adminSource(text, host) : fileSource(text, host);
}

/** Whether a word names a workload, and no file, folder or admin port. For the reference every word does. */
export function namesWorkload(text: string, { compat }: SourceFlags, host: Host): boolean {
  if (compat !== undefined) return true;
  return text !== '-' && !existsSync(resolve(host.cwd, text)) && !isHostPort(text) && !isPath(text);
}

/** Whether a word is a file's name and not a workload's (`deploy/cart.shop`). */
function isPath(text: string): boolean {
  return /\.(?:json|ya?ml|txt|t?gz)$|\\/.test(text) || (text.includes('/') && !/^[a-z][a-z0-9.]*\/[^/]+$/i.test(text));
}

/** The refusal to look for a proxy where there is no cluster. */
export function workloadProblem(name: string): UsageError {
  return new UsageError('USAGE_CLUSTER', `"${name}" is neither a file nor HOST:PORT, and there is no kubeconfig`, {
    hint: 'name a kubeconfig with --kubeconfig to ask a workload, or forward its admin port (kubectl port-forward POD 15000) and name localhost:15000',
  });
}

/** How a saved answer is read. */
export interface FileOptions {
  /** What the reference says around a failure to open the file. */
  readonly openText?: (text: string) => string;
  /** Whose answer is meant, of a folder or archive with several. */
  readonly workload?: string;
}

/** A saved answer: whatever is asked, the file is the answer. Of a folder or archive it is the file saved for the question. */
export function fileSource(file: string, host: Host, { openText, workload }: FileOptions = {}): AnswerSource {
  return {
    name: workload ?? (file === '-' ? 'standard input' : file),
    async answer(path) {
      try {
        return await readSaved(file, { path, ...(workload !== undefined && { workload }) }, host);
      } catch (error) {
        throw withOpenText(error, file, openText);
      }
    },
  };
}

/** A live admin port. */
function adminSource(text: string, host: Host): AnswerSource {
  const address = parseAdminAddress(text);
  return { name: text, answer: (path) => fetchAdmin(address, path, { signal: host.signal }) };
}

/** The admin port of pods. */
export function portOf({ proxyAdminPort = DEFAULT_ADMIN_PORT }: SourceFlags): number {
  return proxyAdminPort;
}

/** Throws EnvoyError for a number that is no port. */
export function checkPort(port: number | undefined): void {
  if (port === undefined || (port >= 1 && port <= MAX_PORT)) return;
  throw new EnvoyError('USAGE_PORT', `--proxy-admin-port ${port} is no port: ports are 1 to ${MAX_PORT}`, {
    peer: `port number ${port} must be in the range 1..${MAX_PORT}`,
    exitCode: EXIT.usage,
  });
}

function missing(peer: string, twice: boolean): EnvoyError {
  const message = twice ? 'more than one proxy is named' : 'no proxy is named';
  return new EnvoyError(NO_SOURCE, message, {
    peer,
    exitCode: EXIT.usage,
    hint: 'give one of --file DUMP (- for standard input), --admin HOST:PORT and a workload: POD[.NAMESPACE], deploy/NAME',
  });
}
