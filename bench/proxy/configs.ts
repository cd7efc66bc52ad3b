/** Configuration of the upstream and of the proxies that meshctl is compared with. */

const SMALL = 'a'.repeat(200);

/** nginx as the upstream: `/s` answers 200 bytes, `/l` 10 KiB. */
export function upstreamConfig(folder: string, port: number): string {
  return `daemon off; user root; worker_processes 1; pid ${folder}/upstream.pid; error_log /dev/null;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000000; keepalive_timeout 3600;
  client_body_temp_path ${folder}/u1; proxy_temp_path ${folder}/u2; fastcgi_temp_path ${folder}/u3; uwsgi_temp_path ${folder}/u4; scgi_temp_path ${folder}/u5;
  server { listen 127.0.0.1:${port}; default_type text/plain;
    location = /s { return 200 "${SMALL}"; }
    location = /l { alias ${folder}/large; } } }
`;
}

/** nginx as a proxy with kept connections. */
export function nginxConfig(folder: string, port: number, upstream: number): string {
  return `daemon off; worker_processes 1; pid ${folder}/proxy.pid; error_log /dev/null;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000000; keepalive_timeout 3600;
  client_body_temp_path ${folder}/p1; proxy_temp_path ${folder}/p2; fastcgi_temp_path ${folder}/p3; uwsgi_temp_path ${folder}/p4; scgi_temp_path ${folder}/p5;
  upstream up { server 127.0.0.1:${upstream}; keepalive 256; keepalive_requests 1000000000; }
  server { listen 127.0.0.1:${port};
    location / { proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; } } }
`;
}

const FILTERS = 'type.googleapis.com/envoy.extensions.filters';

/** Envoy with the filters that Istio's gateway has: fault, CORS, router; two retries, request ids. */
export function envoyConfig(port: number, upstream: number): string {
  const filter = (name: string, type: string) => ({ name, typed_config: { '@type': `${FILTERS}.http.${type}` } });
  const address = (port_value: number) => ({ socket_address: { address: '127.0.0.1', port_value } });
  const route = {
    match: { prefix: '/' },
    route: {
      cluster: 'up',
      timeout: '0s',
      retry_policy: { retry_on: 'connect-failure,refused-stream,unavailable,cancelled', num_retries: 2 },
    },
  };
  const manager = {
    '@type': `${FILTERS}.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: 'bench',
    use_remote_address: true,
    server_name: 'istio-envoy',
    http_filters: [
      filter('envoy.filters.http.fault', 'fault.v3.HTTPFault'),
      filter('envoy.filters.http.cors', 'cors.v3.Cors'),
      filter('envoy.filters.http.router', 'router.v3.Router'),
    ],
    route_config: { name: 'r', virtual_hosts: [{ name: 'v', domains: ['*'], routes: [route] }] },
  };
  const chain = { filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }] };
  const endpoints = [{ lb_endpoints: [{ endpoint: { address: address(upstream) } }] }];
  const cluster = {
    name: 'up',
    connect_timeout: '10s',
    load_assignment: { cluster_name: 'up', endpoints },
    lb_policy: 'LEAST_REQUEST',
  };
  return JSON.stringify({
    static_resources: {
      listeners: [{ name: 'l', address: address(port), filter_chains: [chain] }],
      clusters: [cluster],
    },
  });
}

/** meshctl as a gateway in front of one service, with a few routes. */
export function meshConfig(port: number, upstream: number): string {
  return `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: ${port}, name: http, protocol: HTTP}
    bind: 127.0.0.1
    hosts: ["*"]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: svc-test, namespace: default}
spec:
  hosts: [svc.test]
  location: MESH_EXTERNAL
  resolution: STATIC
  ports: [{number: 80, name: http, protocol: HTTP}]
  endpoints: [{address: 127.0.0.1, ports: {http: ${upstream}}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: vs, namespace: default}
spec:
  hosts: [svc.test]
  gateways: [gw]
  http:
  - match: [{uri: {exact: /exact}}, {headers: {x-canary: {exact: "1"}}}]
    route: [{destination: {host: svc.test}}]
  - route: [{destination: {host: svc.test}}]
`;
}
