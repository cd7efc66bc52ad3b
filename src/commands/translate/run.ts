import type { Diagnostic } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { painter } from '../../output/color.ts';
import { findingsText } from '../../output/findings.ts';
import { json } from '../../output/json.ts';
import { yaml } from '../../output/yaml.ts';
import { staticBootstrap } from '../../xds/bootstrap.ts';
import { compileSnapshot } from '../../xds/compile/compile.ts';
import type { Snapshot } from '../../xds/snapshot.ts';
import { type DevelopmentIdentity, developmentIdentity, provideIdentity } from '../mesh/identity.ts';
import { type MeshReading, readMesh } from '../mesh/input.ts';
import { refusalStatus } from '../mesh/refusal.ts';
import { systemRoots } from '../mesh/system-roots.ts';
import { listenersOf, overridesOf } from '../mesh/workload.ts';
import type { TranslateFlags, TranslateType } from './flags.ts';

const STDOUT = '/dev/stdout';

/** Address and port of the admin API. Throws UsageError for text of another form. */
function adminOf({ admin }: TranslateFlags): { readonly address: string; readonly port: number } | undefined {
  if (admin === undefined) return undefined;
  const [, address, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(admin) ?? [];
  if (address !== undefined && port !== undefined) return { address, port: Number(port) };
  throw new UsageError('USAGE_ADMIN', `--admin: "${admin}" is no address`, { hint: 'write ADDRESS:PORT' });
}

type Print = (snapshot: Snapshot, reading: MeshReading, flags: TranslateFlags) => unknown;

const PARTS: Readonly<Record<TranslateType, Print>> = {
  bootstrap: (snapshot, { node, mesh }, flags) => {
    const admin = adminOf(flags);
    return staticBootstrap(snapshot, { node, domain: mesh.settings.clusterDomain, ...(admin ? { admin } : {}) });
  },
  listeners: ({ listeners }) => listeners,
  routes: ({ routes }) => routes,
  clusters: ({ clusters }) => clusters,
  endpoints: ({ clusters }) => clusters.flatMap(({ load_assignment: endpoints }) => endpoints ?? []),
  secrets: ({ secrets }) => secrets,
};

function snapshotOf(
  flags: TranslateFlags,
  { mesh, node }: MeshReading,
  own: DevelopmentIdentity | undefined,
): Snapshot {
  const { accessLog, capture, bindAll = false } = flags;
  return compileSnapshot(mesh, {
    node,
    capture,
    overrides: overridesOf(flags),
    listeners: listenersOf(flags),
    anyAddress: bindAll,
    ...systemRoots(),
    ...(own ? { identity: own.mesh } : {}),
    ...(accessLog === undefined ? {} : { accessLogFile: accessLog === '-' ? STDOUT : accessLog }),
  });
}

/** `meshctl translate`: prints the configuration; findings go to stderr, and an error among them makes status 65 or 66 of it. */
export async function runTranslate(flags: TranslateFlags, host: Host): Promise<ExitStatus> {
  const reading = await readMesh(flags, host);
  // An Envoy of a cluster has its certificate from elsewhere: only who names an authority wants one of it.
  const own = flags.caDir === undefined ? undefined : developmentIdentity(flags, reading, host);
  const snapshot = snapshotOf(flags, reading, own);
  const findings: readonly Diagnostic[] = [...reading.diagnostics, ...snapshot.diagnostics];
  if (findings.length > 0) {
    const paint = painter({ choice: flags.color, env: host.env, stream: host.stderr });
    host.stderr.write(findingsText(findings, paint));
  }
  if (findings.some(({ level }) => level === 'error')) return refusalStatus({ findings, absent: reading.absent });
  await provideIdentity(snapshot, own, host);
  const value = PARTS[flags.type](snapshot, reading, flags);
  host.stdout.write(flags.output === 'json' ? json(value) : yaml(value));
  return EXIT.ok;
}
