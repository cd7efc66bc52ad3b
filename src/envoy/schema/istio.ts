/** Messages of Istio's own filters, by what dumps show of them; the notation is in schema.ts. */
export const ISTIO_TABLE = [
  'stats.PluginConfig disable_host_header_fallback:b',
  'envoy.tcp.metadataexchange.config.MetadataExchange protocol:s',
  'istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig alpn_override:*&istio.alpn.Override',
  'istio.alpn.Override upstream_protocol:#istio.alpn.Protocol alpn_override:*s',
  'istio.alpn.Protocol =HTTP10,HTTP11,HTTP2',
].join('\n');
