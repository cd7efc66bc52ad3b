import type { ExampleSource } from './example.ts';
import { ap, deploy, dr, gw, iop, pa, pc, sc, se, svc, vs, we } from './kinds.ts';

const LONG_LABEL = 'a'.repeat(63);
const LONG_DOMAIN = [LONG_LABEL, LONG_LABEL, LONG_LABEL, LONG_LABEL, 'example.com'].join('.');

/** Examples for the rules several kinds share, for metadata and for Kubernetes' own kinds. */
export const SHARED_EXAMPLES: Readonly<Record<string, ExampleSource>> = {
  MSH2001: vs.spec(
    '{hosts: [cart], http: [{route: [{destination: {host: cart, port: {number: $$}}}]}]}',
    '70000',
    '8080',
  ),
  MSH2002: vs.spec('{hosts: [cart], http: [{timeout: $$, route: [{destination: {host: cart}}]}]}', '0s', '10s'),
  MSH2003: vs.spec('{hosts: [cart], http: [{timeout: $$, route: [{destination: {host: cart}}]}]}', '1500us', '2ms'),
  MSH2004: dr.spec('{host: cart, trafficPolicy: {outlierDetection: {maxEjectionPercent: $$}}}', '101', '50'),
  MSH2005: dr.spec('{host: $$}', '""', 'cart'),
  MSH2006: dr.spec('{host: $$}', LONG_DOMAIN, LONG_LABEL),
  MSH2007: vs.spec('{hosts: [$$], http: [{route: [{destination: {host: cart}}]}]}', '10.0.0.999', '10.0.0.99'),
  MSH2008: dr.spec('{host: $$}', 'cart_v1', 'cart-v1'),
  MSH2009: gw.spec(
    '{servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["$$"]}]}',
    '*shop.example.com',
    '*.shop.example.com',
  ),
  MSH2010: gw.spec(
    '{servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"], bind: $$}]}',
    '10.0.0.256',
    '10.0.0.25',
  ),
  MSH2011: vs.spec(
    '{hosts: [cart], tcp: [{match: [{destinationSubnets: [$$]}], route: [{destination: {host: cart}}]}]}',
    '10.0.0.0/40',
    '10.0.0.0/8',
  ),
  MSH2012: we.spec('{address: 10.0.0.1, labels: {$$: cart}}', '"app name"', 'app'),
  MSH2013: we.spec('{address: 10.0.0.1, labels: {app: $$}}', 'the cart', 'cart'),
  MSH2014: se.spec(
    '{hosts: [mail.example.com], resolution: DNS, ports: [{number: 25, name: mail, protocol: $$}]}',
    'SMTP',
    'TCP',
  ),
  MSH2015: se.spec(
    '{hosts: [api.example.com], resolution: DNS, ports: [{number: 80, name: $$, protocol: HTTP}]}',
    'http_api',
    'http-api',
  ),
  MSH2016: we.spec('{address: "unix://$$"}', '', '/var/run/cart.sock'),
  MSH2017: we.spec('{address: "unix://$$"}', 'cart.sock', '/var/run/cart.sock'),
  MSH2018: vs.spec(
    '{hosts: [cart], http: [{match: [{uri: {regex: "$$"}}], route: [{destination: {host: cart}}]}]}',
    'a'.repeat(1025),
    'a+',
  ),
  MSH2019: vs.spec(
    '{hosts: [cart], http: [{match: [{uri: {regex: "$$"}}], route: [{destination: {host: cart}}]}]}',
    '/(?!admin).*',
    '/shop/.*',
  ),
  MSH2020: vs.spec(
    '{hosts: [cart], http: [{match: [{headers: {x-team: {prefix: $$}}}], route: [{destination: {host: cart}}]}]}',
    '""',
    'blue',
  ),
  MSH2021: vs.spec(
    '{hosts: [cart], http: [{match: [{headers: {x-team: {regex: $$}}}], route: [{destination: {host: cart}}]}]}',
    '""',
    'blue|green',
  ),
  MSH2022: pc.spec('{selector: {matchLabels: {$$: cart}}, concurrency: 2}', '""', 'app'),
  MSH2023: pa.spec('{selector: {matchLabels: {app: "$$"}}, mtls: {mode: STRICT}}', 'cart*', 'cart'),
  MSH2024: pa.spec('{selector: {matchLabels: $$}, mtls: {mode: STRICT}}', '{}', '{app: cart}'),
  MSH2025: ap.spec(
    '{selector: {matchLabels: {app: cart}}, $$rules: [{}]}',
    'targetRefs: [{kind: Service, name: cart}], ',
    '',
  ),
  MSH2026: ap.spec('{targetRefs: [{kind: Service, name: $$}], rules: [{}]}', '""', 'cart'),
  MSH2027: ap.spec('{targetRefs: [{kind: Service, name: cart$$}], rules: [{}]}', ', namespace: other', ''),
  MSH2028: ap.spec('{targetRefs: [{kind: $$, name: cart}], rules: [{}]}', 'Pod', 'Service'),
  MSH2029: dr.spec('{host: cart, exportTo: [$$]}', '., shop', '., other'),
  MSH2030: dr.spec('{host: cart, exportTo: ["$$"]}', '~', '.'),
  MSH2031: se.spec(
    '{hosts: [api.example.com], resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}], exportTo: [$$]}',
    '"~", shop',
    '"~"',
  ),
  MSH2032: dr.spec('{host: cart, exportTo: [$$]}', '"*", other', '"*"'),
  MSH2033: dr.spec('{host: cart, exportTo: ["$$"]}', 'team-*', 'team-a'),
  MSH2034: vs.spec(
    '{hosts: [shop.example.com], gateways: [$$], http: [{route: [{destination: {host: cart}}]}]}',
    'edge.infra.svc.cluster.local',
    'infra/edge',
  ),
  MSH2035: vs.spec(
    '{hosts: [shop.example.com], gateways: [$$edge], http: [{route: [{destination: {host: cart}}]}]}',
    '/',
    'infra/',
  ),
  MSH2036: vs.spec(
    '{hosts: [shop.example.com], gateways: [$$/edge], http: [{route: [{destination: {host: cart}}]}]}',
    'in_fra',
    'infra',
  ),
  MSH2037: vs.spec(
    '{hosts: [shop.example.com], gateways: [infra/$$], http: [{route: [{destination: {host: cart}}]}]}',
    'edge_1',
    'edge-1',
  ),
  MSH2038: vs.spec('{hosts: [cart], http: [{route: [{destination: {host: "$$"}}]}]}', '*', 'cart'),
  MSH2039: dr.spec('{host: cart, subsets: [{name: $$, labels: {version: v1}}]}', 'v1.0', 'v1'),
  MSH2040: vs.spec(
    '{hosts: [cart], http: [{headers: {request: {set: {$$: blue}}}, route: [{destination: {host: cart}}]}]}',
    '""',
    'x-team',
  ),
  MSH2041: vs.spec(
    '{hosts: [cart], http: [{match: [{headers: {$$: {exact: blue}}}], route: [{destination: {host: cart}}]}]}',
    '"x team"',
    'x-team',
  ),
  MSH2042: vs.spec(
    '{hosts: [cart], http: [{headers: {request: {set: {$$: blue}}}, route: [{destination: {host: cart}}]}]}',
    '":path"',
    'x-team',
  ),
  MSH2043: vs.spec(
    '{hosts: [cart], http: [{headers: {request: {remove: [$$]}}, route: [{destination: {host: cart}}]}]}',
    'host',
    'x-team',
  ),
  MSH2044: vs.spec(
    '{hosts: [cart], http: [{headers: {request: {set: {x-team: "$$"}}}, route: [{destination: {host: cart}}]}]}',
    'blue\\ngreen',
    'blue',
  ),
  MSH2045: vs.spec(
    '{hosts: [cart], http: [{headers: {request: {set: {x-share: "$$"}}}, route: [{destination: {host: cart}}]}]}',
    '100%',
    '100%%',
  ),
  MSH2046: vs.spec('{hosts: [cart], http: [{route: [{$$weight: 1}]}]}', '', 'destination: {host: cart}, '),
  MSH2047: vs.spec(
    '{hosts: [cart], http: [{route: [{destination: {host: cart}$$}, {destination: {host: cart-new}}]}]}',
    '',
    ', weight: 100',
  ),
  MSH2048: vs.spec('{hosts: [cart], http: [{route: [{destination: {host: cart}, weight: $$}]}]}', '-1', '100'),
  MSH2049: sc.spec('{egress: [{hosts: ["$$"]}]}', 'api.example.com', '*/api.example.com'),
  MSH2050: sc.spec('{egress: [{hosts: ["$$"]}]}', '/api.example.com', './api.example.com'),
  MSH2051: sc.spec('{egress: [{hosts: ["$$"]}]}', './cart', './cart.shop.svc.cluster.local'),
  MSH2052: sc.spec('{egress: [{hosts: ["$$/*"]}]}', 'the_shop', 'shop'),
  MSH2060: svc.whole('{$$}', '', 'spec: {ports: [{name: http, port: 80}]}'),
  MSH2061: svc.spec('{ports: $$}', '80', '[{name: http, port: 80}]'),
  MSH2062: deploy.spec(
    '{selector: {matchLabels: {app: cart}}, template: {metadata: {labels: {app: cart, version: $$}}, spec: {containers: [{name: cart, image: example.com/cart}]}}}',
    '1',
    'v1',
  ),
  MSH2063: deploy.spec(
    '{selector: {matchLabels: {team: blue}}, template: {metadata: {labels: {team: blue$$}}, spec: {containers: [{name: cart, image: example.com/cart}]}}}',
    '',
    ', app: cart, version: v1',
  ),
  MSH2070: dr.whole(
    '{metadata: {annotations: {$$: "true"}}, spec: {host: cart}}',
    'istio.io/dry-run',
    'example.com/dry-run',
  ),
  MSH2071: ap.whole(
    '{metadata: {annotations: {istio.io/dry-run: "true"}}, spec: {action: $$, rules: [{}]}}',
    'AUDIT',
    'DENY',
  ),
  MSH2072: ap.whole('{metadata: {annotations: {istio.io/dry-run: "$$"}}, spec: {rules: [{}]}}', 'maybe', 'true'),
  MSH2073: dr.whole(
    '{metadata: {annotations: {$$: "true"}}, spec: {host: cart}}',
    'internal.istio.io/webhook-always-reject',
    'example.com/note',
  ),
  MSH2074: dr.whole(
    '{metadata: {annotations: {$$: edge}}, spec: {host: cart}}',
    'internal.istio.io/parents',
    'example.com/parents',
  ),
  MSH2081: iop.spec('{components: {pilot: {enabled: $$}}}', '"yes"', 'true'),
  MSH2080: iop.spec('{$$: minimal}', 'profil', 'profile'),
};
