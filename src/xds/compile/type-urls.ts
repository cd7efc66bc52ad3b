/** The `@type` of the messages the compile step writes. @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/api */
const EXTENSIONS = 'type.googleapis.com/envoy.extensions';

export const TYPES = {
  httpConnectionManager: `${EXTENSIONS}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
  tcpProxy: `${EXTENSIONS}.filters.network.tcp_proxy.v3.TcpProxy`,
  networkRbac: `${EXTENSIONS}.filters.network.rbac.v3.RBAC`,
  httpRbac: `${EXTENSIONS}.filters.http.rbac.v3.RBAC`,
  jwtAuthn: `${EXTENSIONS}.filters.http.jwt_authn.v3.JwtAuthentication`,
  fault: `${EXTENSIONS}.filters.http.fault.v3.HTTPFault`,
  cors: `${EXTENSIONS}.filters.http.cors.v3.Cors`,
  corsPolicy: `${EXTENSIONS}.filters.http.cors.v3.CorsPolicy`,
  grpcStats: `${EXTENSIONS}.filters.http.grpc_stats.v3.FilterConfig`,
  router: `${EXTENSIONS}.filters.http.router.v3.Router`,
  localRateLimit: `${EXTENSIONS}.filters.http.local_ratelimit.v3.LocalRateLimit`,
  uuidRequestId: `${EXTENSIONS}.request_id.uuid.v3.UuidRequestIdConfig`,
  fileAccessLog: `${EXTENSIONS}.access_loggers.file.v3.FileAccessLog`,
  httpProtocolOptions: `${EXTENSIONS}.upstreams.http.v3.HttpProtocolOptions`,
  previousHosts: `${EXTENSIONS}.retry.host.previous_hosts.v3.PreviousHostsPredicate`,
  previousPriorities: `${EXTENSIONS}.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig`,
  uriTemplateMatch: `${EXTENSIONS}.path.match.uri_template.v3.UriTemplateMatchConfig`,
  upstreamTls: `${EXTENSIONS}.transport_sockets.tls.v3.UpstreamTlsContext`,
  downstreamTls: `${EXTENSIONS}.transport_sockets.tls.v3.DownstreamTlsContext`,
  rawBuffer: `${EXTENSIONS}.transport_sockets.raw_buffer.v3.RawBuffer`,
  upstreamProxyProtocol: `${EXTENSIONS}.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport`,
  tlsInspector: `${EXTENSIONS}.filters.listener.tls_inspector.v3.TlsInspector`,
  httpInspector: `${EXTENSIONS}.filters.listener.http_inspector.v3.HttpInspector`,
  originalDst: `${EXTENSIONS}.filters.listener.original_dst.v3.OriginalDst`,
} as const;
