/** Everything a mesh is configured with, by kind. */
import type { JsonMap } from '../model/json.ts';
import type { MeshResource } from './resource.ts';
import type { DestinationRule } from './types/destination-rule.ts';
import type { EndpointsSpec, PodSpec, ServiceSpec } from './types/kubernetes.ts';
import type { EnvoyFilter, Gateway, ServiceEntry, Sidecar, WorkloadEntry } from './types/networking.ts';
import type { AuthorizationPolicy, PeerAuthentication, RequestAuthentication } from './types/security.ts';
import type { VirtualService } from './types/virtual-service.ts';

/** The specs of the collections. Those that are read only in part stay plain data. */
export interface SpecOf {
  readonly virtualServices: VirtualService;
  readonly destinationRules: DestinationRule;
  readonly gateways: Gateway;
  readonly serviceEntries: ServiceEntry;
  readonly workloadEntries: WorkloadEntry;
  readonly sidecars: Sidecar;
  readonly envoyFilters: EnvoyFilter;
  readonly authorizationPolicies: AuthorizationPolicy;
  readonly peerAuthentications: PeerAuthentication;
  readonly requestAuthentications: RequestAuthentication;
  readonly telemetries: JsonMap;
  readonly proxyConfigs: JsonMap;
  readonly workloadGroups: JsonMap;
  readonly wasmPlugins: JsonMap;
  readonly trafficExtensions: JsonMap;
  readonly smartLimiters: JsonMap;
  readonly gatewayClasses: JsonMap;
  readonly kubernetesGateways: JsonMap;
  readonly httpRoutes: JsonMap;
  readonly grpcRoutes: JsonMap;
  readonly referenceGrants: JsonMap;
  readonly services: ServiceSpec;
  readonly endpoints: EndpointsSpec;
  readonly pods: PodSpec;
  readonly namespaces: JsonMap;
  readonly nodes: JsonMap;
  /** The `data` and `stringData` of Secrets. */
  readonly secrets: JsonMap;
}

/** The name of a collection of resources of one kind. */
export type Collection = keyof SpecOf;

/** All resources, each collection in the order they were read. */
export type MeshResources = { readonly [Name in Collection]: readonly MeshResource<SpecOf[Name]>[] };

/** Where the objects of a group and kind go. */
export const COLLECTION_OF: Readonly<Record<string, Collection>> = {
  'networking.istio.io/VirtualService': 'virtualServices',
  'networking.istio.io/DestinationRule': 'destinationRules',
  'networking.istio.io/Gateway': 'gateways',
  'networking.istio.io/ServiceEntry': 'serviceEntries',
  'networking.istio.io/WorkloadEntry': 'workloadEntries',
  'networking.istio.io/WorkloadGroup': 'workloadGroups',
  'networking.istio.io/Sidecar': 'sidecars',
  'networking.istio.io/EnvoyFilter': 'envoyFilters',
  'networking.istio.io/ProxyConfig': 'proxyConfigs',
  'security.istio.io/AuthorizationPolicy': 'authorizationPolicies',
  'security.istio.io/PeerAuthentication': 'peerAuthentications',
  'security.istio.io/RequestAuthentication': 'requestAuthentications',
  'telemetry.istio.io/Telemetry': 'telemetries',
  'extensions.istio.io/WasmPlugin': 'wasmPlugins',
  'extensions.istio.io/TrafficExtension': 'trafficExtensions',
  'microservice.slime.io/SmartLimiter': 'smartLimiters',
  'gateway.networking.k8s.io/GatewayClass': 'gatewayClasses',
  'gateway.networking.k8s.io/Gateway': 'kubernetesGateways',
  'gateway.networking.k8s.io/HTTPRoute': 'httpRoutes',
  'gateway.networking.k8s.io/GRPCRoute': 'grpcRoutes',
  'gateway.networking.k8s.io/ReferenceGrant': 'referenceGrants',
  '/Service': 'services',
  '/Endpoints': 'endpoints',
  'discovery.k8s.io/EndpointSlice': 'endpoints',
  '/Namespace': 'namespaces',
  '/Node': 'nodes',
  '/Secret': 'secrets',
};

/** Kinds without a namespace. */
export const CLUSTER_SCOPED: ReadonlySet<Collection> = new Set(['namespaces', 'nodes', 'gatewayClasses']);
