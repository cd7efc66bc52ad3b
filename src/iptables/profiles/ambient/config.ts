import type { Family } from '../../model/rule.ts';

/** What the node agent is told of a pod. */
export interface AmbientConfig {
  readonly families: readonly Family[];
  /** DNS goes to ztunnel; the pod's own wish is already in it. */
  readonly dns: boolean;
  /** Whose wish that is, for the reason of the rules. */
  readonly dnsFlag: string;
  /** The pod takes connections from outside the mesh itself: nothing inbound is captured. */
  readonly ingressMode: boolean;
  /** Interfaces behind which virtual machines sit. */
  readonly virtualInterfaces: readonly string[];
  /** The source address kubelet's probes get on the host. */
  readonly probeSource: Readonly<Record<Family, string>>;
  /** User of the kubelet; only nft's host rules name it. */
  readonly kubeletUid: number;
}

/** Mark of ztunnel's own sockets, and the bits of a mark that ambient uses. @see istio cni, the node agent's rules */
export const PROXY_MARK = 0x539;
/** Mark of connections whose application side belongs to ztunnel. */
export const CONNECTION_MARK = 0x111;
export const MARK_MASK = 0xfff;

/** Table and priority of the route that brings marked replies back to ztunnel. */
export const ROUTE_TABLE = 100;
export const RULE_PRIORITY = 32_764;

/** Sets of the addresses of the node's enrolled pods; the node agent fills them. */
export const PROBE_SETS: Readonly<Record<Family, string>> = {
  ipv4: 'istio-inpod-probes-v4',
  ipv6: 'istio-inpod-probes-v6',
};

/** The link-local address kubelet's probes come from unless another one is given; IPv6 has a unique local one. */
export const PROBE_SOURCE: Readonly<Record<Family, string>> = {
  ipv4: '169.254.7.127',
  ipv6: 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff',
};

/** The chains of the profile. */
export const CHAIN = { prerouting: 'ISTIO_PRERT', output: 'ISTIO_OUTPUT', postrouting: 'ISTIO_POSTRT' } as const;
