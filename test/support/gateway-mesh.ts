/** Documents of a mesh in which a gateway of this machine stands in front of services of this machine. */

type Protocol = 'HTTP' | 'HTTP2' | 'GRPC' | 'TCP';

/** A service `NAME.test` with port 80. */
interface ServiceParts {
  readonly name?: string;
  readonly protocol?: Protocol;
  /** A port of this machine, or the path of a unix socket. */
  readonly endpoint: number | string;
}

const portName = (protocol: Protocol): string => protocol.toLowerCase();

/** The gateway `gw`, which listens at the port; `PORT` is for what puts a free one in its place. */
export const gatewayOf = (port: number | 'PORT', protocol: Protocol = 'HTTP'): string => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: ${port}, name: ${portName(protocol)}, protocol: ${protocol}}, hosts: ['*'], bind: 127.0.0.1}]
---
`;

/** A service, `svc.test` unless it is named. */
export const serviceOf = ({ name = 'svc', protocol = 'HTTP', endpoint }: ServiceParts): string => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ${name}}
spec:
  hosts: [${name}.test]
  ports: [{number: 80, name: ${portName(protocol)}, protocol: ${protocol}}]
  resolution: STATIC
  endpoints: [${typeof endpoint === 'number' ? `{address: 127.0.0.1, ports: {${portName(protocol)}: ${endpoint}}}` : `{address: 'unix://${endpoint}'}`}]
---
`;

/** What `gw` does with requests, or with connections: the lines of a list of routes, indented by two. */
export const routesOf = (routes: string, of: 'http' | 'tcp' = 'http'): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: vs}
spec:
  hosts: ['*']
  gateways: [gw]
  ${of}:
${routes}
---
`;

/** The route that leads everything to `svc.test`. */
export const TO_SERVICE = '  - route: [{destination: {host: svc.test, port: {number: 80}}}]\n';
