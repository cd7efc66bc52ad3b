/** Files in, a snapshot out; again and again while they change. */

import type { IdentityFlags } from '../../cli/identity-options.ts';
import type { MeshFlags } from '../../cli/mesh-options.ts';
import { hasIpv6 } from '../../io/system.ts';
import type { ProxyNode } from '../../mesh/proxy-node.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Host } from '../../model/host.ts';
import { isMap, type JsonMap, without } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { staticBootstrap } from '../../xds/bootstrap.ts';
import { compileSnapshot } from '../../xds/compile/compile.ts';
import type { Ability, CaptureMode } from '../../xds/compile/options.ts';
import type { Snapshot } from '../../xds/snapshot.ts';
import type { DocumentMemory } from '../../yaml/document-memory.ts';
import { type DevelopmentIdentity, developmentIdentity } from '../mesh/identity.ts';
import { readMesh } from '../mesh/input.ts';
import { systemRoots } from '../mesh/system-roots.ts';
import { listenersOf, overridesOf } from '../mesh/workload.ts';
import { ignoredByEnvoy } from './only-builtin.ts';

/** Where the access log goes when nobody says otherwise. */
const STDOUT = '/dev/stdout';

/** What the files say at one time. */
export interface Compiled {
  readonly snapshot: Snapshot;
  /** The documents it is made of. */
  readonly manifests: readonly Manifest[];
  readonly node: ProxyNode;
  readonly rootNamespace: string;
  /** Without the resources. */
  readonly bootstrap: JsonMap;
  readonly findings: readonly Diagnostic[];
  /** Whether an error among the findings forbids to run it. */
  readonly refused: boolean;
  /** Whether a file that was named does not exist. */
  readonly absent: boolean;
  readonly files: readonly string[];
  /** Whose certificate the workload has where it needs one; it may not be there yet. */
  readonly identity: DevelopmentIdentity | undefined;
}

/** The flags that decide what the files mean. */
export interface CompileFlags extends MeshFlags, IdentityFlags {
  readonly accessLog?: string;
  readonly lb?: 'peak-ewma';
  readonly allowJwksFetch?: boolean;
  readonly engine?: 'builtin' | 'envoy';
  readonly capture?: CaptureMode;
}

/** What the built-in proxy cannot do. */
function lacksOf({ engine, allowJwksFetch }: CompileFlags): ReadonlySet<Ability> {
  if (engine === 'envoy') return new Set();
  return new Set([
    'keep-alive-probes',
    'client-address',
    'grpc-traces',
    ...(allowJwksFetch ? [] : (['key-fetch'] as const)),
  ]);
}

function logFile({ accessLog }: CompileFlags, ofMesh: string): { readonly accessLogFile?: string } {
  if (accessLog === 'off') return { accessLogFile: '' };
  if (accessLog === '-') return { accessLogFile: STDOUT };
  if (accessLog !== undefined) return { accessLogFile: accessLog };
  return ofMesh === '' ? { accessLogFile: STDOUT } : {};
}

/** Every cluster with the load balancer the flag names. */
function balanced(snapshot: Snapshot, { lb }: CompileFlags): Snapshot {
  if (lb === undefined) return snapshot;
  const extensions = new Map(
    snapshot.clusters.map(({ name }) => [name, { ...snapshot.extensions.get(name), peakEwma: true }]),
  );
  return { ...snapshot, extensions };
}

/** Reads and compiles what the flags name. Findings do not stop it; the memory and what is thrown are those of `readMesh`. */
export async function compileFiles(flags: CompileFlags, host: Host, memory?: DocumentMemory): Promise<Compiled> {
  const { mesh, node, manifests, diagnostics, files, absent } = await readMesh(flags, host, memory);
  const identity = developmentIdentity(flags, { mesh, node }, host);
  const compiled = compileSnapshot(mesh, {
    node,
    capture: flags.capture ?? 'none',
    capturesIpv6: hasIpv6(),
    overrides: overridesOf(flags),
    listeners: listenersOf(flags),
    anyAddress: flags.bindAll ?? false,
    lacks: lacksOf(flags),
    ...systemRoots(),
    ...(identity ? { identity: identity.mesh } : {}),
    ...logFile(flags, mesh.settings.accessLogFile),
  });
  const snapshot = balanced(compiled, flags);
  const ignored = flags.engine === 'envoy' ? ignoredByEnvoy(mesh.resources) : [];
  const findings = [...diagnostics, ...snapshot.diagnostics, ...ignored];
  const bootstrap = staticBootstrap(snapshot, { node, domain: mesh.settings.clusterDomain });
  return {
    snapshot,
    manifests,
    node,
    rootNamespace: mesh.settings.rootNamespace,
    bootstrap: isMap(bootstrap) ? without(bootstrap, ['static_resources']) : {},
    findings,
    refused: findings.some(({ level }) => level === 'error'),
    absent,
    files,
    identity,
  };
}
