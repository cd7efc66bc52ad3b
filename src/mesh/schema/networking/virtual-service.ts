import type { TypeTable } from '../notation.ts';

/** VirtualService. @see https://istio.io/latest/docs/reference/config/networking/virtual-service/ */
export const VIRTUAL_SERVICE: TypeTable = {
  VirtualService: 'hosts:[string] gateways:[string] http:[HTTPRoute] tls:[TLSRoute] tcp:[TCPRoute] exportTo:[string]',
  HTTPRoute: `
    name match:[HTTPMatchRequest] route:[HTTPRouteDestination] redirect:HTTPRedirect directResponse:HTTPDirectResponse
    delegate:Delegate rewrite:HTTPRewrite timeout:duration retries:HTTPRetry fault:HTTPFaultInjection mirror:Destination
    mirrorPercent/mirror_percent:uint32? mirrorPercentage:Percent mirrors:[HTTPMirrorPolicy] corsPolicy:CorsPolicy
    headers:Headers
  `,
  HTTPMatchRequest: `
    name uri:StringMatch scheme:StringMatch method:StringMatch authority:StringMatch headers:{StringMatch} port:uint32
    sourceLabels:{string} gateways:[string] queryParams:{StringMatch} ignoreUriCase:bool withoutHeaders:{StringMatch}
    sourceNamespace statPrefix
  `,
  HTTPRouteDestination: 'destination:Destination! weight:int32 headers:Headers',
  Headers: 'request:HeaderOperations response:HeaderOperations',
  HeaderOperations: 'set:{string} add:{string} remove:[string]',
  HTTPRedirect: `
    uri authority |port:uint32 |derivePort:RedirectPortSelection scheme redirectCode:uint32 prefixRewrite
  `,
  RedirectPortSelection: 'enum FROM_PROTOCOL_DEFAULT FROM_REQUEST_PORT',
  HTTPDirectResponse: 'status:uint32! body:HTTPBody',
  HTTPBody: '|string |bytes:bytes',
  Delegate: 'name namespace',
  HTTPRewrite: 'uri authority uriRegexRewrite:RegexRewrite',
  RegexRewrite: 'match rewrite',
  HTTPRetry: `
    attempts:int32 perTryTimeout:duration retryOn retryRemoteLocalities:bool? retryIgnorePreviousHosts:bool?
    backoff:duration
  `,
  HTTPFaultInjection: 'delay:Delay abort:Abort',
  Delay: 'percent:int32 |fixedDelay:duration |exponentialDelay:duration percentage:Percent',
  Abort: '|httpStatus:int32 |grpcStatus |http2Error percentage:Percent',
  Percent: 'value:double',
  HTTPMirrorPolicy: 'destination:Destination! percentage:Percent',
  CorsPolicy: `
    allowOrigin:[string] allowOrigins:[StringMatch] allowMethods:[string] allowHeaders:[string] exposeHeaders:[string]
    maxAge:duration allowCredentials:bool? unmatchedPreflights:UnmatchedPreflights
  `,
  UnmatchedPreflights: 'enum UNSPECIFIED FORWARD IGNORE',
  TLSRoute: 'match:[TLSMatchAttributes]! route:[RouteDestination]',
  TLSMatchAttributes: `
    sniHosts:[string]! destinationSubnets:[string] port:uint32 sourceLabels:{string} gateways:[string] sourceNamespace
  `,
  TCPRoute: 'match:[L4MatchAttributes] route:[RouteDestination]',
  L4MatchAttributes: `
    destinationSubnets:[string] port:uint32 sourceSubnet sourceLabels:{string} gateways:[string] sourceNamespace
  `,
  RouteDestination: 'destination:Destination! weight:int32',
};
