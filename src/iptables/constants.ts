/** The numbers of traffic interception, each once. */

/** Where the proxy listens for what leaves the pod. @see istio pilot-agent, --envoy-port */
export const OUTBOUND_PORT = 15_001;

/** Where the proxy listens for what arrives. @see istio pilot-agent, --inbound-capture-port */
export const INBOUND_PORT = 15_006;

/** HBONE, the mesh's own tunnel: never redirected. @see istio pilot-agent, --inbound-tunnel-port */
export const TUNNEL_PORT = 15_008;

/** The port the validation run connects to; nothing listens there. @see istio pilot-agent, --iptables-probe-port */
export const PROBE_PORT = 15_002;

/** Where the agent answers DNS. @see istio pilot-agent, DNS_AGENT_PORT */
export const DNS_AGENT_PORT = 15_053;

/** DNS. RFC 1035 §4.2 */
export const DNS_PORT = 53;

/** The agent's own listeners, which kubelet and Prometheus call directly: merged metrics, health, Envoy's metrics. */
export const AGENT_STATUS_PORT = 15_020;
export const HEALTH_PORT = 15_021;
export const PROXY_METRICS_PORT = 15_090;

/** User and group of the proxy. @see istio pilot-agent, --proxy-uid */
export const PROXY_UID = 1337;

/** Mark of packets that go to a transparent socket. @see istio pilot-agent, --istio-inbound-tproxy-mark */
export const TPROXY_MARK = 1337;

/** Mark of the proxy's calls to its own pod, which are to be intercepted a second time; no flag sets it. */
export const OUTBOUND_MARK = 1338;

/** Table whose only route delivers everything to this machine. @see istio pilot-agent, --istio-inbound-tproxy-route-table */
export const TPROXY_ROUTE_TABLE = 133;

/** A mark with no bit left out. */
export const FULL_MASK = 0xffff_ffff;

/** What the proxy calls the application from, so that such packets can be told apart. */
export const PASSTHROUGH_SOURCE = { ipv4: '127.0.0.6/32', ipv6: '::6/128' } as const;

/** Localhost; the IPv4 one can be widened by a flag. */
export const LOOPBACK = { ipv4: '127.0.0.1/32', ipv6: '::1/128' } as const;

/** Every address. */
export const ANY_ADDRESS = { ipv4: '0.0.0.0/0', ipv6: '::/0' } as const;

/** What a multiport match of iptables holds: so many ports, a range counting as two. */
export const MULTIPORT_SLOTS = 15;

/** Largest port, user or group number, mark and route table. */
export const PORT_MAX = 65_535;
export const UINT32_MAX = 4_294_967_295;

/** Linux's IFNAMSIZ less the terminating zero. */
export const INTERFACE_NAME_MAX = 15;

/** Groups one rule can name: each takes five words, and iptables-restore 1.8 stops at 255. */
export const OWNER_GROUPS_MAX = 49;

/** Groups the peer allows itself, which the kernel's tools then refuse. */
export const OWNER_GROUPS_MAX_PEER = 64;

/** Conntrack zones that keep the two halves of a captured DNS exchange apart. */
export const ZONE_AGENT_TO_RESOLVER = 1;
export const ZONE_APP_TO_AGENT = 2;
