/** Who asks. */
import type { MeshModel } from '../mesh/model.ts';
import type { ProxyNode } from '../mesh/proxy-node.ts';
import type { MeshResource } from '../mesh/resource.ts';
import { matchesLabels } from '../mesh/selectors.ts';
import { workloadName } from '../mesh/services/workloads.ts';
import type { PodSpec } from '../mesh/types/kubernetes.ts';
import { nearest } from '../model/suggest.ts';

const PRINCIPAL = /^(?:spiffe:\/\/)?(?:[^/]+\/)?ns\/([^/]+)\/sa\/([^/]+)$/;
const DEFAULT_ACCOUNT = 'default';

type Pod = MeshResource<PodSpec>;

/** Whether a Gateway is served by the pod. */
function servesGateway({ resources }: MeshModel, { labels }: Pod): boolean {
  return resources.gateways.some(
    ({ spec: { selector = {} } }) => Object.keys(selector).length > 0 && matchesLabels(selector, labels),
  );
}

/** The gateway of these labels as the pod that serves it, where the files have one: the other labels are those of generated gateways. */
export function gatewayOf(mesh: MeshModel, node: ProxyNode): ProxyNode {
  if (node.serviceAccount !== undefined) return node;
  const find = (wanted: ProxyNode['labels']) => mesh.resources.pods.find(({ labels }) => matchesLabels(wanted, labels));
  const { istio } = node.labels;
  const pod = find(node.labels) ?? (istio === undefined ? undefined : find({ istio }));
  return pod === undefined ? node : { ...gatewayNode(pod), labels: { ...node.labels, ...pod.labels } };
}

/** The port a gateway listens on for a port of the service in front of it; the port itself without such a service. */
export function gatewayPort({ services }: MeshModel, { namespace, labels }: ProxyNode, port: number): number {
  const target = services
    .filter((service) => service.namespace === namespace && service.selector && matchesLabels(service.selector, labels))
    .flatMap(({ ports }) => ports)
    .find(({ number }) => number === port)?.targetPort;
  return typeof target === 'number' ? target : port;
}

/** The sidecar of a pod. */
export function nodeOf(pod: Pod): ProxyNode {
  const { namespace, labels, spec } = pod;
  return { kind: 'sidecar', name: workloadName(pod), namespace, labels, serviceAccount: spec.serviceAccount };
}

const gatewayNode = (pod: Pod): ProxyNode => ({ ...nodeOf(pod), kind: 'gateway' });

/** `spiffe://cluster.local/ns/shop/sa/cart`. */
export function identityOf({ namespace, serviceAccount = DEFAULT_ACCOUNT }: ProxyNode, trustDomain: string): string {
  return `spiffe://${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}

/** Who asks, or what is near to a name that nobody has. */
export type CallerSearch = { readonly node: ProxyNode } | { readonly near: string | undefined };

function withPrincipal(mesh: MeshModel, namespace: string, serviceAccount: string): ProxyNode {
  const pod = mesh.resources.pods.find(
    (each) => each.namespace === namespace && each.spec.serviceAccount === serviceAccount,
  );
  return pod ? nodeOf(pod) : { kind: 'sidecar', name: serviceAccount, namespace, labels: {}, serviceAccount };
}

/**
 * Finds the caller of a name: a workload (`productpage-v1`), the value of its label `app`, either with `namespace/` in front,
 * a namespace (`shop/*`), or an identity (`cluster.local/ns/shop/sa/cart`). Names of the namespace come before others.
 */
export function findCaller(mesh: MeshModel, text: string, namespace: string): CallerSearch {
  const [, principalNamespace, account] = PRINCIPAL.exec(text) ?? [];
  if (principalNamespace !== undefined && account !== undefined) {
    return { node: withPrincipal(mesh, principalNamespace, account) };
  }
  const slash = text.indexOf('/');
  const [inside, name] = slash < 0 ? [undefined, text] : [text.slice(0, slash), text.slice(slash + 1)];
  if (name === '*') return { node: { kind: 'sidecar', name: '*', namespace: inside ?? namespace, labels: {} } };
  const pods = mesh.resources.pods.filter((pod) => inside === undefined || pod.namespace === inside);
  const own = [...pods].sort((a, b) => Number(b.namespace === namespace) - Number(a.namespace === namespace));
  const found = own.find((pod) => workloadName(pod) === name) ?? own.find(({ labels }) => labels['app'] === name);
  if (found) return { node: servesGateway(mesh, found) ? gatewayNode(found) : nodeOf(found) };
  return {
    near: nearest(
      name,
      pods.flatMap((pod) => [workloadName(pod), pod.labels['app'] ?? '']).filter((each) => each !== ''),
    ),
  };
}
