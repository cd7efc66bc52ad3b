/** Names and numbers of the injection contract. */

/** The container every template of a proxy uses. */
export const PROXY_CONTAINER = 'istio-proxy';
/** Writes the capture rules before the application starts. */
export const INIT_CONTAINER = 'istio-init';
/** Checks, under CNI, that somebody else wrote them. */
export const VALIDATION_CONTAINER = 'istio-validation';
export const CORE_DUMP_CONTAINER = 'enable-core-dump';

/** The uid and gid whose traffic is never captured; the proxy runs as it. */
export const PROXY_UID = 1337;
/** Images called this mean "what the injector would use". */
export const AUTO_IMAGE = 'auto';

/** The port of the agent that merges metrics and answers rewritten probes. */
export const DEFAULT_STATUS_PORT = 15020;

/** Ports of the proxy that no application may be scraped on, and who owns them. */
export const RESERVED_PORTS: Readonly<Record<number, string>> = {
  15000: "Envoy's admin interface",
  15001: "Envoy's outbound listener",
  15004: 'the control plane debug interface',
  15006: "Envoy's inbound listener",
  15008: 'HBONE tunnels',
  15020: 'the agent, which merges metrics itself',
  15021: 'the health check',
  15053: 'the DNS proxy',
  15090: "Envoy's own metrics, which are merged already",
};

/** Namespaces whose pods are never injected. */
export const IGNORED_NAMESPACES: readonly string[] = [
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
];

/** Annotations and labels that injection reads or writes; docs/inject.md has what they accept. */
export const INJECT = 'sidecar.istio.io/inject';
export const STATUS = 'sidecar.istio.io/status';
export const OVERRIDES = 'proxy.istio.io/overrides';
export const TEMPLATES = 'inject.istio.io/templates';
export const PROXY_CONFIG = 'proxy.istio.io/config';
export const REVISION = 'istio.io/rev';
export const NETWORK_LABEL = 'topology.istio.io/network';
export const NATIVE_SIDECAR = 'sidecar.istio.io/nativeSidecar';
export const REWRITE_PROBES = 'sidecar.istio.io/rewriteAppHTTPProbers';
export const STATUS_PORT = 'status.sidecar.istio.io/port';
export const INTERCEPTION_MODE = 'sidecar.istio.io/interceptionMode';
export const PROXY_IMAGE = 'sidecar.istio.io/proxyImage';
export const PROXY_IMAGE_TYPE = 'sidecar.istio.io/proxyImageType';
export const MERGE_METRICS = 'prometheus.istio.io/merge-metrics';
export const SCRAPE_TARGETS = 'prometheus.istio.io/scrape-targets';
export const SECURE_PORT = 'prometheus.istio.io/secure-port';

/** Variables of the proxy's environment that injection writes. */
export const PORTS_ENV = 'ISTIO_META_POD_PORTS';
export const PROBERS_ENV = 'ISTIO_KUBE_APP_PROBERS';
export const PROMETHEUS_ENV = 'ISTIO_PROMETHEUS_ANNOTATIONS';
export const CLUSTER_ENV = 'ISTIO_META_CLUSTER_ID';
export const NETWORK_ENV = 'ISTIO_META_NETWORK';
export const SECURE_METRICS_ENV = 'ENVOY_SECURE_MERGED_METRICS_PORT';
