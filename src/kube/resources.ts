/** The kinds of objects meshctl asks clusters for, and where an API server has them. */

/** A kind of objects, as an API server names it. */
export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Further names it can be called by: singular and short ones. */
  readonly names: readonly string[];
}

/** Which object of a kind, or which namespace's. */
export interface ObjectPath {
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

type Line = readonly [groupVersion: string, plural: string, kind: string, names?: string];

/** A kind that lives in namespaces. */
function own([groupVersion, plural, kind, names = '']: Line, namespaced = true): Resource {
  const [version = '', group = ''] = groupVersion.split('/').reverse();
  const words = [kind.toLowerCase(), ...names.split(' ').filter(Boolean)];
  return { group, version, plural, kind, namespaced, names: words };
}

/** The kinds by the names meshctl has for them. */
export const RESOURCES = {
  pods: own(['v1', 'pods', 'Pod', 'po']),
  services: own(['v1', 'services', 'Service', 'svc']),
  endpoints: own(['v1', 'endpoints', 'Endpoints', 'ep']),
  configMaps: own(['v1', 'configmaps', 'ConfigMap', 'cm']),
  secrets: own(['v1', 'secrets', 'Secret']),
  serviceAccounts: own(['v1', 'serviceaccounts', 'ServiceAccount', 'sa']),
  namespaces: own(['v1', 'namespaces', 'Namespace', 'ns'], false),
  nodes: own(['v1', 'nodes', 'Node', 'no'], false),
  replicationControllers: own(['v1', 'replicationcontrollers', 'ReplicationController', 'rc']),
  deployments: own(['apps/v1', 'deployments', 'Deployment', 'deploy']),
  replicaSets: own(['apps/v1', 'replicasets', 'ReplicaSet', 'rs']),
  statefulSets: own(['apps/v1', 'statefulsets', 'StatefulSet', 'sts']),
  daemonSets: own(['apps/v1', 'daemonsets', 'DaemonSet', 'ds']),
  jobs: own(['batch/v1', 'jobs', 'Job']),
  endpointSlices: own(['discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice']),
  mutatingWebhooks: own(
    ['admissionregistration.k8s.io/v1', 'mutatingwebhookconfigurations', 'MutatingWebhookConfiguration'],
    false,
  ),
  validatingWebhooks: own(
    ['admissionregistration.k8s.io/v1', 'validatingwebhookconfigurations', 'ValidatingWebhookConfiguration'],
    false,
  ),
  customResourceDefinitions: own(
    ['apiextensions.k8s.io/v1', 'customresourcedefinitions', 'CustomResourceDefinition', 'crd crds'],
    false,
  ),
  gateways: own(['gateway.networking.k8s.io/v1', 'gateways', 'Gateway', 'gtw']),
  virtualServices: own(['networking.istio.io/v1', 'virtualservices', 'VirtualService', 'vs']),
  destinationRules: own(['networking.istio.io/v1', 'destinationrules', 'DestinationRule', 'dr']),
  peerAuthentications: own(['security.istio.io/v1', 'peerauthentications', 'PeerAuthentication', 'pa']),
  accessReviews: own(['authorization.k8s.io/v1', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview'], false),
} as const satisfies Readonly<Record<string, Resource>>;

/** The path of a kind's list, of an object, or of what is below it. */
export function pathOf(resource: Resource, { namespace, name, subresource }: ObjectPath = {}): string {
  const { group, version, plural, namespaced } = resource;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const inNamespace = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const object = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${root}${inNamespace}/${plural}${object}${subresource === undefined ? '' : `/${subresource}`}`;
}
