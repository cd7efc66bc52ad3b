import type { TypeTable } from '../notation.ts';
import { MATCH_ALL, MATCH_ALL_RULE } from './shared.ts';

const PARENTS = '[ParentReference]<..32,@parentsTold,@parentsUnique>';

/** HTTPRoute. @see https://gateway-api.sigs.k8s.io/reference/spec/ */
export const HTTP_ROUTE: TypeTable = {
  HTTPRoute: `
    parentRefs:${PARENTS} useDefaultGateways:DefaultScope hostnames:[Hostname]<..16>
    rules:[HTTPRouteRule]<1..16,@matchCount,@ruleNames,=${MATCH_ALL_RULE}>
  `,
  HTTPRouteRule: `
    name:SectionName matches:[HTTPRouteMatch]<..64,=${MATCH_ALL}> filters:HTTPFilters backendRefs:[HTTPBackendRef]<..16>
    timeouts:Timeouts retry:Retry sessionPersistence:SessionPersistence
    @redirectNoBackends @prefixRewrites
  `,
  HTTPFilters: '= [HTTPRouteFilter]<..16,@redirectOrRewrite,@filtersOnce>',
  HTTPRouteMatch: `
    path:PathMatch<={"type":"PathPrefix","value":"/"}> headers:[HeaderMatch]<..16,^name>
    queryParams:[QueryParamMatch]<..16,^name> method:Method
  `,
  PathMatch: 'type:PathMatchType<=PathPrefix> value:string<..1024,=/> @pathValue',
  PathMatchType: 'enum Exact PathPrefix RegularExpression',
  HeaderMatch: 'type:MatchType<=Exact> name:HeaderName! value:string<1..4096,~headerValue>!',
  QueryParamMatch: 'type:MatchType<=Exact> name:HeaderName! value:string<1..1024>!',
  Method: 'enum GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH',
  HTTPRouteFilter: `
    type:HTTPFilterType! requestHeaderModifier:HeaderFilter responseHeaderModifier:HeaderFilter
    requestMirror:RequestMirrorFilter requestRedirect:RequestRedirect urlRewrite:URLRewrite cors:CORS
    externalAuth:ExternalAuth extensionRef:LocalObjectReference @filterFits
  `,
  HTTPFilterType: `enum
    RequestHeaderModifier ResponseHeaderModifier RequestMirror RequestRedirect URLRewrite ExtensionRef CORS ExternalAuth
  `,
  RequestRedirect: `
    scheme:RedirectScheme hostname:PreciseHostname path:PathModifier port:PortNumber statusCode:RedirectCode<=302>
  `,
  RedirectScheme: 'enum http https',
  RedirectCode: 'enum 301 302 303 307 308',
  PathModifier: `
    type:PathModifierType! replaceFullPath:string<..1024> replacePrefixMatch:string<..1024> @pathModifier
  `,
  PathModifierType: 'enum ReplaceFullPath ReplacePrefixMatch',
  URLRewrite: 'hostname:PreciseHostname path:PathModifier',
  CORS: `
    allowOrigins:[CORSOrigin]<..64,set,@wildcardAlone> allowCredentials:bool
    allowMethods:[CORSMethod]<..9,set,@wildcardAlone> allowHeaders:[HeaderName]<..64,set,@wildcardAlone>
    exposeHeaders:[HeaderName]<..64,set> maxAge:int32<1..,=5>
  `,
  CORSOrigin: '= string<1..253,~corsOrigin>',
  CORSMethod: 'enum GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH *',
  ExternalAuth: `
    protocol:ExtAuthProtocol! backendRef:BackendObjectReference! grpc:GrpcAuth http:HttpAuth forwardBody:ForwardBody
    @authProtocol
  `,
  ExtAuthProtocol: 'enum HTTP GRPC',
  GrpcAuth: 'allowedHeaders:[string]<..64,set>',
  HttpAuth: 'path:string<..1024,~httpPath> allowedHeaders:[string]<..64,set> allowedResponseHeaders:[string]<..64,set>',
  ForwardBody: 'maxSize:integer',
  HTTPBackendRef: `
    group:Group<=""> kind:Kind<=Service> name:ObjectName! namespace:Namespace port:PortNumber
    weight:int32<0..1000000,=1> filters:HTTPFilters @servicePort
  `,
  Timeouts: 'request:Duration backendRequest:Duration @backendTimeout',
  Retry: 'codes:[integer<400..599>]<set> attempts:integer<1..> backoff:Duration',
};

/** GRPCRoute. @see https://gateway-api.sigs.k8s.io/reference/spec/ */
export const GRPC_ROUTE: TypeTable = {
  GRPCRoute: `
    parentRefs:${PARENTS} useDefaultGateways:DefaultScope hostnames:[Hostname]<..16>
    rules:[GRPCRouteRule]<..16,@matchCount,@ruleNames>
  `,
  GRPCRouteRule: `
    name:SectionName matches:[GRPCRouteMatch]<..64> filters:GRPCFilters backendRefs:[GRPCBackendRef]<..16>
    sessionPersistence:SessionPersistence
  `,
  GRPCFilters: '= [GRPCRouteFilter]<..16,@filtersOnce>',
  GRPCRouteMatch: 'method:GRPCMethodMatch headers:[GRPCHeaderMatch]<..16,^name>',
  GRPCMethodMatch: `
    type:MatchType<=Exact> service:string<..1024> method:string<..1024> @serviceOrMethod @grpcService @grpcMethod
  `,
  GRPCHeaderMatch: 'type:MatchType<=Exact> name:HeaderName! value:string<1..4096>!',
  GRPCRouteFilter: `
    type:GRPCFilterType! requestHeaderModifier:HeaderFilter responseHeaderModifier:HeaderFilter
    requestMirror:RequestMirrorFilter extensionRef:LocalObjectReference @filterFits
  `,
  GRPCFilterType: 'enum ResponseHeaderModifier RequestHeaderModifier RequestMirror ExtensionRef',
  GRPCBackendRef: `
    group:Group<=""> kind:Kind<=Service> name:ObjectName! namespace:Namespace port:PortNumber
    weight:int32<0..1000000,=1> filters:GRPCFilters @servicePort
  `,
};

/** ReferenceGrant. @see https://gateway-api.sigs.k8s.io/reference/spec/ */
export const REFERENCE_GRANT: TypeTable = {
  ReferenceGrant: 'from:[GrantFrom]<1..16>! to:[GrantTo]<1..16>!',
  GrantFrom: 'group:Group! kind:Kind! namespace:Namespace!',
  GrantTo: 'group:Group! kind:Kind! name:ObjectName',
};
