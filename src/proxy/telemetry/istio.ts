/** Istio's standard metrics. @see https://istio.io/latest/docs/reference/config/metrics/ */
import type { ProxyNode } from '../../mesh/proxy-node.ts';
import { flagsText } from '../flags.ts';
import type { RequestHead } from '../wire/request-head.ts';
import type { Histogram } from './histogram.ts';
import type { Metrics } from './metrics.ts';
import type { ServiceNames, WorkloadNames } from './plan.ts';
import type { Principals } from './principals.ts';
import { istioSeries } from './series.ts';

const UNKNOWN = 'unknown';

/** What the series of a kind of traffic have in common. */
export interface TrafficLabels {
  readonly inbound: boolean;
  readonly service: ServiceNames | undefined;
  readonly workload: WorkloadNames | undefined;
  readonly protocol: 'http' | 'grpc' | 'tcp';
  readonly flags: number;
  readonly principals: Principals;
}

/** Series of requests that have everything in common. */
export interface RequestSeries {
  readonly requests: number;
  readonly duration: Histogram;
  readonly requestBytes: Histogram;
  readonly responseBytes: Histogram;
  /** Only of gRPC. */
  readonly messages: { readonly request: number; readonly response: number } | undefined;
}

/** Series of connections that have everything in common. */
export interface TcpSeries {
  readonly opened: number;
  readonly closed: number;
  readonly sent: number;
  readonly received: number;
}

/** Whether a request is one of gRPC. */
export function isGrpc({ fields }: RequestHead): boolean {
  return fields.get('content-type')?.startsWith('application/grpc') ?? false;
}

const or = (value: string | undefined): string => (value === undefined || value === '' ? UNKNOWN : value);

interface Peer {
  readonly workload: string;
  readonly namespace: string;
  readonly service: string;
  readonly app: string | undefined;
  readonly version: string | undefined;
  readonly revision: string;
  readonly cluster: string;
}

function nodePeer({ name, namespace, labels }: ProxyNode): Peer {
  const app = labels['app'] ?? labels['app.kubernetes.io/name'];
  return {
    workload: name,
    namespace,
    service: labels['service.istio.io/canonical-name'] ?? app ?? name,
    app: labels['app'],
    version: labels['version'],
    revision:
      labels['service.istio.io/canonical-revision'] ??
      labels['app.kubernetes.io/version'] ??
      labels['version'] ??
      'latest',
    cluster: 'Kubernetes',
  };
}

function workloadPeer(workload: WorkloadNames | undefined): Peer | undefined {
  return workload && { ...workload, app: workload.service, version: workload.revision };
}

function peerLabels(side: 'source' | 'destination', peer: Peer | undefined): Readonly<Record<string, string>> {
  return {
    [`${side}_workload`]: or(peer?.workload),
    [`${side}_workload_namespace`]: or(peer?.namespace),
    [`${side}_app`]: or(peer?.app),
    [`${side}_version`]: or(peer?.version),
    [`${side}_canonical_service`]: or(peer?.service),
    [`${side}_canonical_revision`]: or(peer?.revision),
    [`${side}_cluster`]: or(peer?.cluster),
  };
}

function commonLabels(node: ProxyNode, traffic: TrafficLabels): Readonly<Record<string, string>> {
  const here = nodePeer(node);
  const [source, destination] = traffic.inbound ? [undefined, here] : [here, workloadPeer(traffic.workload)];
  return {
    reporter: traffic.inbound ? 'destination' : 'source',
    source_principal: traffic.principals.source,
    ...peerLabels('source', source),
    destination_principal: traffic.principals.destination,
    ...peerLabels('destination', destination),
    destination_service: or(traffic.service?.host),
    destination_service_name: or(traffic.service?.name),
    destination_service_namespace: or(traffic.service?.namespace),
    request_protocol: traffic.protocol,
  };
}

/** The series of requests with these labels; `grpcStatus` is -1 without one. */
export function requestSeries(
  metrics: Metrics,
  node: ProxyNode,
  traffic: TrafficLabels & { readonly status: number; readonly grpcStatus: number },
): RequestSeries {
  const labels = {
    ...commonLabels(node, traffic),
    response_code: String(traffic.status),
    ...(traffic.protocol === 'grpc'
      ? { grpc_response_status: traffic.grpcStatus < 0 ? '' : String(traffic.grpcStatus) }
      : {}),
    response_flags: flagsText(traffic.flags),
    connection_security_policy: traffic.principals.security,
  };
  return {
    requests: metrics.counter(istioSeries('istio_requests_total', labels)),
    duration: metrics.histogram(istioSeries('istio_request_duration_milliseconds', labels)),
    requestBytes: metrics.histogram(istioSeries('istio_request_bytes', labels)),
    responseBytes: metrics.histogram(istioSeries('istio_response_bytes', labels)),
    messages:
      traffic.protocol === 'grpc'
        ? {
            request: metrics.counter(istioSeries('istio_request_messages_total', labels)),
            response: metrics.counter(istioSeries('istio_response_messages_total', labels)),
          }
        : undefined,
  };
}

/** The series of connections with these labels. */
export function tcpSeries(metrics: Metrics, node: ProxyNode, traffic: TrafficLabels): TcpSeries {
  const labels = {
    ...commonLabels(node, traffic),
    response_flags: flagsText(traffic.flags),
    connection_security_policy: traffic.principals.security,
  };
  return {
    opened: metrics.counter(istioSeries('istio_tcp_connections_opened_total', labels)),
    closed: metrics.counter(istioSeries('istio_tcp_connections_closed_total', labels)),
    sent: metrics.counter(istioSeries('istio_tcp_sent_bytes_total', labels)),
    received: metrics.counter(istioSeries('istio_tcp_received_bytes_total', labels)),
  };
}
