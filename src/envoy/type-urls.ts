/** The URLs of the types of configuration a control plane sends. */

const PREFIX = 'type.googleapis.com/';

const CDS = `${PREFIX}envoy.config.cluster.v3.Cluster`;
const LDS = `${PREFIX}envoy.config.listener.v3.Listener`;
const EDS = `${PREFIX}envoy.config.endpoint.v3.ClusterLoadAssignment`;
const RDS = `${PREFIX}envoy.config.route.v3.RouteConfiguration`;
const SRDS = `${PREFIX}envoy.config.route.v3.ScopedRouteConfiguration`;

/** Filter configurations that are sent by themselves. */
export const ECDS = `${PREFIX}envoy.config.core.v3.TypedExtensionConfig`;

/** The types that come first where a proxy's types are listed. */
export const FIRST_TYPES: readonly string[] = [CDS, LDS, EDS, RDS];

/** Short names by URL. */
export const KNOWN_TYPES: ReadonlyMap<string, string> = new Map([
  [CDS, 'CDS'],
  [LDS, 'LDS'],
  [EDS, 'EDS'],
  [RDS, 'RDS'],
  [SRDS, 'SRDS'],
  [ECDS, 'ECDS'],
  [`${PREFIX}envoy.extensions.transport_sockets.tls.v3.Secret`, 'SDS'],
  [`${PREFIX}istio.networking.nds.v1.NameTable`, 'NDS'],
  [`${PREFIX}istio.mesh.v1alpha1.ProxyConfig`, 'PCDS'],
  [`${PREFIX}istio.workload.Address`, 'WDS'],
  [`${PREFIX}istio.security.Authorization`, 'WADS'],
]);

/** How older control planes say of which type a status is: by a field besides it. */
export const LEGACY_CONFIGS: readonly { readonly name: string; readonly url: string }[] = [
  { name: 'listener_config', url: LDS },
  { name: 'cluster_config', url: CDS },
  { name: 'route_config', url: RDS },
  { name: 'endpoint_config', url: EDS },
  { name: 'scoped_route_config', url: SRDS },
];
