/** The kinds analysis reads. */
import type { DestinationRule } from '../mesh/types/destination-rule.ts';
import type { EnvoyFilter, Gateway, ServiceEntry, Sidecar, WorkloadEntry } from '../mesh/types/networking.ts';
import type {
  AuthorizationPolicy,
  PeerAuthentication,
  PolicyTarget,
  RequestAuthentication,
} from '../mesh/types/security.ts';
import type { VirtualService } from '../mesh/types/virtual-service.ts';
import type { JsonMap } from '../model/json.ts';

/** A Telemetry, as far as analysis reads it. */
export interface Telemetry extends PolicyTarget {
  readonly accessLogging?: readonly {
    readonly providers?: readonly { readonly name?: string }[];
    readonly disabled?: boolean;
  }[];
  readonly tracing?: readonly { readonly providers?: readonly { readonly name?: string }[] }[];
}

/** The specs of the kinds, decoded for Istio's own; those of Kubernetes are as they are written. */
export interface SpecOf {
  readonly AuthorizationPolicy: AuthorizationPolicy;
  readonly Certificate: JsonMap;
  readonly CloneSet: JsonMap;
  readonly ConfigMap: JsonMap;
  readonly CronJob: JsonMap;
  readonly CustomResourceDefinition: JsonMap;
  readonly DaemonSet: JsonMap;
  readonly Deployment: JsonMap;
  readonly DestinationRule: DestinationRule;
  readonly EnvoyFilter: EnvoyFilter;
  readonly ExternalSecret: JsonMap;
  readonly GRPCRoute: JsonMap;
  readonly Gateway: Gateway;
  readonly HTTPRoute: JsonMap;
  readonly Job: JsonMap;
  readonly KubernetesGateway: JsonMap;
  readonly MeshConfig: JsonMap;
  readonly MeshNetworks: JsonMap;
  readonly MutatingWebhookConfiguration: JsonMap;
  readonly Namespace: JsonMap;
  readonly NetworkPolicy: JsonMap;
  readonly Node: JsonMap;
  readonly PeerAuthentication: PeerAuthentication;
  readonly Pod: JsonMap;
  readonly ProxyConfig: JsonMap;
  readonly ReferenceGrant: JsonMap;
  readonly ReplicaSet: JsonMap;
  readonly RequestAuthentication: RequestAuthentication;
  readonly Rollout: JsonMap;
  readonly Secret: JsonMap;
  readonly Service: JsonMap;
  readonly ServiceAccount: JsonMap;
  readonly ServiceEntry: ServiceEntry;
  readonly Sidecar: Sidecar;
  readonly StatefulSet: JsonMap;
  readonly Telemetry: Telemetry;
  readonly TrafficExtension: PolicyTarget;
  readonly ValidatingWebhookConfiguration: JsonMap;
  readonly VirtualService: VirtualService;
  readonly WasmPlugin: PolicyTarget;
  readonly WorkloadEntry: WorkloadEntry;
  readonly WorkloadGroup: JsonMap;
}

/** The name of a kind among the inputs of analyzers: as its objects write it, but for the Gateway of the Gateway API. */
export type AnalyzedKind = keyof SpecOf;

/** What is known of a kind. */
export interface KindFacts {
  readonly group: string;
  /** As objects write it. */
  readonly kind: string;
  /** The versions the reference reads. */
  readonly versions: readonly string[];
  readonly clusterScoped: boolean;
  /** Known to the reference from a cluster only. */
  readonly runtime: boolean;
  /** Read by meshctl's own analyzers only. */
  readonly own: boolean;
}

type Flag = 'cluster' | 'runtime' | 'own';
type Row = readonly [name: AnalyzedKind, versions: readonly string[], ...flags: readonly Flag[]];

