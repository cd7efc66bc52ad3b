/** What the proxies of workloads are told, each put together once. */
import type { MeshModel } from '../mesh/model.ts';
import type { ProxyNode } from '../mesh/proxy-node.ts';
import { compileSnapshot } from '../xds/compile/compile.ts';
import type { EndpointOverride } from '../xds/compile/options.ts';
import type { Snapshot } from '../xds/snapshot.ts';
import { withoutSecrets } from './secrets.ts';

const EMPTY = { inline_string: '' } as const;

const made = new WeakMap<MeshModel, Map<string, Snapshot>>();

/** What the proxy of a workload is told; the same object for the same question. Certificates are not needed to say who may talk to whom. */
export function snapshotFor(mesh: MeshModel, node: ProxyNode, overrides: readonly EndpointOverride[]): Snapshot {
  const known = made.get(mesh) ?? new Map<string, Snapshot>();
  made.set(mesh, known);
  const key = JSON.stringify([node, overrides]);
  const before = known.get(key);
  if (before) return before;
  const compiled = compileSnapshot(mesh, {
    node,
    capture: 'redirect',
    overrides,
    listeners: [],
    anyAddress: true,
    accessLogFile: '',
    identity: { certificateChain: EMPTY, privateKey: EMPTY, rootCertificate: EMPTY },
  });
  const snapshot = withoutSecrets(compiled);
  known.set(key, snapshot);
  return snapshot;
}
