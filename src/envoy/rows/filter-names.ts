/** The names Istio gives the network filters it configures; a filter with another name counts as neither. */
export const HTTP_MANAGER = 'envoy.filters.network.http_connection_manager';
/** Names of filters that rows look for. */
export const TCP_PROXY = 'envoy.filters.network.tcp_proxy';

/** The cluster that swallows traffic nobody should send; a proxy to it is no destination. */
export const BLACK_HOLE = 'BlackHoleCluster';
