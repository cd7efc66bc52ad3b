/** Config dumps of any size, laid out as Envoy writes them. */

const TYPE = 'type.googleapis.com/envoy';
const NOW = '2026-01-01T00:00:00.000Z';

const hostOf = (index: number): string => `service-${index}.namespace-${index % 40}.svc.cluster.local`;

/** An upstream TLS context as every Istio cluster has one, which is most of a dump. */
function tlsContext(sni: string): unknown {
  const sds = (name: string) => ({
    name,
    sds_config: {
      api_config_source: {
        api_type: 'GRPC',
        grpc_services: [{ envoy_grpc: { cluster_name: 'sds-grpc' } }],
        set_node_on_first_message_only: true,
        transport_api_version: 'V3',
      },
      initial_fetch_timeout: '0s',
      resource_api_version: 'V3',
    },
  });
  return {
    '@type': `${TYPE}.extensions.transport_sockets.tls.v3.UpstreamTlsContext`,
    common_tls_context: {
      tls_params: { tls_minimum_protocol_version: 'TLSv1_2', tls_maximum_protocol_version: 'TLSv1_3' },
      tls_certificate_sds_secret_configs: [sds('default')],
      combined_validation_context: {
        default_validation_context: { match_subject_alt_names: [{ exact: `spiffe://cluster.local/ns/x/sa/${sni}` }] },
        validation_context_sds_secret_config: sds('ROOTCA'),
      },
      alpn_protocols: ['istio-peer-exchange', 'istio'],
    },
    sni,
  };
}

function cluster(index: number): unknown {
  const host = hostOf(index);
  const name = `outbound|80||${host}`;
  const match = (tls: boolean) => ({
    name: tls ? 'tlsMode-istio' : 'tlsMode-disabled',
    match: tls ? { tlsMode: 'istio' } : {},
    transport_socket: tls
      ? { name: 'envoy.transport_sockets.tls', typed_config: tlsContext(`outbound_.80_._.${host}`) }
      : { name: 'raw', typed_config: { '@type': `${TYPE}.extensions.transport_sockets.raw_buffer.v3.RawBuffer` } },
  });
  const config = `/apis/networking.istio.io/v1/namespaces/namespace-${index % 40}/destination-rule/rule-${index}`;
  return {
    version_info: NOW,
    cluster: {
      '@type': `${TYPE}.config.cluster.v3.Cluster`,
      name,
      type: 'EDS',
      eds_cluster_config: { eds_config: { ads: {}, initial_fetch_timeout: '0s', resource_api_version: 'V3' } },
      connect_timeout: '10s',
      circuit_breakers: {
        thresholds: [{ max_connections: 4294967295, max_requests: 4294967295, track_remaining: true }],
      },
      metadata: {
        filter_metadata: { istio: { config, services: [{ host, name: `service-${index}`, namespace: 'x' }] } },
      },
      common_lb_config: { locality_weighted_lb_config: {} },
      transport_socket_matches: [match(true), match(false)],
      filters: [
        { name: 'istio.metadata_exchange', typed_config: { '@type': 'type.googleapis.com/x', protocol: 'istio' } },
      ],
    },
    last_updated: NOW,
  };
}

function listener(index: number): unknown {
  const host = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  const chain = {
    filters: [
      {
        name: 'envoy.filters.network.tcp_proxy',
        typed_config: {
          '@type': `${TYPE}.extensions.filters.network.tcp_proxy.v3.TcpProxy`,
          stat_prefix: hostOf(index),
          cluster: `outbound|80||${hostOf(index)}`,
        },
      },
    ],
  };
  const address = { socket_address: { address: host, port_value: 80 } };
  const inner = { '@type': `${TYPE}.config.listener.v3.Listener`, name: `${host}_80`, address, filter_chains: [chain] };
  return { name: `${host}_80`, active_state: { version_info: NOW, listener: inner, last_updated: NOW } };
}

function endpoints(index: number): unknown {
  const endpoint = (pod: number) => ({
    endpoint: { address: { socket_address: { address: `10.1.${pod}.${index & 255}`, port_value: 8080 } } },
    health_status: 'HEALTHY',
    metadata: { filter_metadata: { 'envoy.transport_socket_match': { tlsMode: 'istio' } } },
    load_balancing_weight: 1,
  });
  return {
    endpoint_config: {
      '@type': `${TYPE}.config.endpoint.v3.ClusterLoadAssignment`,
      cluster_name: `outbound|80||${hostOf(index)}`,
      endpoints: [{ locality: { region: 'r', zone: 'z' }, lb_endpoints: [1, 2, 3].map(endpoint) }],
    },
  };
}

/** The text of a dump with a cluster, a listener and three endpoints for each service. */
export function dumpOf(services: number): string {
  const all = Array.from({ length: services }, (_, index) => index);
  const configs = [
    { '@type': `${TYPE}.admin.v3.ClustersConfigDump`, version_info: NOW, dynamic_active_clusters: all.map(cluster) },
    { '@type': `${TYPE}.admin.v3.ListenersConfigDump`, version_info: NOW, dynamic_listeners: all.map(listener) },
    { '@type': `${TYPE}.admin.v3.EndpointsConfigDump`, dynamic_endpoint_configs: all.map(endpoints) },
  ];
  return JSON.stringify({ configs }, undefined, 1);
}
