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

/** The files of one version; every other one has a route more, and another weight. */
export function soakMesh({ http, tcp, mortal, steady, echo }: SoakPorts, version: number): string {
  const extra = version % 2 === 0 ? '' : '\n  - match: [{uri: {prefix: /extra}}]\n    directResponse: {status: 204}';
  return `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers:
  - {port: {number: ${http}, name: http, protocol: HTTP}, bind: 127.0.0.1, hosts: ["*"]}
  - {port: {number: ${tcp}, name: tcp, protocol: TCP}, bind: 127.0.0.1, hosts: ["*"]}
${serviceEntry('mortal', HTTP, mortal)}${serviceEntry('steady', HTTP, [steady])}${serviceEntry('echo', '{number: 90, name: main, protocol: TCP}', [echo])}---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: mortal, namespace: default}
spec:
  host: mortal.test
  trafficPolicy:
    outlierDetection: {consecutive5xxErrors: 5, interval: 1s, baseEjectionTime: 1s, maxEjectionPercent: 50}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: default}
spec:
  hosts: ["*"]
  gateways: [gw]
  http:${extra}
  - match: [{uri: {prefix: /steady}}]
    headers: {response: {set: {x-version: "${version}"}}}
    route: [{destination: {host: steady.test}}]
  - headers: {response: {set: {x-version: "${version}"}}}
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
