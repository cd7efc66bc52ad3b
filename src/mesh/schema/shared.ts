/** Types several kinds have in common. In the notation of notation.ts. */
import type { TypeTable } from './notation.ts';

/** A workload outside the cluster; the template of a group may leave its address to the members. */
const WORKLOAD = `
  address:string<..256,@socketPath,@socketFile> ports:{ValidPort}<..128,@portNames> labels:{string}<..256>
  network:string<..2048> locality:string<..2048> weight:uint32 serviceAccount:string<..253> @socketPorts
`;

/** The messages, by the names other tables use. */
export const SHARED: TypeTable = {
  ValidPort: '= uint32<@port>',
  /** The selector of security.istio.io, telemetry.istio.io and extensions.istio.io. */
  WorkloadSelector: 'matchLabels:{string<..63,@noWildcardValue>}<..4096,@noWildcardKey,@noEmptyKey>',
  /** The selector of networking.istio.io. */
  LabelSelector: 'labels:{string<..63,@noWildcard>}<..256>',
  PolicyTargetReference: `
    group:string<..253,~group> kind:string<1..63,~kind>! name:string<1..253>! namespace:string<@empty>
  `,
  PortSelector: 'number:uint32',
  StringMatch: '|exact |prefix |regex',
  Destination: 'host! subset port:PortSelector',
  ServerTLSSettings: `
    httpsRedirect:bool mode:TLSMode serverCertificate privateKey caCertificates credentialName
    credentialNames:[string]<1..2> caCertCredentialName subjectAltNames:[string] verifyCertificateSpki:[string]
    verifyCertificateHash:[string] minProtocolVersion:TLSProtocol maxProtocolVersion:TLSProtocol cipherSuites:[string]
    caCrl ecdhCurves:[string] insecureSkipVerify:bool? tlsCertificates:[TLSCertificate]<1..2>
    @oneCertificateList @oneCredential
  `,
  TLSCertificate: 'serverCertificate privateKey caCertificates',
  TLSMode: 'enum PASSTHROUGH SIMPLE MUTUAL AUTO_PASSTHROUGH ISTIO_MUTUAL OPTIONAL_MUTUAL',
  TLSProtocol: 'enum TLS_AUTO TLSV1_0 TLSV1_1 TLSV1_2 TLSV1_3',
  ConnectionPoolSettings: 'tcp:TCPSettings http:HTTPSettings',
  TCPSettings: `
    maxConnections:int32 connectTimeout:duration tcpKeepalive:TcpKeepalive maxConnectionDuration:duration
    idleTimeout:anyDuration
  `,
  TcpKeepalive: 'probes:uint32 time:duration interval:duration',
  HTTPSettings: `
    http1MaxPendingRequests:int32 http2MaxRequests:int32 maxRequestsPerConnection:int32 maxRetries:int32
    idleTimeout:duration h2UpgradePolicy:H2UpgradePolicy useClientProtocol:bool maxConcurrentStreams:int32
    http2KeepAlive:Http2KeepAlive
  `,
  Http2KeepAlive: 'interval:duration timeout:duration',
  H2UpgradePolicy: 'enum DEFAULT DO_NOT_UPGRADE UPGRADE',
  WorkloadEntry: `${WORKLOAD} @addressOrNetwork`,
  WorkloadTemplate: WORKLOAD,
  /** What the control plane and others write into a status. */
  IstioStatus: `
    conditions:[IstioCondition] validationMessages:[ValidationMessage] observedGeneration:intstr ...
  `,
  IstioCondition: `
    type status lastProbeTime:time lastTransitionTime:time reason message observedGeneration:intstr
  `,
  ValidationMessage: 'type:ValidationMessageType level:ValidationLevel documentationUrl',
  ValidationMessageType: 'name code',
  ValidationLevel: 'enum UNKNOWN ERROR WARNING INFO',
};
