/** The mesh of a soak: a service that dies now and then, one that stays, and one of bare connections. */

/** Where everything is; all on loopback. */
export interface SoakPorts {
  readonly http: number;
  readonly tcp: number;
  /** The first stays, the second dies and comes back. */
  readonly mortal: readonly [number, number];
  readonly steady: number;
  readonly echo: number;
}

const serviceEntry = (name: string, port: string, endpoints: readonly number[]): string => `---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ${name}, namespace: default}
spec:
  hosts: [${name}.test]
  location: MESH_EXTERNAL
  resolution: STATIC
  ports: [${port}]
  endpoints: [${endpoints.map((at) => `{address: 127.0.0.1, ports: {main: ${at}}}`).join(', ')}]
`;

const HTTP = '{number: 80, name: main, protocol: HTTP}';

const gateway = ({ http, tcp }: SoakPorts): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers:
  - {port: {number: ${http}, name: http, protocol: HTTP}, bind: 127.0.0.1, hosts: ["*"]}
  - {port: {number: ${tcp}, name: tcp, protocol: TCP}, bind: 127.0.0.1, hosts: ["*"]}
`;

const RULE = `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: mortal, namespace: default}
spec:
  host: mortal.test
  trafficPolicy:
    outlierDetection: {consecutive5xxErrors: 5, interval: 1s, baseEjectionTime: 1s, maxEjectionPercent: 50}
`;

/** Every other version has a route more; what may fail by itself is tried again. */
function routes({ tcp }: SoakPorts, version: number): string {
  const extra = version % 2 === 0 ? '' : '\n  - match: [{uri: {prefix: /extra}}]\n    directResponse: {status: 204}';
  const headers = `headers: {response: {set: {x-version: "${version}"}}}`;
  return `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: default}
spec:
  hosts: ["*"]
  gateways: [gw]
  http:${extra}
  - match: [{uri: {prefix: /steady}}]
    ${headers}
    route: [{destination: {host: steady.test}}]
  - ${headers}
    retries: {attempts: 4, retryOn: "connect-failure,refused-stream,reset,gateway-error"}
    route: [{destination: {host: mortal.test}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: bare, namespace: default}
spec:
  hosts: ["*"]
  gateways: [gw]
  tcp: [{match: [{port: ${tcp}}], route: [{destination: {host: echo.test}}]}]
`;
}

/** The files of one version. */
export function soakMesh(ports: SoakPorts, version: number): string {
  const services = [
    serviceEntry('mortal', HTTP, ports.mortal),
    serviceEntry('steady', HTTP, [ports.steady]),
    serviceEntry('echo', '{number: 90, name: main, protocol: TCP}', [ports.echo]),
  ];
  return gateway(ports) + services.join('') + RULE + routes(ports, version);
}
