/** Which trace a request is part of, as callers say it in fields. */
import type { Fields } from '../../wire/fields.ts';

/** The ways there are to say it; several may be used at once. */
export const FORMATS = { w3c: 1, b3: 2, b3Single: 4 } as const;

/** What a caller has said. */
export interface CallerContext {
  /** Lower-case hexadecimal digits, 32 or (B3 alone) 16; empty when the caller has only decided. */
  readonly traceId: string;
  /** The caller's span; empty without one. */
  readonly spanId: string;
  /** `undefined` leaves the decision to whoever is asked next. */
  readonly sampled: boolean | undefined;
  /** Of {@link FORMATS}. */
  readonly formats: number;
}

const ZERO = /^0+$/;
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const B3_SINGLE = /^([0-9a-f]{16}|[0-9a-f]{32})-([0-9a-f]{16})(?:-([01d]))?(?:-[0-9a-f]{16})?$/i;
const TRACE_ID = /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/i;
const SPAN_ID = /^[0-9a-f]{16}$/i;

const DECISIONS: Readonly<Record<string, boolean>> = { '0': false, '1': true, d: true, true: true, false: false };
const decision = (text: string | undefined): boolean | undefined =>
  text === undefined ? undefined : DECISIONS[text.toLowerCase()];

/** @see https://www.w3.org/TR/trace-context/ 3.2: `ff` is no version, and version 00 ends with the flags. */
function fromW3c(text: string | undefined): CallerContext | undefined {
  const [, version = 'ff', traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(text ?? '') ?? [];
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (ZERO.test(traceId) || ZERO.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1, formats: FORMATS.w3c };
}

/** @see https://github.com/openzipkin/b3-propagation */
function fromB3Single(text: string | undefined): CallerContext | undefined {
  if (text === undefined) return undefined;
  const alone = decision(text);
  if (alone !== undefined) return { traceId: '', spanId: '', sampled: alone, formats: FORMATS.b3Single };
  const [, traceId, spanId, said] = B3_SINGLE.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  const ids = { traceId: traceId.toLowerCase(), spanId: spanId.toLowerCase() };
  return { ...ids, sampled: decision(said), formats: FORMATS.b3Single };
}

function fromB3(fields: Fields): CallerContext | undefined {
  const traceId = fields.get('x-b3-traceid') ?? '';
  const spanId = fields.get('x-b3-spanid') ?? '';
  const sampled = fields.get('x-b3-flags') === '1' ? true : decision(fields.get('x-b3-sampled'));
  const known = TRACE_ID.test(traceId) && SPAN_ID.test(spanId);
  if (!known && sampled === undefined) return undefined;
  const ids = known ? { traceId: traceId.toLowerCase(), spanId: spanId.toLowerCase() } : { traceId: '', spanId: '' };
  return { ...ids, sampled, formats: FORMATS.b3 };
}

/** What the caller says, W3C's words before B3's; `undefined` when it says nothing that can be understood. */
export function callerContext(fields: Fields): CallerContext | undefined {
  const said = [fromW3c(fields.get('traceparent')), fromB3Single(fields.get('b3')), fromB3(fields)].filter(
    (context) => context !== undefined,
  );
  const [first] = said;
  return first && { ...first, formats: said.reduce((formats, context) => formats | context.formats, 0) };
}

/** Fields that are written anew for each try. `tracestate` goes on as it came: whoever follows may know what it means. */
export const CONTEXT_FIELDS = [
  'traceparent',
  'b3',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
] as const;

const W3C_ID_LENGTH = 32;

/** A trace id with as many digits as W3C and OTLP want. */
export const longTraceId = (traceId: string): string => traceId.padStart(W3C_ID_LENGTH, '0');

/** What the next one is told. */
export interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentId: string;
  readonly sampled: boolean;
}

/** The field lines that say it, in each of the formats. */
export function contextLines({ traceId, spanId, parentId, sampled }: SpanContext, formats: number): string {
  const flag = sampled ? '1' : '0';
  let lines = '';
  if (formats & FORMATS.w3c) lines += `traceparent: 00-${longTraceId(traceId)}-${spanId}-0${flag}\r\n`;
  if (formats & FORMATS.b3Single) {
    lines += `b3: ${traceId}-${spanId}-${flag}${parentId === '' ? '' : `-${parentId}`}\r\n`;
  }
  if (formats & FORMATS.b3) {
    const parent = parentId === '' ? '' : `x-b3-parentspanid: ${parentId}\r\n`;
    lines += `x-b3-traceid: ${traceId}\r\nx-b3-spanid: ${spanId}\r\n${parent}x-b3-sampled: ${flag}\r\n`;
  }
  return lines;
}
