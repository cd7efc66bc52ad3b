/** meshes for meshctl, as teams write them. */
import { HOSTS, type ProxyPorts, type UpstreamPorts } from './configs.ts';

function gateway(servers: readonly string[]): string {
  return `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers:
${servers.map((server) => `  - {port: {${server}}, bind: 127.0.0.1, hosts: ["*"]}\n`).join('')}`;
}

const httpServer = (port: number): string => `number: ${port}, name: http, protocol: HTTP`;

function service(host: string, port: string, endpoint: number): string {
  return `---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ${host.replace('.', '-')}, namespace: default}
spec:
  hosts: [${host}]
  location: MESH_EXTERNAL
  resolution: STATIC
  ports: [${port}]
  endpoints: [{address: 127.0.0.1, ports: {main: ${endpoint}}}]
`;
}

function routes(name: string, spec: string): string {
  return `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: default}
spec:
  gateways: [gw]
${spec}`;
}

const to = (host: string): string => `route: [{destination: {host: ${host}}}]`;

/** A gateway in front of one service of each kind, with a few routes. */
export function meshConfig({ http, tcp }: ProxyPorts, upstream: UpstreamPorts): string {
  return (
    gateway([httpServer(http), `number: ${tcp}, name: tcp, protocol: TCP`]) +
    service(HOSTS.http1, '{number: 80, name: main, protocol: HTTP}', upstream.http1) +
    service(HOSTS.http2, '{number: 80, name: main, protocol: HTTP2}', upstream.http2) +
    service(HOSTS.grpc, '{number: 80, name: main, protocol: GRPC}', upstream.grpc) +
    service('sink.test', '{number: 90, name: main, protocol: TCP}', upstream.sink) +
    routes(
      'http1',
      `  hosts: [${HOSTS.http1}]
  http:
  - match: [{uri: {exact: /exact}}, {headers: {x-canary: {exact: "1"}}}]
    ${to(HOSTS.http1)}
  - ${to(HOSTS.http1)}
`,
    ) +
    routes('http2', `  hosts: [${HOSTS.http2}]\n  http: [{${to(HOSTS.http2)}}]\n`) +
    routes('grpc', `  hosts: [${HOSTS.grpc}]\n  http: [{${to(HOSTS.grpc)}}]\n`) +
    routes('tcp', `  hosts: ["*"]\n  tcp: [{match: [{port: ${tcp}}], ${to('sink.test')}}]\n`)
  );
}

/** A gateway whose one host has so many routes, half of them whole paths. */
export function manyRoutes(port: number, upstream: number, count: number): string {
  const list = Array.from(
    { length: count },
    (_, index) => `  - match: [{uri: {${index % 2 ? 'exact' : 'prefix'}: /p${index}/x}}]\n    ${to(HOSTS.http1)}\n`,
  );
  return (
    gateway([httpServer(port)]) +
    service(HOSTS.http1, '{number: 80, name: main, protocol: HTTP}', upstream) +
    routes('many', `  hosts: [${HOSTS.http1}]\n  http:\n${list.join('')}  - ${to(HOSTS.http1)}\n`)
  );
}

/** A gateway with so many resources: services, their rules and routes; `version` is what `/version` answers. */
export function manyResources(port: number, count: number, version: string): string {
  const triples = Array.from({ length: Math.floor((count - 1) / 3) }, (_, index) => {
    const host = `svc-${index}.test`;
    return (
      service(host, '{number: 80, name: main, protocol: HTTP}', 9) +
      `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: svc-${index}, namespace: default}
spec:
  host: ${host}
  trafficPolicy:
    connectionPool: {tcp: {maxConnections: 100}}
    outlierDetection: {consecutive5xxErrors: 7, interval: 5m}
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
` +
      routes(
        `svc-${index}`,
        `  hosts: [${host}]
  http:
  - match: [{uri: {exact: /version}}]
    directResponse: {status: 200, body: {string: "${version}"}}
  - match: [{uri: {prefix: /api}, headers: {x-user: {exact: jason}}}]
    timeout: 5s
    retries: {attempts: 3, perTryTimeout: 2s}
    route: [{destination: {host: ${host}, subset: v2}}]
  - route:
    - {destination: {host: ${host}, subset: v1}, weight: 80}
    - {destination: {host: ${host}, subset: v2}, weight: 20}
`,
      )
    );
  });
  return gateway([httpServer(port)]) + triples.join('');
}
