import type { ExampleSource } from './example.ts';
import { ap, pa, ra } from './kinds.ts';

/** Examples for a rule of a policy. */
const rule = (parts: string, bad: string, good: string): ExampleSource => ap.spec(`{rules: [{${parts}}]}`, bad, good);

const source = (parts: string, bad: string, good: string): ExampleSource =>
  rule(`from: [{source: {${parts}}}]`, bad, good);

const operation = (parts: string, bad: string, good: string): ExampleSource =>
  rule(`to: [{operation: {${parts}}}]`, bad, good);

const condition = (parts: string, bad: string, good: string): ExampleSource => rule(`when: [{${parts}}]`, bad, good);

const ISSUER = 'issuer: "https://login.example.com"';

const jwt = (parts: string, bad: string, good: string): ExampleSource =>
  ra.spec(`{jwtRules: [{${ISSUER}, ${parts}}]}`, bad, good);

const SEVENTEEN = Array.from({ length: 17 }, (_item, index) => `account-${index}`).join(', ');
const PUBLIC_KEY =
  '"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"';

/** Examples for the rules for AuthorizationPolicy, RequestAuthentication and PeerAuthentication. */
export const SECURITY_EXAMPLES: Readonly<Record<string, ExampleSource>> = {
  MSH2700: ap.spec('{action: CUSTOM, provider: {name: oauth}$$}', '', ', rules: [{}]'),
  MSH2701: ap.spec('{action: CUSTOM, rules: [{}]$$}', '', ', provider: {name: oauth}'),
  MSH2702: ap.spec('{action: $$, provider: {name: oauth}, rules: [{}]}', 'ALLOW', 'CUSTOM'),
  MSH2703: ap.spec(
    '{action: CUSTOM, provider: {name: oauth}, rules: [{from: [{source: {$$}}]}]}',
    'namespaces: [web]',
    'ipBlocks: [10.0.0.0/8]',
  ),
  MSH2704: ap.spec('{action: DENY$$}', '', ', rules: [{}]'),
  MSH2710: operation('methods: [$$]', '""', 'GET'),
  MSH2711: operation('ports: ["$$"]', 'http', '8080'),
  MSH2712: rule('from: [{$$}]', '', 'source: {namespaces: [web]}'),
  MSH2713: source('$$', '', 'namespaces: [web]'),
  MSH2714: source('serviceAccounts: [web/cart]$$', ', namespaces: [web]', ''),
  MSH2715: source('serviceAccounts: [$$]', SEVENTEEN, 'account-0'),
  MSH2716: source('serviceAccounts: ["$$"]', 'web/*', 'web/cart'),
  MSH2717: source('serviceAccounts: [$$]', 'cluster.local/web/cart', 'web/cart'),
  MSH2718: source('trustDomains: ["$$"]', '*.example.*', '*.example.com'),
  MSH2719: source('trustDomains: ["$$"]', 'a.*.com', '*.com'),
  MSH2720: source('trustDomains: [$$]', 'cluster.local/ns/web', 'cluster.local'),
  MSH2721: rule('to: [{$$}]', '', 'operation: {methods: [GET]}'),
  MSH2722: operation('$$', '', 'methods: [GET]'),
  MSH2723: operation('paths: ["$$"]', '/shop/{**}/{*}', '/shop/{*}/{**}'),
  MSH2724: operation('paths: ["$$"]', '/shop/{id}', '/shop/{*}'),
  MSH2725: operation('paths: ["$$"]', '/shop*/{*}', '/shop/{*}'),
  MSH2730: condition('$$values: [blue]', '', 'key: "request.headers[x-team]", '),
  MSH2731: condition('key: $$, values: [blue]', 'source.colour', 'source.namespace'),
  MSH2732: condition('key: $$, values: [web]', 'destination.namespace', 'source.namespace'),
  MSH2733: condition('key: "$$", values: [blue]', 'request.headers', 'request.headers[x-team]'),
  MSH2734: condition('key: source.namespace$$', '', ', values: [web]'),
  MSH2735: ap.spec('{action: DENY, rules: [{to: [{operation: {paths: [/admin]$$}}]}]}', '', ', ports: ["8080"]'),
  MSH2750: jwt('audiences: [$$]', '""', 'shop'),
  MSH2751: ra.spec('{jwtRules: [{audiences: [shop]$$}]}', '', `, ${ISSUER}`),
  MSH2752: jwt('jwksUri: "https://login.example.com:$$/keys"', 'port', '8443'),
  MSH2753: jwt('jwksUri: "$$login.example.com/keys"', '', 'https://'),
  MSH2754: jwt("jwks: '$$'", '{}', '{"keys": []}'),
  MSH2755: jwt(`jwks: '{"keys": [{${PUBLIC_KEY}$$}]}'`, ', "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"', ''),
  MSH2756: jwt('fromHeaders: [{name: $$, prefix: "Bearer "}]', '""', 'x-token'),
  MSH2757: jwt('fromParams: [$$]', '""', 'token'),
  MSH2758: jwt('fromCookies: [$$]', '""', 'token'),
  MSH2759: jwt('outputClaimToHeaders: [{header: x-team, claim: $$}]', '""', 'team'),
  MSH2770: pa.spec('{$$portLevelMtls: {8080: {mode: DISABLE}}}', '', 'selector: {matchLabels: {app: cart}}, '),
  MSH2771: pa.spec('{selector: {matchLabels: {app: cart}}, portLevelMtls: {$$}}', '', '8080: {mode: DISABLE}'),
  MSH2772: pa.spec('{selector: {matchLabels: {app: cart}}, portLevelMtls: {$$: {mode: DISABLE}}}', '70000', '8080'),
};
