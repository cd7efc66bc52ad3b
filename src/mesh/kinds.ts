/** The kinds of resources a mesh is configured with, and where their tables are. */
import { TRAFFIC_EXTENSION, WASM_PLUGIN } from './schema/extensions/extensions.ts';
import { GATEWAY_API_CLASS, GATEWAY_API_GATEWAY } from './schema/gateway-api/gateway.ts';
import { GRPC_ROUTE, HTTP_ROUTE, REFERENCE_GRANT } from './schema/gateway-api/routes.ts';
import { GATEWAY_API_SHARED } from './schema/gateway-api/shared.ts';
import { DESTINATION_RULE } from './schema/networking/destination-rule.ts';
import { ENVOY_FILTER } from './schema/networking/envoy-filter.ts';
import { GATEWAY } from './schema/networking/gateway.ts';
import { SERVICE_ENTRY } from './schema/networking/service-entry.ts';
import { SIDECAR } from './schema/networking/sidecar.ts';
import { VIRTUAL_SERVICE } from './schema/networking/virtual-service.ts';
import { PROXY_CONFIG, WORKLOAD_ENTRY, WORKLOAD_GROUP } from './schema/networking/workloads.ts';
import { compileMessage, type TypeTable } from './schema/notation.ts';
import { PEER_AUTHENTICATION, REQUEST_AUTHENTICATION } from './schema/security/authentication.ts';
import { AUTHORIZATION_POLICY } from './schema/security/authorization-policy.ts';
import { SHARED } from './schema/shared.ts';
import { TELEMETRY } from './schema/telemetry/telemetry.ts';
import type { Message } from './schema/types.ts';

/** What is known of a kind. */
export interface KindInfo {
  readonly group: string;
  readonly kind: string;
  /** The versions the API server serves, newest first; all have the same schema. */
  readonly versions: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
  /** Whether the API server refuses an object without `spec`. */
  readonly specRequired: boolean;
  /** Whether the control plane decodes `spec` as protobuf; Gateway API's kinds are Go structs, which it reads without checks. */
  readonly proto: boolean;
  /** The schema of `spec`. */
  spec(): Message;
  /** The schema of `status`; `undefined` where the kind has none. */
  status(): Message | undefined;
}

type Declared = Pick<KindInfo, 'group' | 'kind' | 'versions' | 'specRequired' | 'proto'> & {
  readonly scope?: KindInfo['scope'];
  readonly table: TypeTable;
  readonly statusType?: string;
};

/** Calls `make` at the first call and keeps its answer. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Tables are taken apart at the first use of a kind. */
function declare({ table, statusType, scope = 'Namespaced', ...facts }: Declared): KindInfo {
  return {
    ...facts,
    scope,
    spec: once(() => compileMessage(table, facts.kind)),
    status: once(() => (statusType === undefined ? undefined : compileMessage(table, statusType))),
  };
}

type IstioKind = readonly [kind: string, versions: readonly string[], table: TypeTable, specRequired?: 'spec'];

function istio(group: string, kinds: readonly IstioKind[]): readonly KindInfo[] {
  return kinds.map(([kind, versions, table, required]) =>
    declare({
      group: `${group}.istio.io`,
      kind,
      versions,
      specRequired: required === 'spec',
      proto: true,
      table: { ...SHARED, ...table },
      statusType: 'IstioStatus',
    }),
  );
}

type GatewayKind = readonly [kind: string, versions: readonly string[], table: TypeTable, statusType?: string];

function gatewayApi(kinds: readonly GatewayKind[]): readonly KindInfo[] {
  return kinds.map(([kind, versions, table, statusType]) =>
    declare({
      group: 'gateway.networking.k8s.io',
      kind,
      versions,
      specRequired: true,
      proto: false,
      scope: kind === 'GatewayClass' ? 'Cluster' : 'Namespaced',
      table: { ...GATEWAY_API_SHARED, ...table },
      ...(statusType === undefined ? {} : { statusType }),
    }),
  );
}

const NETWORKING = ['v1', 'v1beta1', 'v1alpha3'];
const SECURITY = ['v1', 'v1beta1'];

/** Every kind of Istio and Gateway API that meshctl has a schema of. */
export const KINDS: readonly KindInfo[] = [
  ...istio('networking', [
    ['DestinationRule', NETWORKING, DESTINATION_RULE],
    ['EnvoyFilter', ['v1alpha3'], ENVOY_FILTER],
    ['Gateway', NETWORKING, GATEWAY],
    ['ProxyConfig', ['v1beta1'], PROXY_CONFIG],
    ['ServiceEntry', NETWORKING, SERVICE_ENTRY, 'spec'],
    ['Sidecar', NETWORKING, SIDECAR],
    ['VirtualService', NETWORKING, VIRTUAL_SERVICE],
    ['WorkloadEntry', NETWORKING, WORKLOAD_ENTRY, 'spec'],
    ['WorkloadGroup', NETWORKING, WORKLOAD_GROUP, 'spec'],
  ]),
  ...istio('security', [
    ['AuthorizationPolicy', SECURITY, AUTHORIZATION_POLICY],
    ['PeerAuthentication', SECURITY, PEER_AUTHENTICATION],
    ['RequestAuthentication', SECURITY, REQUEST_AUTHENTICATION],
  ]),
  ...istio('telemetry', [['Telemetry', ['v1', 'v1alpha1'], TELEMETRY]]),
  ...istio('extensions', [
    ['TrafficExtension', ['v1alpha1'], TRAFFIC_EXTENSION, 'spec'],
    ['WasmPlugin', ['v1alpha1'], WASM_PLUGIN, 'spec'],
  ]),
  ...gatewayApi([
    ['GatewayClass', ['v1', 'v1beta1'], GATEWAY_API_CLASS, 'GatewayClassStatus'],
    ['Gateway', ['v1', 'v1beta1'], GATEWAY_API_GATEWAY, 'GatewayStatus'],
    ['GRPCRoute', ['v1'], GRPC_ROUTE, 'RouteStatus'],
    ['HTTPRoute', ['v1', 'v1beta1'], HTTP_ROUTE, 'RouteStatus'],
    ['ReferenceGrant', ['v1', 'v1beta1'], REFERENCE_GRANT],
  ]),
];

const BY_NAME = new Map(KINDS.map((info) => [`${info.group}/${info.kind}`, info]));

/** The kind of that group and name, whatever its version; `undefined` when meshctl has no schema of it. */
export function kindInfo(group: string, kind: string): KindInfo | undefined {
  return BY_NAME.get(`${group}/${kind}`);
}

/** Group and version of an `apiVersion`; the group is empty for the core of Kubernetes. */
export function groupVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.lastIndexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1) };
}
