/** What is known of a request's trace while it is under way. */
import type { RequestHead } from '../../wire/request-head.ts';
import { CONTEXT_FIELDS, callerContext, contextLines } from './context.ts';
import type { TracingPlan } from './plan.ts';

const TWO_TO_32 = 2 ** 32;
const WORD_DIGITS = 8;
/** Where a UUID says how it was made: the mark of a traced request stands there. @see envoy request_id uuid extension */
const MARK_AT = 14;
const MARKS = { none: '4', sampled: '9', forced: 'a', client: 'b' } as const;
const TRACED = new Set<string>([MARKS.sampled, MARKS.forced, MARKS.client]);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** One try of a traced request. */
export interface TryTrace {
  readonly spanId: string;
  readonly startedAt: number;
  /** `address:port` of the endpoint. */
  readonly peer: string;
  /** 0 while it is under way, and for the last one. */
  endedAt: number;
  /** What came of it; 0 without an answer. */
  status: number;
  /** Why there was none; empty otherwise. */
  failure: string;
}

/** Traces of one connection manager. */
export interface Tracer {
  readonly plan: TracingPlan;
  readonly random: () => number;
  /** Requests have a span of their own here, which those of tries belong to: they enter the mesh, or the workload. */
  readonly serves: boolean;
  /** Tries have spans of their own. */
  readonly calls: boolean;
}

/** One object serves request after request; those that are not traced cost no more than the fields that say so. */
export class RequestTrace {
  traceId = '';
  /** The caller's span; empty for the first. */
  parentId = '';
  /** The span of the request itself; the caller's where it has none. */
  spanId = '';
  sampled = false;
  /** What spans are called. */
  name = '';
  readonly tracer: Tracer;
  readonly tries: TryTrace[] = [];
  #formats = 0;

  constructor(tracer: Tracer) {
    this.tracer = tracer;
  }

  /** Another request: nothing is known of it yet. */
  reset(): void {
    this.sampled = false;
    this.#formats = 0;
  }

  /** Reads what the caller says and decides what it leaves open. `trusted`: it may ask for a trace. `name` is the route's. */
  begin(head: RequestHead, trusted: boolean, name: string | undefined): void {
    this.name = name ?? head.authority;
    if (this.tries.length > 0) this.tries.length = 0;
    const { fields } = head;
    const caller = callerContext(fields);
    const id = fields.get('x-request-id') ?? '';
    const mark = this.#mark(head, id, trusted);
    this.sampled = caller?.sampled ?? mark !== MARKS.none;
    this.#formats = caller?.formats || this.tracer.plan.formats;
    // Who is not traced is told on as it came: the caller's words say everything.
    if (!this.sampled && caller !== undefined) {
      this.#formats = 0;
      return;
    }
    if (this.sampled && id.charAt(MARK_AT) === MARKS.none && UUID.test(id)) {
      fields.set('x-request-id', id.slice(0, MARK_AT) + mark + id.slice(MARK_AT + 1));
    }
    if (caller !== undefined) for (const name of CONTEXT_FIELDS) fields.dropNamed(name);
    this.traceId = caller?.traceId || this.#id(4);
    this.parentId = caller?.spanId ?? '';
    this.spanId = this.tracer.serves ? this.#id(2) : this.parentId;
  }

  /** What the request's id, its fields or chance say; a decision of the caller's counts more. */
  #mark({ fields }: RequestHead, id: string, trusted: boolean): string {
    const given = id.charAt(MARK_AT);
    if (trusted && TRACED.has(given) && UUID.test(id)) return given;
    if (trusted && fields.find('x-envoy-force-trace') >= 0) return MARKS.forced;
    if (fields.find('x-client-trace-id') >= 0) return MARKS.client;
    return this.tracer.random() < this.tracer.plan.chance ? MARKS.sampled : MARKS.none;
  }

  /** Begins a try. Gives the field lines that tell the upstream of it. */
  tryLines(peer: string, now: number): string {
    if (this.#formats === 0) return '';
    const { calls } = this.tracer;
    const spanId = calls || this.spanId === '' ? this.#id(2) : this.spanId;
    if (this.sampled && calls) this.tries.push({ spanId, startedAt: now, peer, endedAt: 0, status: 0, failure: '' });
    const parentId = calls ? this.spanId : this.parentId;
    return contextLines({ traceId: this.traceId, spanId, parentId, sampled: this.sampled }, this.#formats);
  }

  /** The try has an answer. */
  answered(status: number, now: number): void {
    this.#end(status, '', now);
  }

  /** The try has failed. */
  broke(failure: string, now: number): void {
    this.#end(0, failure, now);
  }

  #end(status: number, failure: string, now: number): void {
    const last = this.tries.at(-1);
    if (last === undefined) return;
    last.endedAt = now;
    last.status = status;
    last.failure = failure;
  }

  #id(words: number): string {
    let id = '';
    for (let word = 0; word < words; word++) {
      id += Math.floor(this.tracer.random() * TWO_TO_32)
        .toString(16)
        .padStart(WORD_DIGITS, '0');
    }
    return id;
  }
}
