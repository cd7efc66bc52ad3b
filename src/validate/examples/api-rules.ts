import { type ExampleSource, exampleOf } from '../rules/examples/example.ts';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const gateway = exampleOf(GATEWAY_API, 'Gateway');
const route = exampleOf(GATEWAY_API, 'HTTPRoute');

/** Examples for a listener of a Gateway. */
const listener = (part: string, bad: string, good: string): ExampleSource =>
  gateway.spec(`{gatewayClassName: istio, listeners: [{name: a, port: 443, ${part}}]}`, bad, good);

/** Examples for a rule of an HTTPRoute. */
const rule = (part: string, bad: string, good: string): ExampleSource =>
  route.spec(`{parentRefs: [{name: edge}], rules: [{${part}}]}`, bad, good);

const filter = (part: string, bad: string, good: string): ExampleSource =>
  rule(`filters: [${part}], backendRefs: [{name: cart, port: 8080}]`, bad, good);

const REWRITE = '{type: URLRewrite, urlRewrite: {hostname: cart.example.com}}';
const SET = (name: string): string => `{type: RequestHeaderModifier, requestHeaderModifier: {remove: [${name}]}}`;

/** Examples for what the API server checks beyond form. */
export const API_RULE_EXAMPLES: Readonly<Record<string, ExampleSource>> = {
  MSH2952: exampleOf('networking.istio.io/v1alpha3', 'EnvoyFilter').spec(
    `{configPatches: [{applyTo: CLUSTER, match: {context: $$, cluster: {service: cart.shop.svc.cluster.local}},
      patch: {operation: MERGE, value: {connect_timeout: 5s}}}]}`,
    'WAYPOINT',
    'GATEWAY',
  ),
  MSH2964: listener('protocol: $$, tls: {certificateRefs: [{name: cert}]}', 'HTTP', 'HTTPS'),
  MSH2965: listener('protocol: HTTPS, tls: {mode: $$, certificateRefs: [{name: cert}]}', 'Passthrough', 'Terminate'),
  MSH2966: listener('protocol: TLS$$', '', ', tls: {mode: Passthrough}'),
  MSH2967: listener('protocol: TCP$$', ', hostname: db.example.com', ''),
  MSH2969: gateway.spec(
    `{gatewayClassName: istio, listeners: [{name: a, port: 80, protocol: HTTP},
      {name: b, port: 80, protocol: HTTP$$}]}`,
    '',
    ', hostname: shop.example.com',
  ),
  MSH2970: listener('protocol: HTTPS, tls: {mode: Terminate$$}', '', ', certificateRefs: [{name: cert}]'),
  MSH2972: route.spec('{parentRefs: [{name: edge, sectionName: http}, {name: edge$$}]}', '', ', sectionName: https'),
  MSH2976: rule(
    'filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]$$',
    ', backendRefs: [{name: cart, port: 8080}]',
    '',
  ),
  MSH2977: rule(
    `matches: [{path: {type: $$, value: /old}}], filters: [{type: URLRewrite,
      urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}}}]`,
    'Exact',
    'PathPrefix',
  ),
  MSH2978: rule(
    `filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}$$]`,
    `, ${REWRITE}`,
    `, ${SET('x-debug')}`,
  ),
  MSH2979: filter(`${SET('x-debug')}, $$`, SET('x-trace'), REWRITE),
  MSH2980: filter(
    '{type: URLRewrite, $$}',
    'requestMirror: {backendRef: {name: cart-next, port: 8080}}',
    'urlRewrite: {hostname: cart.example.com}',
  ),
  MSH2981: filter('{type: CORS, cors: {allowMethods: [GET, $$]}}', "'*'", 'POST'),
  MSH2982: filter(
    '{type: ExternalAuth, externalAuth: {protocol: $$, http: {path: /check}, backendRef: {name: auth, port: 8080}}}',
    'GRPC',
    'HTTP',
  ),
  MSH2983: filter(
    '{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, $$: /}}}',
    'replacePrefixMatch',
    'replaceFullPath',
  ),
  MSH2984: rule('matches: [{path: {type: PathPrefix, value: $$}}]', '/shop/../admin', '/admin'),
  MSH2985: rule('timeouts: {request: 5s, backendRequest: $$}', '10s', '2s'),
};