const NETWORKING = ['v1', 'v1beta1', 'v1alpha3'];
const SECURITY = ['v1', 'v1beta1'];
const V1 = ['v1'];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  'networking.istio.io': [
    ['DestinationRule', NETWORKING],
    ['EnvoyFilter', ['v1alpha3']],
    ['Gateway', NETWORKING],
    ['ProxyConfig', ['v1beta1']],
    ['ServiceEntry', NETWORKING],
    ['Sidecar', NETWORKING],
    ['VirtualService', NETWORKING],
    ['WorkloadEntry', NETWORKING],
    ['WorkloadGroup', NETWORKING],
  ],
  'security.istio.io': [
    ['AuthorizationPolicy', SECURITY],
    ['PeerAuthentication', SECURITY],
    ['RequestAuthentication', SECURITY],
  ],
  'telemetry.istio.io': [['Telemetry', ['v1', 'v1alpha1']]],
  'extensions.istio.io': [
    ['TrafficExtension', ['v1alpha1']],
    ['WasmPlugin', ['v1alpha1']],
  ],
  'gateway.networking.k8s.io': [
    ['KubernetesGateway', ['v1', 'v1beta1', 'v1alpha2']],
    ['HTTPRoute', ['v1', 'v1beta1', 'v1alpha2']],
    ['GRPCRoute', ['v1', 'v1alpha2']],
    ['ReferenceGrant', ['v1', 'v1beta1', 'v1alpha2'], 'own'],
  ],
  apps: [
    ['Deployment', V1],
    ['DaemonSet', V1, 'own'],
    ['ReplicaSet', V1, 'own'],
    ['StatefulSet', V1, 'own'],
  ],
  batch: [
    ['CronJob', V1, 'own'],
    ['Job', V1, 'own'],
  ],
  'argoproj.io': [['Rollout', ['v1alpha1'], 'own']],
  'apps.kruise.io': [['CloneSet', ['v1alpha1'], 'own']],
  'networking.k8s.io': [['NetworkPolicy', V1, 'own']],
  'cert-manager.io': [['Certificate', V1, 'own']],
  'external-secrets.io': [['ExternalSecret', ['v1', 'v1beta1'], 'own']],
  'admissionregistration.k8s.io': [
    ['MutatingWebhookConfiguration', V1, 'cluster'],
    ['ValidatingWebhookConfiguration', V1, 'cluster'],
  ],
  'apiextensions.k8s.io': [['CustomResourceDefinition', V1, 'cluster']],
  '': [
    ['ConfigMap', V1],
    ['MeshConfig', ['v1alpha1']],
    ['MeshNetworks', ['v1alpha1']],
    ['Namespace', V1, 'cluster', 'runtime'],
    ['Node', V1, 'cluster', 'runtime'],
    ['Pod', V1, 'runtime'],
    ['Secret', V1, 'runtime'],
    ['Service', V1, 'runtime'],
    ['ServiceAccount', V1, 'own'],
  ],
};

function factsOf(group: string, [name, versions, ...flags]: Row): KindFacts {
  return {
    group,
    kind: name === 'KubernetesGateway' ? 'Gateway' : name,
    versions,
    clusterScoped: flags.includes('cluster'),
    runtime: flags.includes('runtime'),
    own: flags.includes('own'),
  };
}

/** Every kind that is read. */
export const ANALYZED: ReadonlyMap<AnalyzedKind, KindFacts> = new Map(
  Object.entries(ROWS).flatMap(([group, rows]) => rows.map((row) => [row[0], factsOf(group, row)] as const)),
);

const BY_OBJECT = new Map([...ANALYZED].map(([name, { group, kind }]) => [`${group}/${kind}`, name]));

/** The kind of objects of a group, by the name they give it, whatever their version; `undefined` for others. */
export function analyzedKind(group: string, kind: string): AnalyzedKind | undefined {
  return BY_OBJECT.get(`${group}/${kind}`);
}

/** What the control plane calls the cluster it runs in, unless it is told otherwise. */
export const HOME_CLUSTER = 'Kubernetes';

/** Kinds the reference knows from a cluster only. */
export const RUNTIME_KINDS: ReadonlySet<AnalyzedKind> = new Set(
  [...ANALYZED].filter(([, { runtime }]) => runtime).map(([name]) => name),
);
