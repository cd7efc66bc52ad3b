import type { ConnectionInfo } from '../../contract.ts';
import type { RequestRecord, TcpRecord } from '../../observer.ts';
import type { Endpoint } from '../../upstream.ts';
import type { Fields } from '../../wire/fields.ts';
import type { RequestHead } from '../../wire/request-head.ts';

/** What one line of a log is about: a request, or a connection without requests. */
export interface LogEntry {
  readonly connection: ConnectionInfo;
  readonly startedAt: number;
  /** 0 without an answer from upstream. */
  readonly respondedAt: number;
  readonly endedAt: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  readonly flags: number;
  readonly details: string;
  readonly endpoint: Endpoint | undefined;
  readonly cluster: string;
  readonly upstreamLocalAddress: string;
  readonly transportFailure: string;
  /** Only of requests. */
  readonly head: RequestHead | undefined;
  readonly response: Fields | undefined;
  readonly trailers: Fields | undefined;
  readonly protocol: string;
  readonly status: number;
  readonly routeName: string;
  readonly attempts: number;
  readonly grpcStatus: number;
  /** Looked at where a format asks for it. */
  readonly wire: Pick<RequestRecord, 'clientWire' | 'upstreamWire'>;
}

/** An entry about a request; `flags` are those of all parts together. */
export function requestEntry(record: RequestRecord, flags: number): LogEntry {
  const { exchange } = record;
  return {
    connection: record.connection,
    startedAt: record.startedAt,
    respondedAt: record.respondedAt,
    endedAt: record.endedAt,
    bytesReceived: record.bytesReceived,
    bytesSent: record.bytesSent,
    flags,
    details: record.details === '' ? (exchange?.details ?? '') : record.details,
    endpoint: exchange?.endpoint,
    cluster: exchange?.cluster?.name ?? '',
    upstreamLocalAddress: record.upstreamLocalAddress,
    transportFailure: exchange?.transportFailure ?? '',
    head: record.head,
    response: record.response?.fields,
    trailers: record.trailers,
    protocol: record.protocol,
    status: record.status,
    routeName: exchange?.routeName ?? '',
    attempts: exchange?.attempts ?? 0,
    grpcStatus: record.grpcStatus,
    wire: record,
  };
}

/** An entry about a connection; `flags` are those of all parts together. */
export function connectionEntry(record: TcpRecord, flags: number): LogEntry {
  const { session } = record;
  return {
    connection: record.connection,
    startedAt: record.startedAt,
    respondedAt: 0,
    endedAt: record.endedAt,
    bytesReceived: record.bytesReceived,
    bytesSent: record.bytesSent,
    flags,
    details: session?.details ?? '',
    endpoint: session?.endpoint,
    cluster: session?.cluster?.name ?? '',
    upstreamLocalAddress: record.upstreamLocalAddress,
    transportFailure: '',
    head: undefined,
    response: undefined,
    trailers: undefined,
    protocol: '',
    status: 0,
    routeName: '',
    attempts: 0,
    grpcStatus: -1,
    wire: {
      clientWire: { received: record.bytesReceived, sent: record.bytesSent },
      upstreamWire: { received: record.bytesSent, sent: record.bytesReceived },
    },
  };
}
