/** Spans of a request that has ended. */

import { flagsText } from '../../flags.ts';
import type { RequestRecord } from '../../observer.ts';
import type { CustomTag } from './plan.ts';
import type { RequestTrace, TryTrace } from './request-trace.ts';

/** One part of a trace, as data for every exporter. */
export interface Span {
  readonly traceId: string;
  readonly id: string;
  /** Empty for the first of a trace. */
  readonly parentId: string;
  readonly kind: 'server' | 'client';
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly failed: boolean;
  readonly tags: readonly (readonly [name: string, value: string])[];
}

/** What spans have in common besides the request's. */
export interface SpanContext {
  /** The time since 1970 of one on the monotonic clock. */
  readonly wallTime: (monotonic: number) => number;
  /** Tags that say which proxy it was. */
  readonly tags: Span['tags'];
  /** Response flags of all parts together. */
  readonly flags: number;
}

const FIRST_ERROR = 500;

function customTags(tags: readonly CustomTag[], { head }: RequestRecord): Span['tags'] {
  return tags.flatMap(({ name, header, value }) => {
    const said = header === undefined ? value : (head.fields.get(header) ?? value);
    return said === '' ? [] : [[name, said] as const];
  });
}

/** What is told of a request by every span of it. */
function commonTags({ head, exchange, protocol }: RequestRecord): Span['tags'] {
  const { fields, method, authority, target, scheme } = head;
  const optional = (name: string, field: string): Span['tags'] => {
    const value = fields.get(field);
    return value === undefined ? [] : [[name, value]];
  };
  return [
    ...optional('guid:x-request-id', 'x-request-id'),
    ['http.url', `${scheme}://${authority}${fields.get('x-envoy-original-path') ?? target}`],
    ['http.method', method],
    ['http.protocol', protocol],
    ...optional('user_agent', 'user-agent'),
    ['downstream_cluster', fields.get('x-envoy-downstream-service-cluster') ?? '-'],
    ['component', 'proxy'],
    ['upstream_cluster', exchange?.cluster?.name ?? '-'],
    ['upstream_cluster.name', exchange?.cluster?.name ?? '-'],
  ];
}

/** The span of the request itself. */
function serverSpan(record: RequestRecord, trace: RequestTrace, { wallTime, tags, flags }: SpanContext): Span {
  return {
    traceId: trace.traceId,
    id: trace.spanId,
    parentId: trace.parentId,
    kind: 'server',
    name: trace.name,
    startedAt: wallTime(record.startedAt),
    endedAt: wallTime(record.endedAt),
    failed: record.status === 0 || record.status >= FIRST_ERROR,
    tags: [
      ...commonTags(record),
      ['peer.address', record.connection.remoteAddress],
      ['request_size', String(record.bytesReceived)],
      ['response_size', String(record.bytesSent)],
      ['http.status_code', String(record.status)],
      ['response_flags', flagsText(flags)],
      ...customTags(trace.tracer.plan.tags, record),
      ...tags,
    ],
  };
}

/** The span of one try; the last one ends with the request. */
function trySpan(record: RequestRecord, trace: RequestTrace, attempt: TryTrace, context: SpanContext): Span {
  const { wallTime, tags, flags } = context;
  const { status, failure, peer } = attempt;
  const last = attempt === trace.tries.at(-1);
  return {
    traceId: trace.traceId,
    id: attempt.spanId,
    parentId: trace.spanId,
    kind: 'client',
    name: trace.name,
    startedAt: wallTime(attempt.startedAt),
    endedAt: wallTime(last ? record.endedAt : attempt.endedAt),
    failed: status === 0 || status >= FIRST_ERROR,
    tags: [
      ...commonTags(record),
      ['upstream_address', peer],
      ['peer.address', peer],
      ['http.status_code', String(status)],
      ['response_flags', last ? flagsText(flags) : '-'],
      ...(failure === '' ? [] : [['error.message', failure] as const]),
      ...(trace.tracer.serves ? [] : customTags(trace.tracer.plan.tags, record)),
      ...tags,
    ],
  };
}

/** The spans of a traced request: its own, and one for each try. */
export function spansOf(record: RequestRecord, trace: RequestTrace, context: SpanContext): readonly Span[] {
  const tries = trace.tries.map((attempt) => trySpan(record, trace, attempt, context));
  return trace.tracer.serves ? [serverSpan(record, trace, context), ...tries] : tries;
}
