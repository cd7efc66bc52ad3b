import type { ExampleSource } from './example.ts';
import { vs } from './kinds.ts';

/** A rule for all requests, to a service. */
const TO_CART = 'route: [{destination: {host: cart}}]';

/** Examples for a rule of the list `http`, which the mark stands in. */
const http = (rule: string, bad: string, good: string): ExampleSource =>
  vs.spec(`{hosts: [cart], http: [{${rule}}]}`, bad, good);

/** Examples for a part of a rule that has a route as well. */
const routed = (part: string, bad: string, good: string): ExampleSource => http(`${part}, ${TO_CART}`, bad, good);

/** Examples for the rules for VirtualService. */
export const VIRTUAL_SERVICE_EXAMPLES: Readonly<Record<string, ExampleSource>> = {
  IST0130: vs.spec(
    `{hosts: [cart], http: [$$]}`,
    `{${TO_CART}}, {match: [{uri: {prefix: /v2}}], ${TO_CART}}`,
    `{match: [{uri: {prefix: /v2}}], ${TO_CART}}, {${TO_CART}}`,
  ),
  IST0131: vs.spec(
    `{hosts: [cart], http: [{match: [{uri: {prefix: /v1}}], ${TO_CART}}, {match: [{uri: {prefix: /v2}}, {uri: {prefix: $$}}], ${TO_CART}}]}`,
    '/v1',
    '/v3',
  ),
  MSH2100: vs.spec(`{$$http: [{${TO_CART}}]}`, 'gateways: [edge], ', 'hosts: [shop.example.com], gateways: [edge], '),
  MSH2101: vs.spec(
    `{hosts: [$$], tls: [{match: [{sniHosts: [shop.example.com]}], ${TO_CART}}]}`,
    '',
    'shop.example.com',
  ),
  MSH2102: vs.spec(`{hosts: [$$], tcp: [{${TO_CART}}]}`, '', 'cart'),
  MSH2103: vs.spec(
    `{hosts: [shop.example.com], gateways: [$$], http: [{match: [{headers: {"@request.auth.claims.group": {exact: blue}}}], ${TO_CART}}]}`,
    'mesh',
    'edge',
  ),
  MSH2104: vs.spec(`{hosts: ["*"], gateways: [$$], http: [{${TO_CART}}]}`, 'mesh', 'edge'),
  MSH2105: vs.spec(`{hosts: [$$], http: [{${TO_CART}}]}`, '"*.example.com", shop.example.com', '"*.example.com"'),
  MSH2106: vs.spec('{hosts: [cart], http: [$$]}', '', `{${TO_CART}}`),
  MSH2110: vs.spec(`{hosts: [cart], http: [{delegate: {name: cart-routes}$$}]}`, `, ${TO_CART}`, ''),
  MSH2111: vs.spec('{$$http: [{delegate: {name: cart-routes}}]}', '', 'hosts: [cart], '),
  MSH2112: http('redirect: {uri: /new}$$', `, ${TO_CART}`, ''),
  MSH2113: http('timeout: 5s$$', '', `, ${TO_CART}`),
  MSH2114: routed('mirror: {host: cart-new}$$', ', mirrors: [{destination: {host: cart-old}}]', ''),
  MSH2115: routed(
    'rewrite: {authority: cart.example.com}$$',
    ', headers: {request: {set: {host: other.example.com}}}',
    '',
  ),
  MSH2116: routed('match: [{sourceNamespace: $$}]', 'the_shop', 'shop'),
  MSH2120: routed('corsPolicy: {allowOrigins: [$$]}', '{exact: ""}', '{exact: "https://shop.example.com"}'),
  MSH2121: routed('corsPolicy: {allowMethods: [$$]}', 'get', 'GET'),
  MSH2122: routed('corsPolicy: {maxAge: $$}', '1.5s', '2s'),
  MSH2124: routed('fault: $$', '{}', '{delay: {fixedDelay: 2s}}'),
  MSH2125: routed('fault: {delay: {fixedDelay: 2s, percentage: {value: $$}}}', '150', '15'),
  MSH2126: routed('fault: {abort: {grpcStatus: $$}}', 'unavailable', 'UNAVAILABLE'),
  MSH2127: routed('fault: {abort: {$$}}', 'http2Error: PROTOCOL_ERROR', 'httpStatus: 503'),
  MSH2128: routed('fault: {abort: {percentage: {value: 10}$$}}', '', ', httpStatus: 503'),
  MSH2129: routed('fault: {delay: {$$: 2s}}', 'exponentialDelay', 'fixedDelay'),
  MSH2130: routed('mirror: {host: cart-new}, $$', 'mirrorPercent: 50', 'mirrorPercentage: {value: 50}'),
  MSH2131: routed('mirror: {host: cart-new}, mirrorPercentage: {value: $$}', '150', '15'),
  MSH2132: routed('mirrors: [{$$percentage: {value: 10}}]', '', 'destination: {host: cart-new}, '),
  MSH2133: http('directResponse: {status: $$}', '1000', '404'),
  MSH2134: http('match: [{uri: {prefix: /old}}], redirect: {prefixRewrite: /new$$}', ', uri: /newest', ''),
  MSH2135: http('match: [{uri: {$$: /old}}], redirect: {prefixRewrite: /new}', 'exact', 'prefix'),
  MSH2136: http('redirect: {redirectCode: 302$$}', '', ', uri: /new'),
  MSH2137: http('redirect: {uri: /new, redirectCode: $$}', '200', '302'),
  MSH2138: http('redirect: {scheme: $$}', 'HTTPS', 'https'),
  MSH2139: http('directResponse: {status: 200, body: {string: "$$"}}', 'x'.repeat(1024 * 1024 + 1), 'closed'),
  MSH2140: http('directResponse: {status: 200, body: {string: "$$"}}', 'x'.repeat(100 * 1024 + 1), 'closed'),
  MSH2142: routed('retries: {attempts: $$}', '-1', '3'),
  MSH2143: routed('retries: {attempts: $$, perTryTimeout: 2s}', '0', '3'),
  MSH2144: routed('retries: {attempts: 3, retryOn: "$$"}', '5xx, reset', '5xx,reset'),
  MSH2146: routed('rewrite: {$$uriRegexRewrite: {match: /old, rewrite: /new}}', 'uri: /newest, ', ''),
  MSH2147: routed('rewrite: $$', '{}', '{uri: /new}'),
  MSH2148: routed('rewrite: {uriRegexRewrite: {match: /old$$}}', '', ', rewrite: /new'),
  MSH2150: vs.spec(
    `{hosts: [shop.example.com], tls: [{$$${TO_CART}}]}`,
    '',
    'match: [{sniHosts: [shop.example.com]}], ',
  ),
  MSH2151: vs.spec(
    `{hosts: [shop.example.com], tls: [{match: [{port: 443$$}], ${TO_CART}}]}`,
    '',
    ', sniHosts: [shop.example.com]',
  ),
  MSH2152: vs.spec(
    `{hosts: [shop.example.com], tls: [{match: [{sniHosts: [$$]}], ${TO_CART}}]}`,
    '10.0.0.1',
    'shop.example.com',
  ),
  MSH2153: vs.spec(
    `{hosts: ["*.example.com"], tls: [{match: [{sniHosts: [$$]}], ${TO_CART}}]}`,
    'shop.example.org',
    'shop.example.com',
  ),
  MSH2154: vs.spec('{hosts: [cart], tcp: [{match: [{port: 6379}]$$}]}', '', `, ${TO_CART}`),
};
