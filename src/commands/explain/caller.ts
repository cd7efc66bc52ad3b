/** Who asks, by the flags. */
import type { MeshFlags } from '../../cli/mesh-options.ts';
import { findCaller, gatewayOf } from '../../explain/callers.ts';
import type { Question } from '../../explain/question.ts';
import type { MeshModel } from '../../mesh/model.ts';
import type { ProxyNode } from '../../mesh/proxy-node.ts';
import { NoInputError, UsageError } from '../../model/errors.ts';

/** What callers are looked for in. */
export interface CallerScope {
  readonly mesh: MeshModel;
  /** The workload that flags name, or that nobody has named. */
  readonly node: ProxyNode;
  readonly question: Question;
}

/** Whether the host is, whole or shortened, that of a service of the mesh. */
function isService({ services }: MeshModel, { host }: Question): boolean {
  return services.some((service) => service.host === host || service.host.startsWith(`${host}.`));
}

/** Throws NoInputError for a name that nobody has. */
export function callerOf(
  { mesh, node, question }: CallerScope,
  flags: MeshFlags & { readonly caller?: string },
): ProxyNode {
  const { caller, namespace } = flags;
  if (caller !== undefined) {
    const found = findCaller(mesh, caller, namespace);
    if ('node' in found) return found.node;
    throw new NoInputError('NO_INPUT_WORKLOAD', `the caller: no workload is called "${caller}"`, {
      hint:
        found.near === undefined
          ? 'name a workload of the files, NAMESPACE/WORKLOAD, or ns/NAMESPACE/sa/ACCOUNT'
          : `did you mean ${found.near}?`,
    });
  }
  const nobodySaid = flags.for === undefined && (flags.labels ?? []).length === 0;
  if (node.kind !== 'gateway') return node;
  if (!nobodySaid || !isService(mesh, question)) return gatewayOf(mesh, node);
  return { kind: 'sidecar', name: 'sidecar', namespace, labels: {} };
}

const IDENTITY = /^(?:spiffe:\/\/)?([^/]+\/ns\/[^/]+\/sa\/[^/]+)$/;

/** The SPIFFE URI of a caller that no file describes; empty for none. Throws UsageError for a name of another form. */
export function identityText(caller: string | undefined): string {
  if (caller === undefined) return '';
  const [, identity] = IDENTITY.exec(caller) ?? [];
  if (identity !== undefined) return `spiffe://${identity}`;
  throw new UsageError('USAGE_CALLER', `the caller "${caller}" is no identity, and a dump knows no workloads`, {
    hint: 'write TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT',
  });
}
