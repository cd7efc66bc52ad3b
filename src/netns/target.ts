/** Which network namespace is meant, and how a process gets into it. */
import { readlink, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isSystemError } from '../io/problems.ts';
import { hasNetAdmin } from '../io/system.ts';
import { NoInputError, PermissionError, UnavailableError, UsageError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';

/** Where `ip netns` keeps the namespaces it has names for: ip-netns(8). */
const NAMED_FOLDER = '/run/netns';

/** The flags that name a namespace. */
export interface NamespaceFlags {
  readonly netns?: string | undefined;
  readonly pid?: string | undefined;
  readonly thisNamespace?: boolean | undefined;
}

/** A namespace that was found. */
export interface Namespace {
  /** For messages: `namespace "pod"`, `the namespace of process 17`, `this namespace`. */
  readonly label: string;
  /** What stands in front of a command so that it runs in there; empty for the namespace meshctl itself is in. */
  readonly enter: readonly string[];
  /** The file that stands for it, of one that was named by its file. */
  readonly path?: string;
}

/**
 * The namespace the flags name; `undefined` when they name none. Throws UsageError when they name several or a process number
 * is none, NoInputError when there is no such namespace or process; for another namespace than the one meshctl is in, what
 * {@link requireNetAdmin} throws.
 */
export async function findNamespace(flags: NamespaceFlags, host: Host): Promise<Namespace | undefined> {
  const { netns, pid, thisNamespace } = flags;
  const given = [netns !== undefined, pid !== undefined, thisNamespace === true].filter(Boolean).length;
  if (given > 1) {
    throw new UsageError('USAGE_NAMESPACE', '--netns, --pid and --this-namespace exclude each other');
  }
  if (given === 0) return undefined;
  if (thisNamespace === true) return { label: 'this namespace', enter: [] };
  await requireNetAdmin();
  return netns === undefined ? byProcess(pid ?? '') : byPath(netns, host);
}

/**
 * As {@link findNamespace}, for what writes: the machine's own rules are never changed by default, so one has to be named.
 * Throws UsageError when none is, and what {@link requireNetAdmin} throws.
 */
export async function requireNamespace(flags: NamespaceFlags, host: Host): Promise<Namespace> {
  const found = await findNamespace(flags, host);
  if (found) {
    await requireNetAdmin();
    return found;
  }
  throw new UsageError('USAGE_NAMESPACE', 'no network namespace is named', {
    hint: "name the pod's with --netns NAME|PATH or --pid N, or say --this-namespace inside the pod",
  });
}

/** Throws PermissionError without CAP_NET_ADMIN, UnavailableError on a system that has no network namespaces. */
export async function requireNetAdmin(): Promise<void> {
  const may = await hasNetAdmin();
  if (may === undefined) {
    throw new UnavailableError('UNAVAILABLE_NETNS', 'this system has no network namespaces', {
      hint: 'live rules are read and written on Linux only; generate, trace and verify --from work anywhere',
    });
  }
  if (may) return;
  throw new PermissionError('NO_PERM_NET_ADMIN', 'reading and changing live rules needs CAP_NET_ADMIN', {
    hint: 'run it as root, or give the container the capability NET_ADMIN',
  });
}

async function byPath(netns: string, host: Host): Promise<Namespace> {
  if (netns === '') throw new UsageError('USAGE_NAMESPACE', '--netns is empty');
  const path = netns.includes('/') ? resolve(host.cwd, netns) : join(NAMED_FOLDER, netns);
  try {
    await stat(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new NoInputError('NO_INPUT_NAMESPACE', `there is no network namespace "${netns}" (${path})`, {
      cause: error,
      hint: '"ip netns list" shows the named ones',
    });
  }
  return { label: `namespace "${netns}"`, enter: ['nsenter', `--net=${path}`, '--'], path };
}

async function byProcess(pid: string): Promise<Namespace> {
  if (!/^[1-9][0-9]{0,9}$/.test(pid)) throw new UsageError('USAGE_NAMESPACE', `--pid "${pid}" is not a process number`);
  const own = await namespaceId('self', 'user');
  let theirs: string;
  try {
    theirs = await namespaceId(pid, 'user');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new NoInputError('NO_INPUT_NAMESPACE', `there is no process ${pid}, or its namespaces are not visible`, {
      cause: error,
    });
  }
  // Rules of a pod with users of its own can only be changed by the root of that user namespace.
  const user = theirs === own ? [] : ['--user'];
  return {
    label: `the namespace of process ${pid}`,
    enter: ['nsenter', `--target=${pid}`, ...user, '--net', '--'],
  };
}

function namespaceId(process: string, kind: 'user' | 'net'): Promise<string> {
  return readlink(`/proc/${process}/ns/${kind}`);
}
