/** Which policies are for a workload. */
import { GATEWAY_NAME_LABEL } from './gateway-api/gateways.ts';
import type { MeshModel } from './model.ts';
import type { ProxyNode } from './proxy-node.ts';
import { byAge, type MeshResource } from './resource.ts';
import { matchesLabels } from './selectors.ts';
import type { Labels } from './types/common.ts';
import type { MutualTlsMode, PeerAuthentication, PolicyTarget } from './types/security.ts';

function targets(spec: PolicyTarget, node: ProxyNode): boolean {
  const references = [...(spec.targetRefs ?? []), ...(spec.targetRef ? [spec.targetRef] : [])];
  if (references.length > 0) {
    const gateway = node.labels[GATEWAY_NAME_LABEL];
    return references.some(({ kind, name }) => kind === 'Gateway' && name === gateway);
  }
  return matchesLabels(spec.selector?.matchLabels ?? {}, node.labels);
}

/** Policies for a workload: those of its namespace and of the root namespace that select it or nobody, oldest first. */
export function policiesFor<Spec extends PolicyTarget>(
  mesh: MeshModel,
  node: ProxyNode,
  policies: readonly MeshResource<Spec>[],
): readonly MeshResource<Spec>[] {
  const { rootNamespace } = mesh.settings;
  return policies
    .filter(({ namespace }) => namespace === node.namespace || namespace === rootNamespace)
    .filter(({ spec }) => targets(spec, node))
    .sort(byAge);
}

/** Whom mutual TLS is asked of. */
export interface TlsSubject {
  readonly namespace: string;
  readonly labels: Labels;
  /** The port of the workload, not of a service. */
  readonly port: number;
}

/** What decides about mutual TLS in a mesh. */
export interface TlsPolicies {
  readonly resources: Pick<MeshModel['resources'], 'peerAuthentications'>;
  readonly settings: Pick<MeshModel['settings'], 'rootNamespace'>;
}

/** What nobody knows is not set: a number, say, which decoders of such fields let pass. */
const isSet = (mode: MutualTlsMode | undefined): mode is Exclude<MutualTlsMode, 'UNSET'> =>
  mode === 'DISABLE' || mode === 'PERMISSIVE' || mode === 'STRICT';

function selectsAll({ spec }: MeshResource<PeerAuthentication>): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length === 0;
}

/**
 * What a port of a workload accepts: the first that is set of its own port's mode, its own mode, its namespace's and the
 * mesh's; `PERMISSIVE` when none is. Of several policies of one level the oldest counts.
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export function mutualTlsMode(mesh: TlsPolicies, subject: TlsSubject): Exclude<MutualTlsMode, 'UNSET'> {
  const sorted = [...mesh.resources.peerAuthentications].sort(byAge);
  const { rootNamespace } = mesh.settings;
  const own = sorted.find(
    (policy) =>
      policy.namespace === subject.namespace &&
      !selectsAll(policy) &&
      matchesLabels(policy.spec.selector?.matchLabels, subject.labels),
  );
  const wide = (namespace: string) => sorted.find((policy) => policy.namespace === namespace && selectsAll(policy));
  const modes = [
    own?.spec.portLevelMtls?.[String(subject.port)]?.mode,
    own?.spec.mtls?.mode,
    wide(subject.namespace)?.spec.mtls?.mode,
    wide(rootNamespace)?.spec.mtls?.mode,
  ];
  return modes.find(isSet) ?? 'PERMISSIVE';
}
