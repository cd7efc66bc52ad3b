import type { TypeTable } from '../notation.ts';

const ROOT_PATH = '{"path":{"type":"PathPrefix","value":"/"}}';

/** What an HTTPRoute without rules has. */
export const MATCH_ALL_RULE = `[{"matches":[${ROOT_PATH}]}]`;
/** What a rule of an HTTPRoute without matches has. */
export const MATCH_ALL = `[${ROOT_PATH}]`;

/** Types several of Gateway API's kinds have in common. @see https://gateway-api.sigs.k8s.io/reference/spec/ */
export const GATEWAY_API_SHARED: TypeTable = {
  ObjectName: '= string<1..253>',
  SectionName: '= string<1..253,~dnsSubdomain>',
  Namespace: '= string<1..63,~dnsLabel>',
  Group: '= string<..253,~group>',
  Kind: '= string<1..63,~kind>',
  PortNumber: '= int32<1..65535>',
  Hostname: '= string<1..253,~hostname>',
  PreciseHostname: '= string<1..253,~dnsSubdomain>',
  HeaderName: '= string<1..256,~headerName>',
  Duration: '= string<~gatewayDuration>',
  LocalParametersReference: 'group:Group! kind:Kind! name:ObjectName!',
  ParametersReference: 'group:Group! kind:Kind! name:ObjectName! namespace:Namespace',
  LocalObjectReference: 'group:Group! kind:Kind! name:ObjectName!',
  ParentReference: `
    group:Group<=gateway.networking.k8s.io> kind:Kind<=Gateway> namespace:Namespace name:ObjectName!
    sectionName:SectionName port:PortNumber
  `,
  BackendObjectReference: `
    group:Group<=""> kind:Kind<=Service> name:ObjectName! namespace:Namespace port:PortNumber @servicePort
  `,
  SessionPersistence: `
    sessionName:string<..128> absoluteTimeout:Duration type:SessionType<=Cookie> cookieConfig:CookieConfig
    @permanentNeedsTimeout @cookieConfigType
  `,
  SessionType: 'enum Cookie Header',
  CookieConfig: 'lifetimeType:CookieLifetime<=Session>',
  CookieLifetime: 'enum Permanent Session',
  DefaultScope: 'enum All None',
  HTTPHeader: 'name:HeaderName! value:string<1..4096,~headerValue>!',
  HeaderFilter: 'set:[HTTPHeader]<..16,^name> add:[HTTPHeader]<..16,^name> remove:[string]<..16,set>',
  MatchType: 'enum Exact RegularExpression',
  RequestMirrorFilter: `
    backendRef:BackendObjectReference! percent:int32<0..100> fraction:Fraction @percentOrFraction
  `,
  Fraction: 'numerator:int32<0..>! denominator:int32<1..,=100> @fractionBelowOne',
  Condition: `
    type:string<..316,~conditionType>! status:ConditionStatus! observedGeneration:int64<0..> lastTransitionTime:time!
    reason:string<1..1024,~conditionReason>! message:string<..32768>!
  `,
  ConditionStatus: 'enum True False Unknown',
  Conditions: '= [Condition]<..8,^type>',
  RouteStatus: 'parents:[RouteParentStatus]<..32>!',
  RouteParentStatus: 'parentRef:ParentReference! controllerName:ControllerName! conditions:Conditions<1..8>!',
  ControllerName: '= string<1..253,~controllerName>',
  RouteGroupKind: 'group:Group<=gateway.networking.k8s.io> kind:Kind!',
};
