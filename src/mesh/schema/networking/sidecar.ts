import type { TypeTable } from '../notation.ts';

/** Sidecar. @see https://istio.io/latest/docs/reference/config/networking/sidecar/ */
export const SIDECAR: TypeTable = {
  Sidecar: `
    workloadSelector:LabelSelector ingress:[IngressListener] egress:[EgressListener]
    inboundConnectionPool:ConnectionPoolSettings outboundTrafficPolicy:OutboundTrafficPolicy
  `,
  IngressListener: `
    port:SidecarPort! bind captureMode:CaptureMode defaultEndpoint tls:ServerTLSSettings
    connectionPool:ConnectionPoolSettings
  `,
  EgressListener: 'port:SidecarPort bind captureMode:CaptureMode hosts:[string]!',
  SidecarPort: 'number:uint32 protocol name targetPort:uint32',
  CaptureMode: 'enum DEFAULT IPTABLES NONE',
  OutboundTrafficPolicy: 'mode:OutboundMode egressProxy:Destination',
  OutboundMode: 'enum REGISTRY_ONLY ALLOW_ANY (ALLOW_ANY_DYNAMIC_DNS)',
};
