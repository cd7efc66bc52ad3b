import type { ExampleSource } from './example.ts';
import { gw, sc } from './kinds.ts';

/** Examples for a server of a Gateway. */
const server = (parts: string, bad: string, good: string): ExampleSource =>
  gw.spec(`{servers: [{${parts}}]}`, bad, good);

const HTTP = 'port: {number: 80, name: http, protocol: HTTP}';
const HTTPS = 'port: {number: 443, name: https, protocol: HTTPS}';
const ANY_HOST = 'hosts: ["*"]';

/** Examples for the TLS of a server of HTTPS. */
const tls = (parts: string, bad: string, good: string): ExampleSource =>
  server(`${HTTPS}, ${ANY_HOST}, tls: {${parts}}`, bad, good);

const ingress = (parts: string, bad: string, good: string): ExampleSource =>
  sc.spec(`{ingress: [{${parts}}]}`, bad, good);

const SIDECAR_PORT = 'port: {number: 8443, name: https, protocol: HTTPS}';
const FILES = 'serverCertificate: /etc/certs/cert.pem, privateKey: /etc/certs/key.pem';

/** Examples for the rules for Gateway, the TLS of servers, and Sidecar. */
export const SERVERS_EXAMPLES: Readonly<Record<string, ExampleSource>> = {
  MSH2300: gw.whole(`{metadata: {name: $$}, spec: {servers: [{${HTTP}, ${ANY_HOST}}]}}`, 'edge.v1', 'edge-v1'),
  MSH2301: gw.spec('{selector: {istio: ingressgateway}, servers: [$$]}', '', `{${HTTP}, ${ANY_HOST}}`),
  MSH2302: server(`${HTTP}, hosts: [$$]`, '', 'shop.example.com'),
  MSH2303: server(`$$${ANY_HOST}`, '', `${HTTP}, `),
  MSH2304: server(`port: {number: 21, name: ftp, protocol: $$}, ${ANY_HOST}`, 'FTP', 'TCP'),
  MSH2305: server(`port: {number: 80, name: http, protocol: HTTP$$}, ${ANY_HOST}`, ', targetPort: 8080', ''),
  MSH2306: server(`port: {number: 80, $$protocol: HTTP}, ${ANY_HOST}`, '', 'name: http, '),
  MSH2307: server(
    `port: {number: $$, name: http, protocol: HTTP}, bind: unix:///var/run/edge.sock, ${ANY_HOST}`,
    '80',
    '0',
  ),
  MSH2308: server(`${HTTPS}, ${ANY_HOST}$$`, '', ', tls: {mode: SIMPLE, credentialName: shop-tls}'),
  MSH2309: server(`${HTTP}, ${ANY_HOST}, tls: {$$}`, 'mode: SIMPLE, credentialName: shop-tls', 'httpsRedirect: true'),
  MSH2310: server(
    `port: {number: 6379, name: redis, protocol: $$}, ${ANY_HOST}, tls: {mode: SIMPLE, credentialName: shop-tls}`,
    'REDIS',
    'TLS',
  ),
  MSH2311: gw.spec(
    `{servers: [{${HTTP}, ${ANY_HOST}}, {port: {number: 8080, name: $$, protocol: HTTP}, ${ANY_HOST}}]}`,
    'http',
    'http-alt',
  ),
  MSH2312: tls('mode: SIMPLE, credentialName: shop-tls, httpsRedirect: $$', 'true', 'false'),
  MSH2320: tls('mode: SIMPLE, credentialName: shop-tls, minProtocolVersion: $$', 'TLSV1_0', 'TLSV1_2'),
  MSH2321: tls(
    'mode: SIMPLE, credentialName: shop-tls, cipherSuites: [$$]',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
  ),
  MSH2322: tls(
    'mode: SIMPLE, credentialName: shop-tls, cipherSuites: [ECDHE-RSA-AES128-GCM-SHA256, $$]',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES256-GCM-SHA384',
  ),
  MSH2323: tls('mode: $$, credentialName: shop-tls', 'ISTIO_MUTUAL', 'MUTUAL'),
  MSH2324: tls('mode: $$, credentialName: shop-tls', 'PASSTHROUGH', 'SIMPLE'),
  MSH2325: tls('mode: SIMPLE, credentialName: shop-tls$$', `, ${FILES}`, ''),
  MSH2326: tls(`mode: MUTUAL, ${FILES}$$`, '', ', caCertificates: /etc/certs/ca.pem'),
  MSH2327: tls('mode: SIMPLE, serverCertificate: /etc/certs/cert.pem$$', '', ', privateKey: /etc/certs/key.pem'),
  MSH2328: tls(`mode: SIMPLE, tlsCertificates: [{${FILES}}, {${FILES}}$$]`, `, {${FILES}}`, ''),
  MSH2329: tls(`mode: SIMPLE, ${FILES}$$`, ', caCrl: /etc/certs/crl.pem', ''),
  MSH2500: sc.spec('{workloadSelector: {labels: {app: cart}}$$}', '', ', egress: [{hosts: ["./*"]}]'),
  MSH2501: ingress('$$defaultEndpoint: 127.0.0.1:8080', '', 'port: {number: 80, name: http, protocol: HTTP}, '),
  MSH2502: ingress(
    'port: {number: 80, name: http, protocol: HTTP$$}, defaultEndpoint: 127.0.0.1:8080',
    ', targetPort: 8080',
    '',
  ),
  MSH2503: sc.spec(
    '{ingress: [{port: {number: 80, name: http, protocol: HTTP}}, {port: {number: $$, name: http-two, protocol: HTTP}}]}',
    '80',
    '81',
  ),
  MSH2505: ingress(`${HTTP}, defaultEndpoint: $$`, '10.0.0.1:8080', '127.0.0.1:8080'),
  MSH2506: ingress(`${HTTP}, defaultEndpoint: $$`, '127.0.0.1', '127.0.0.1:8080'),
  MSH2507: ingress(`${HTTP}, defaultEndpoint: $$`, '127.0.0.1:http', '127.0.0.1:8080'),
  MSH2508: ingress(`${SIDECAR_PORT}, tls: {mode: SIMPLE, $$}`, 'credentialName: shop-tls', FILES),
  MSH2509: ingress(`${SIDECAR_PORT}, tls: {mode: $$}`, 'AUTO_PASSTHROUGH', `SIMPLE, ${FILES}`),
  MSH2510: ingress(
    'port: {number: 6379, name: redis, protocol: REDIS}, connectionPool: {$$}',
    'http: {maxRetries: 3}',
    'tcp: {maxConnections: 100}',
  ),
  MSH2513: sc.spec(
    '{egress: [$$]}',
    '{hosts: ["./*"]}, {port: {number: 80, name: http, protocol: HTTP}, hosts: [other/*]}',
    '{port: {number: 80, name: http, protocol: HTTP}, hosts: [other/*]}, {hosts: ["./*"]}',
  ),
  MSH2514: sc.spec('{egress: [{port: {number: $$, name: http, protocol: HTTP}, hosts: ["./*"]}]}', '0', '80'),
  MSH2515: sc.spec(
    '{egress: [{port: {number: 0, name: http, protocol: HTTP}, bind: unix:///var/run/cart.sock, captureMode: $$, hosts: ["./*"]}]}',
    'IPTABLES',
    'NONE',
  ),
  MSH2516: sc.spec(
    '{egress: [{port: {number: 0, name: http, protocol: HTTP}, bind: unix:///a.sock, hosts: ["./*"]}, {port: {number: 0, name: tcp, protocol: TCP}, bind: unix:///$$.sock, hosts: ["./*"]}]}',
    'a',
    'b',
  ),
  MSH2517: sc.spec('{egress: [{hosts: [$$]}]}', '', '"./*"'),
  MSH2518: sc.spec('{egress: [{hosts: ["./*"$$]}]}', ', ./cart.shop.svc.cluster.local', ''),
  MSH2519: sc.spec('{egress: [{hosts: ["*/*"$$]}]}', ', other/cart.other.svc.cluster.local', ''),
  MSH2520: sc.spec('{outboundTrafficPolicy: {mode: $$}}', 'ALLOW_ANY_DYNAMIC_DNS', 'ALLOW_ANY'),
  MSH2521: sc.spec(
    '{outboundTrafficPolicy: {mode: $$, egressProxy: {host: proxy.example.com, port: {number: 443}}}}',
    'REGISTRY_ONLY',
    'ALLOW_ANY',
  ),
  MSH2522: sc.spec(
    '{outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {host: proxy.example.com$$}}}',
    '',
    ', port: {number: 443}',
  ),
};
