/** Spans as OTLP over HTTP has them in JSON. @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
import { longTraceId } from './context.ts';
import type { Span } from './span.ts';

const KINDS = { server: 2, client: 3 } as const;
const STATUS_ERROR = 2;
const NANOSECONDS_DIGITS = 1_000_000;

/** Nanoseconds since 1970, as a decimal number too large for JSON's own. */
const nanoseconds = (milliseconds: number): string =>
  String(BigInt(Math.round(milliseconds * 1000)) * BigInt(NANOSECONDS_DIGITS / 1000));

const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });

function spanOf({ traceId, id, parentId, kind, name, startedAt, endedAt, failed, tags }: Span) {
  return {
    traceId: longTraceId(traceId),
    spanId: id,
    ...(parentId === '' ? {} : { parentSpanId: parentId }),
    name,
    kind: KINDS[kind],
    startTimeUnixNano: nanoseconds(startedAt),
    endTimeUnixNano: nanoseconds(endedAt),
    attributes: tags.map(([key, value]) => attribute(key, value)),
    ...(failed ? { status: { code: STATUS_ERROR } } : {}),
  };
}

/** The body of a request to `/v1/traces`. */
export function otlpBody(spans: readonly Span[], service: string): string {
  const resource = { attributes: [attribute('service.name', service)] };
  return JSON.stringify({
    resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'meshctl' }, spans: spans.map(spanOf) }] }],
  });
}
