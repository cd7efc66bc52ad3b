import type { ExampleSource } from './example.ts';
import { se, svc, we, wg } from './kinds.ts';

const HTTP = 'ports: [{number: 80, name: http, protocol: HTTP}]';
const TCP = 'ports: [{number: 5432, name: tcp, protocol: TCP}]';

/** Examples for a ServiceEntry of one host outside. */
const api = (parts: string, bad: string, good: string): ExampleSource =>
  se.spec(`{hosts: [api.example.com], ${HTTP}, ${parts}}`, bad, good);

const probe = (parts: string, bad: string, good: string): ExampleSource =>
  wg.spec(`{template: {network: vm}, probe: {${parts}}}`, bad, good);

const HTTP_GET = 'httpGet: {path: /ready, port: 8080}';

/** Examples for the rules for ServiceEntry, WorkloadEntry, WorkloadGroup and the ports of Services. */
export const SERVICES_EXAMPLES: Readonly<Record<string, ExampleSource>> = {
  IST0118: svc.spec('{ports: [{name: $$, port: 8080}]}', 'web', 'http-web'),
  IST0134: se.spec(`{hosts: [db.example.com], resolution: $$, ${TCP}}`, 'NONE', 'DNS'),
  MSH2401: api(
    'resolution: STATIC, workloadSelector: {labels: {app: api}}$$',
    ', endpoints: [{address: 10.0.0.1}]',
    '',
  ),
  MSH2402: se.spec(`{hosts: [$$], resolution: DNS, ${HTTP}}`, '', 'api.example.com'),
  MSH2403: se.spec(`{hosts: ["$$"], resolution: NONE, ${HTTP}}`, '*', '*.example.com'),
  MSH2404: se.spec(`{hosts: ["$$"], resolution: NONE, ${HTTP}}`, '*api.example.com', '*.api.example.com'),
  MSH2405: api('addresses: [240.0.0.0/24], resolution: $$', 'DNS', 'NONE'),
  MSH2406: se.spec(
    '{hosts: [api.example.com], resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}, {number: 8080, name: $$, protocol: HTTP}]}',
    'http',
    'http-alt',
  ),
  MSH2407: se.spec(
    '{hosts: [api.example.com], resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}, {number: $$, name: http-alt, protocol: HTTP}]}',
    '80',
    '8080',
  ),
  MSH2408: api('resolution: $$, endpoints: [{address: 10.0.0.1}]', 'NONE', 'STATIC'),
  MSH2409: api('resolution: $$, workloadSelector: {labels: {app: api}}', 'NONE', 'STATIC'),
  MSH2410: se.spec(
    '{hosts: [api.example.com], resolution: STATIC, endpoints: [{address: "unix:///var/run/api.sock"}], ports: [{number: 80, name: http, protocol: HTTP}$$]}',
    ', {number: 8080, name: http-alt, protocol: HTTP}',
    '',
  ),
  MSH2411: se.spec(`{hosts: ["$$"], resolution: DNS, ${HTTP}}`, '*.example.com', 'api.example.com'),
  MSH2412: api(
    'resolution: DNS_ROUND_ROBIN, endpoints: [{address: a.example.com}$$]',
    ', {address: b.example.com}',
    '',
  ),
  MSH2413: se.spec(
    '{hosts: [a.example.com, b.example.com], addresses: [10.0.0.1], resolution: DNS, ports: [{number: 443, name: $$, protocol: $$}]}',
    'TLS',
    'HTTP',
  ),
  MSH2414: se.spec(`{hosts: ["$$"], resolution: DYNAMIC_DNS, ${HTTP}}`, 'api.example.com', '*.example.com'),
  MSH2415: se.spec(`{hosts: ["*.example.com"], resolution: DYNAMIC_DNS, ${HTTP}$$}`, ', addresses: [10.0.0.1]', ''),
  MSH2416: se.spec(
    '{hosts: ["*.example.com"], resolution: DYNAMIC_DNS, ports: [{number: 443, name: out, protocol: $$}]}',
    'TCP',
    'TLS',
  ),
  MSH2417: se.whole(
    `{metadata: {labels: {istio.io/use-waypoint: waypoint}}, spec: {hosts: ["*.example.com"], resolution: DYNAMIC_DNS, location: $$, ${HTTP}}}`,
    'MESH_INTERNAL',
    'MESH_EXTERNAL',
  ),
  MSH2420: se.spec(
    '{hosts: [a.example.com, b.example.com], resolution: DNS, ports: [{number: 8000, name: out, protocol: $$}]}',
    'TCP',
    'HTTP',
  ),
  MSH2430: we.spec('{labels: {app: cart}$$}', '', ', address: 10.0.0.1'),
  MSH2431: we.spec('{labels: {app: cart}, network: vm$$}', '', ', address: 10.0.0.1'),
  MSH2432: we.spec('{address: "unix:///var/run/cart.sock"$$}', ', ports: {http: 8080}', ''),
  MSH2433: we.spec('{address: $$}', 'cart_vm', 'cart-vm.example.com'),
  MSH2434: api('resolution: STATIC, endpoints: [{address: $$}]', 'api-vm.example.com', '10.0.0.1'),
  MSH2435: api('resolution: STATIC, endpoints: [{address: 10.0.0.1, ports: {$$: 8080}}]', 'http-alt', 'http'),
  MSH2440: wg.spec('{metadata: {labels: {app: cart}}$$}', '', ', template: {network: vm}'),
  MSH2442: probe(`periodSeconds: $$, ${HTTP_GET}`, '-5', '5'),
  MSH2443: probe('httpGet: {path: /ready, port: 8080, scheme: $$}', 'https', 'HTTPS'),
  MSH2444: probe('exec: {command: [$$]}', '', '/bin/ready'),
  MSH2445: probe('periodSeconds: 5$$', '', `, ${HTTP_GET}`),
  MSH2446: probe('$$: {port: 8080}', 'grpc', 'tcpSocket'),
};
