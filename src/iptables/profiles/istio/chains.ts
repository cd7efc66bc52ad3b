/** The chains of the sidecar. The same name may stand in several tables. @see istio pilot-agent, istio-iptables constants */
export const CHAIN = {
  /** What arrives. */
  inbound: 'ISTIO_INBOUND',
  /** To the proxy's inbound listener. */
  inRedirect: 'ISTIO_IN_REDIRECT',
  /** What leaves. */
  output: 'ISTIO_OUTPUT',
  /** To the proxy's outbound listener. */
  redirect: 'ISTIO_REDIRECT',
  /** DNS that leaves. */
  outputDns: 'ISTIO_OUTPUT_DNS',
  /** Packets of connections a transparent socket holds already. */
  divert: 'ISTIO_DIVERT',
  /** To the proxy's transparent listener. */
  tproxy: 'ISTIO_TPROXY',
  /** Packets conntrack knows no connection of. */
  drop: 'ISTIO_DROP',
} as const;
