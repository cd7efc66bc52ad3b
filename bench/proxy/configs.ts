/** Configuration of the upstreams and of the proxies that are compared. */

const SMALL = 'a'.repeat(200);

/** The hosts requests are for: the first is spoken to by HTTP/1.1, the others by HTTP/2. */
export const HOSTS = { http1: 'svc.test', http2: 'h2.test', grpc: 'grpc.test' } as const;

/** Where the upstreams are, on loopback. */
export interface UpstreamPorts {
  readonly http1: number;
  readonly http2: number;
  readonly grpc: number;
  /** Of bare connections. */
  readonly sink: number;
}

/** Where a proxy listens. */
export interface ProxyPorts {
  readonly http: number;
  readonly tcp: number;
}

function temporary(folder: string, name: string): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return kinds.map((kind) => `${kind}_temp_path ${folder}/${name}-${kind};`).join(' ');
}

/** nginx as the upstream: `/s` answers 200 bytes, `/l` 10 KiB. */
export function upstreamConfig(folder: string, { http1, http2 }: Pick<UpstreamPorts, 'http1' | 'http2'>): string {
  const locations = `default_type text/plain; location = /s { return 200 "${SMALL}"; } location = /l { alias ${folder}/large; }`;
  return `daemon off; user root; worker_processes 1; pid ${folder}/upstream.pid; error_log /dev/null;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000000; keepalive_timeout 3600; ${temporary(folder, 'upstream')}
  server { listen 127.0.0.1:${http1}; ${locations} }
  server { listen 127.0.0.1:${http2} http2; http2_max_concurrent_streams 1024; ${locations} } }
`;
}

/** nginx as a proxy with kept connections. */
export function nginxConfig(folder: string, port: number, { http1 }: UpstreamPorts): string {
  return `daemon off; worker_processes 1; pid ${folder}/proxy.pid; error_log /dev/null;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000000; keepalive_timeout 3600; ${temporary(folder, 'proxy')}
  upstream up { server 127.0.0.1:${http1}; keepalive 256; keepalive_requests 1000000000; }
  server { listen 127.0.0.1:${port};
    location / { proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; } } }
`;
}

const EXTENSIONS = 'type.googleapis.com/envoy.extensions';
const FILTERS = `${EXTENSIONS}.filters`;
const NO_LIMIT = { max_connections: 100_000, max_pending_requests: 100_000, max_requests: 100_000 };

const address = (port_value: number) => ({ socket_address: { address: '127.0.0.1', port_value } });

function cluster(name: string, port: number, more: object = {}) {
  const endpoints = [{ lb_endpoints: [{ endpoint: { address: address(port) } }] }];
  return {
    name,
    connect_timeout: '10s',
    load_assignment: { cluster_name: name, endpoints },
    lb_policy: 'LEAST_REQUEST',
    circuit_breakers: { thresholds: [NO_LIMIT] },
    ...more,
  };
}

function manager(log: string | undefined) {
  const filter = (name: string, type: string) => ({ name, typed_config: { '@type': `${FILTERS}.http.${type}` } });
  const route = (to: string) => ({
    match: { prefix: '/' },
    route: {
      cluster: to,
      timeout: '0s',
      retry_policy: { retry_on: 'connect-failure,refused-stream,unavailable,cancelled', num_retries: 2 },
    },
  });
  const file = { '@type': `${EXTENSIONS}.access_loggers.file.v3.FileAccessLog`, path: log };
  return {
    '@type': `${FILTERS}.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: 'bench',
    use_remote_address: true,
    server_name: 'istio-envoy',
    ...(log === undefined ? {} : { access_log: [{ name: 'envoy.access_loggers.file', typed_config: file }] }),
    http_filters: [
      filter('envoy.filters.http.fault', 'fault.v3.HTTPFault'),
      filter('envoy.filters.http.cors', 'cors.v3.Cors'),
      filter('envoy.filters.http.router', 'router.v3.Router'),
    ],
    route_config: {
      name: 'r',
      virtual_hosts: [
        { name: 'h2', domains: [HOSTS.http2, `${HOSTS.http2}:*`], routes: [route('h2')] },
        { name: 'grpc', domains: [HOSTS.grpc, `${HOSTS.grpc}:*`], routes: [route('grpc')] },
        { name: 'h1', domains: ['*'], routes: [route('h1')] },
      ],
    },
  };
}

/** Envoy with the filters that Istio's gateway has: fault, CORS, router; two retries, request ids. */
export function envoyConfig({ http, tcp }: ProxyPorts, upstream: UpstreamPorts, log: string | undefined): string {
  const chain = (name: string, typed_config: object) => [{ filters: [{ name, typed_config }] }];
  const bare = { '@type': `${FILTERS}.network.tcp_proxy.v3.TcpProxy`, stat_prefix: 'tcp', cluster: 'sink' };
  const options = `${EXTENSIONS}.upstreams.http.v3.HttpProtocolOptions`;
  const http2 = {
    typed_extension_protocol_options: {
      [options.slice('type.googleapis.com/'.length)]: {
        '@type': options,
        explicit_http_config: { http2_protocol_options: {} },
      },
    },
  };
  const listener = (name: string, port: number, filter_chains: object) => ({
    name,
    address: address(port),
    filter_chains,
  });
  return JSON.stringify({
    static_resources: {
      listeners: [
        listener('http', http, chain('envoy.filters.network.http_connection_manager', manager(log))),
        listener('tcp', tcp, chain('envoy.filters.network.tcp_proxy', bare)),
      ],
      clusters: [
        cluster('h1', upstream.http1),
        cluster('h2', upstream.http2, http2),
        cluster('grpc', upstream.grpc, http2),
        cluster('sink', upstream.sink),
      ],
    },
  });
}
