import type { TypeTable } from '../notation.ts';

/** WorkloadEntry, whose table is shared. @see https://istio.io/latest/docs/reference/config/networking/workload-entry/ */
export const WORKLOAD_ENTRY: TypeTable = {};

/** WorkloadGroup. @see https://istio.io/latest/docs/reference/config/networking/workload-group/ */
export const WORKLOAD_GROUP: TypeTable = {
  WorkloadGroup: 'metadata:WorkloadMetadata template:WorkloadTemplate! probe:ReadinessProbe',
  WorkloadMetadata: 'labels:{string}<..256> annotations:{string}<..256>',
  ReadinessProbe: `
    initialDelaySeconds:int32<0..> timeoutSeconds:int32<0..> periodSeconds:int32<0..> successThreshold:int32<0..>
    failureThreshold:int32<0..> |httpGet:HTTPHealthCheck |tcpSocket:TCPHealthCheck |exec:ExecHealthCheck
    |grpc:GrpcHealthCheck
  `,
  HTTPHealthCheck: 'path port:ValidPort! host scheme:string<@probeScheme> httpHeaders:[HTTPHeader]',
  HTTPHeader: 'name:string<~headerToken> value',
  TCPHealthCheck: 'host port:ValidPort!',
  ExecHealthCheck: 'command:[string<1..>]!',
  GrpcHealthCheck: 'service port:ValidPort',
};

/** ProxyConfig. @see https://istio.io/latest/docs/reference/config/networking/proxy-config/ */
export const PROXY_CONFIG: TypeTable = {
  ProxyConfig: `
    selector:WorkloadSelector concurrency:int32?<0..> environmentVariables:{string<..2048>} image:ProxyImage
  `,
  ProxyImage: 'imageType',
};
