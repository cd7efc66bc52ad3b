/** Spans as Zipkin has them. @see https://zipkin.io/zipkin-api/zipkin2-api.yaml */
import type { Span } from './span.ts';

const KINDS = { server: 'SERVER', client: 'CLIENT' } as const;

const microseconds = (milliseconds: number): number => Math.round(milliseconds * 1000);

function spanOf({ traceId, id, parentId, kind, name, startedAt, endedAt, failed, tags }: Span, service: string) {
  return {
    traceId,
    id,
    ...(parentId === '' ? {} : { parentId }),
    kind: KINDS[kind],
    name,
    timestamp: microseconds(startedAt),
    // Zero stands for an unknown time there.
    duration: Math.max(1, microseconds(endedAt) - microseconds(startedAt)),
    localEndpoint: { serviceName: service },
    tags: Object.fromEntries(failed ? [...tags, ['error', 'true']] : tags),
  };
}

/** The body of a request to `/api/v2/spans`. */
export function zipkinBody(spans: readonly Span[], service: string): string {
  return JSON.stringify(spans.map((span) => spanOf(span, service)));
}
