import type { TypeTable } from '../notation.ts';

/** EnvoyFilter. @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/ */
export const ENVOY_FILTER: TypeTable = {
  EnvoyFilter: `
    workloadSelector:LabelSelector targetRefs:[PolicyTargetReference]<..16> configPatches:[ConfigPatch] priority:int32
    @selectorOrTarget
  `,
  ConfigPatch: 'applyTo:ApplyTo match:ObjectMatch patch:Patch',
  ApplyTo: `enum
    INVALID LISTENER FILTER_CHAIN NETWORK_FILTER HTTP_FILTER ROUTE_CONFIGURATION VIRTUAL_HOST HTTP_ROUTE CLUSTER
    EXTENSION_CONFIG BOOTSTRAP LISTENER_FILTER
  `,
  ObjectMatch: `
    context:PatchContext proxy:ProxyMatch |listener:ListenerMatch |routeConfiguration:RouteConfigurationMatch
    |cluster:ClusterMatch |waypoint:WaypointMatch @waypointContext
  `,
  PatchContext: 'enum ANY SIDECAR_INBOUND SIDECAR_OUTBOUND GATEWAY WAYPOINT',
  ProxyMatch: 'proxyVersion metadata:{string}',
  ListenerMatch: 'portNumber:uint32 portName filterChain:FilterChainMatch listenerFilter name',
  FilterChainMatch: `
    name sni transportProtocol applicationProtocols filter:FilterMatch destinationPort:uint32 transportSocket
  `,
  FilterMatch: 'name subFilter:SubFilterMatch',
  SubFilterMatch: 'name',
  RouteConfigurationMatch: 'portNumber:uint32 portName gateway vhost:VirtualHostMatch name',
  VirtualHostMatch: 'name domainName route:RouteMatch',
  RouteMatch: 'name action:RouteAction',
  RouteAction: 'enum ANY ROUTE REDIRECT DIRECT_RESPONSE',
  ClusterMatch: 'portNumber:uint32 service subset name',
  WaypointMatch: 'filter:FilterMatch route:WaypointRouteMatch portNumber:ValidPort',
  WaypointRouteMatch: 'name',
  Patch: 'operation:Operation value:struct filterClass:FilterClass',
  Operation: `enum
    INVALID MERGE ADD REMOVE INSERT_BEFORE INSERT_AFTER INSERT_FIRST REPLACE MERGE_AND_REPLACE_LIST
  `,
  FilterClass: 'enum UNSPECIFIED AUTHN AUTHZ STATS',
};
