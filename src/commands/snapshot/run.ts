import { isArchive } from '../../io/archive.ts';
import type { ClusterFlags } from '../../kube/locate.ts';
import { MeshctlError, UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { WITH_PORT } from '../stats/ports.ts';
import { adminTarget } from './admin-target.ts';
import { fetchPages, type SnapshotTarget } from './pages.ts';
import { archiveSink, folderSink, type Sink } from './sinks.ts';

/** Flags of snapshot. */
export interface SnapshotFlags extends ClusterFlags {
  readonly admin?: readonly string[];
  readonly selector?: string;
  readonly allNamespaces?: boolean;
  readonly out: string;
  readonly proxyAdminPort: number;
}

/** A call of snapshot. */
export interface SnapshotCall {
  readonly flags: SnapshotFlags;
  /** Ports and workloads. */
  readonly words: readonly string[];
  readonly host: Host;
}

/** Proxies asked at once: enough to hide the way there, few enough for an API server that has other work. */
const AT_ONCE = 8;

/**
 * `meshctl snapshot`: writes all files or none. Of proxies that labels chose one that does not answer is told of and left out.
 * Throws UsageError when no proxy is named, and what asking says when one that is named does not answer, or none does.
 */
export async function runSnapshot(call: SnapshotCall): Promise<ExitStatus> {
  const { flags, words, host } = call;
  const ports = [...(flags.admin ?? []), ...words.filter((word) => WITH_PORT.test(word))];
  const workloads = words.filter((word) => !WITH_PORT.test(word));
  const own = ports.map((name) => adminTarget(name, host));
  const selects = flags.selector !== undefined || flags.allNamespaces === true;
  if (workloads.length === 0 && !selects) {
    if (own.length > 0) return save(own, flags, host);
    throw new UsageError('USAGE_SOURCE', 'no proxy is named', {
      hint: 'give admin ports as HOST:PORT, workloads (POD[.NAMESPACE], deploy/NAME), labels (-l), or -A for all there are',
    });
  }
  const { withPodTargets } = await import('./pod-targets.ts');
  return withPodTargets(call, { workloads, selects }, (pods) => save([...own, ...pods], flags, host));
}

async function save(targets: readonly SnapshotTarget[], { out }: SnapshotFlags, host: Host): Promise<ExitStatus> {
  const sink = isArchive(out) ? archiveSink(out, host) : folderSink(out, targets.length === 1, host);
  try {
    await fill(sink, targets, host);
    host.stderr.write(await sink.commit());
  } finally {
    await sink.discard();
  }
  return EXIT.ok;
}

async function fill(sink: Sink, targets: readonly SnapshotTarget[], host: Host): Promise<void> {
  let saved = 0;
  let problem: unknown;
  for (let at = 0; at < targets.length; at += AT_ONCE) {
    const asked = targets.slice(at, at + AT_ONCE);
    const results = await Promise.allSettled(
      asked.map(async (target) => ({ target, pages: await fetchPages(target, host) })),
    );
    // What ends the run is looked at before anything is written.
    for (const [index, result] of results.entries()) {
      if (result.status === 'rejected') problem = left(result.reason, asked[index], host);
    }
    for (const result of results) {
      if (result.status === 'rejected') continue;
      await sink.add(result.value.target.folder, result.value.pages);
      saved += 1;
    }
  }
  if (saved === 0) throw problem;
}

/** Says that a proxy is left out. Throws what is no problem of the proxy, and any problem of one that was named. */
function left(reason: unknown, target: SnapshotTarget | undefined, host: Host): unknown {
  host.signal.throwIfAborted();
  if (!target?.optional || !(reason instanceof MeshctlError)) throw reason;
  host.stderr.write(`without ${target.name}: ${reason.message}\n`);
  return reason;
}
