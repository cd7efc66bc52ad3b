import { COLON, CR, HTAB, LF, LINE, SP, TOKEN, VALUE } from './bytes.ts';
import type { Fields } from './fields.ts';
import { HeldBytes } from './held-bytes.ts';
import { PROBLEMS, type WireProblem } from './problem.ts';

/** Most bytes of a head, start line and end included (Envoy's max_request_headers_kb default). */
export const MAX_HEAD_BYTES = 60 * 1024;

/** The chunk is used up and the head is not complete. */
export const MORE = -1;
/** The message is refused; {@link HeadReader.problem} says why. */
export const BAD = -2;

const STATES = {
  before: 0,
  line: 1,
  lineEnd: 2,
  field: 3,
  name: 4,
  ows: 5,
  value: 6,
  valueEnd: 7,
  end: 8,
  done: 9,
} as const;
const FIRST = { request: STATES.before, response: STATES.line, trailers: STATES.field } as const;

/**
 * Reads one head (start line and fields) in as many pieces as it comes, checking every byte on the way. Field names become lower
 * case in the buffer itself, so that the text cut out of it needs no second pass. A head that comes in one piece is not copied.
 * Source: RFC 9112 sections 2.2, 3, 4 and 5, with the strict choices of spec section 10.1.
 */
export class HeadReader {
  /** The start line, latin-1, without its end; empty for trailers. */
  line = '';
  problem: WireProblem | undefined;
  /** Bare line feeds end lines too (RFC 9112 2.2 allows it). */
  lenient = false;
  readonly #fields: Fields;
  readonly #first: number;
  readonly #held = new HeldBytes();
  #state: number = STATES.before;
  /** Positions from the head's first byte. */
  #position = 0;
  #lineStart = 0;
  #fieldsStart = 0;
  #nameStart = 0;
  #nameEnd = 0;
  #valueStart = 0;
  #valueEnd = 0;
  #bare = false;

  /** Trailers have no line in front; only before that of a request may stand an empty one. */
  constructor(fields: Fields, of: keyof typeof FIRST) {
    this.#fields = fields;
    this.#first = FIRST[of];
    this.reset();
  }

  /** Makes it ready for the next head. */
  reset(): void {
    this.line = '';
    this.problem = undefined;
    this.#held.length = 0;
    this.#bare = false;
    this.#position = 0;
    this.#lineStart = 0;
    this.#fieldsStart = 0;
    this.#state = this.#first;
    this.#fields.clear();
  }

  /** Whether part of a head has come: the difference between a quiet connection and a slow client. */
  get begun(): boolean {
    return this.#held.length > 0;
  }

  /** Takes bytes `from` to the end of `chunk`. Returns the index after the head when it is complete, {@link MORE} or {@link BAD}. */
  read(chunk: Buffer, from: number): number {
    const before = this.#held.length;
    const whole = before === 0;
    if (!whole) this.#held.add(chunk, from);
    const bytes = whole ? chunk : this.#held.bytes;
    const base = whole ? from : 0;
    const end = whole ? chunk.length : this.#held.length;
    const after = this.#scan(bytes, base, end);
    if (after >= 0) return whole ? after : from + (after - before);
    if (after === MORE && whole) this.#held.add(chunk, from);
    return after;
  }

  #scan(bytes: Buffer, base: number, end: number): number {
    const limit = Math.min(end, base + MAX_HEAD_BYTES);
    let at = base + this.#position;
    while (at < limit) {
      at = this.#step(bytes, base, at, limit);
      if (this.problem) return BAD;
      if (this.#state === STATES.done) return at;
    }
    this.#position = at - base;
    if (limit < end || at - base >= MAX_HEAD_BYTES) {
      return this.#refuse(this.#state <= STATES.lineEnd ? PROBLEMS.startLineTooLong : PROBLEMS.headTooLarge);
    }
    return MORE;
  }

  #step(bytes: Buffer, base: number, at: number, limit: number): number {
    switch (this.#state) {
      case STATES.before:
        return this.#beforeLine(bytes, base, at);
      case STATES.line:
        return this.#inLine(bytes, base, at, limit);
      case STATES.lineEnd:
        return this.#afterLine(bytes, base, at);
      case STATES.field:
        return this.#atField(bytes, base, at);
      case STATES.name:
        return this.#inName(bytes, base, at, limit);
      case STATES.ows:
        return this.#beforeValue(bytes, base, at);
      case STATES.value:
        return this.#inValue(bytes, base, at, limit);
      case STATES.valueEnd:
        return this.#afterValue(bytes, base, at);
      default:
        return this.#atEnd(bytes, base, at);
    }
  }

  /** RFC 9112 2.2: one empty line before a request line is left out. */
  #beforeLine(bytes: Buffer, base: number, at: number): number {
    const byte = bytes[at];
    if (at === base && (byte === CR || (byte === LF && this.lenient))) return at + 1;
    if (at === base + 1 && bytes[base] === CR) {
      if (byte !== LF) this.#refuse(PROBLEMS.bareCr);
      return at + 1;
    }
    this.#lineStart = at - base;
    this.#state = STATES.line;
    return at;
  }

  #inLine(bytes: Buffer, base: number, from: number, limit: number): number {
    let at = from;
    while (at < limit && LINE[bytes[at] ?? 0] === 1) at += 1;
    if (at === limit) return at;
    if (bytes[at] === CR) this.#state = STATES.lineEnd;
    else if (bytes[at] === LF) return this.#bareLf() ? this.#endLine(bytes, base, at) : at;
    else this.#refuse(PROBLEMS.startLineBytes);
    return at + 1;
  }

  #afterLine(bytes: Buffer, base: number, at: number): number {
    if (bytes[at] !== LF) this.#refuse(PROBLEMS.bareCr);
    return this.#endLine(bytes, base, at - 1);
  }

  /** `end` is where CR stands, or the LF without one; what follows is returned. */
  #endLine(bytes: Buffer, base: number, end: number): number {
    const after = bytes[end] === CR ? end + 2 : end + 1;
    this.line = bytes.toString('latin1', base + this.#lineStart, end);
    this.#fieldsStart = after - base;
    this.#state = STATES.field;
    return after;
  }

  /** A line that ends without CR; says whether it may. */
  #bareLf(): boolean {
    if (!this.lenient) this.#refuse(PROBLEMS.bareLf);
    this.#bare = this.lenient;
    return this.lenient;
  }

  #atField(bytes: Buffer, base: number, at: number): number {
    const byte = bytes[at];
    if (byte === CR) {
      this.#state = STATES.end;
      return at + 1;
    }
    if (byte === LF && this.#bareLf()) return this.#endFields(bytes, base, at);
    if (byte === SP || byte === HTAB) this.#refuse(PROBLEMS.fold);
    this.#nameStart = at - base;
    this.#state = STATES.name;
    return at;
  }

  #inName(bytes: Buffer, base: number, from: number, limit: number): number {
    let at = from;
    for (; at < limit; at++) {
      const byte = bytes[at] ?? 0;
      if (TOKEN[byte] !== 1) break;
      if (byte >= 0x41 && byte <= 0x5a) bytes[at] = byte | 0x20;
    }
    this.#nameEnd = at - base;
    if (at === limit) return at;
    if (bytes[at] !== COLON || this.#nameEnd === this.#nameStart) this.#refuse(PROBLEMS.fieldName);
    this.#state = STATES.ows;
    return at + 1;
  }

  #beforeValue(bytes: Buffer, base: number, at: number): number {
    if (bytes[at] === SP || bytes[at] === HTAB) return at + 1;
    this.#valueStart = at - base;
    this.#state = STATES.value;
    return at;
  }

  #inValue(bytes: Buffer, base: number, from: number, limit: number): number {
    let at = from;
    while (at < limit && VALUE[bytes[at] ?? 0] === 1) at += 1;
    if (at === limit) return at;
    let end = at - base;
    while (end > this.#valueStart && (bytes[base + end - 1] === SP || bytes[base + end - 1] === HTAB)) end -= 1;
    this.#valueEnd = end;
    this.#state = STATES.valueEnd;
    if (bytes[at] === CR) return at + 1;
    if (bytes[at] !== LF) this.#refuse(PROBLEMS.fieldValue);
    else if (this.#bareLf()) return this.#afterValue(bytes, base, at);
    return at;
  }

  #afterValue(bytes: Buffer, base: number, at: number): number {
    if (bytes[at] !== LF) this.#refuse(PROBLEMS.bareCr);
    const start = this.#fieldsStart;
    const value = this.#valueStart - start;
    const end = this.#valueEnd - start;
    const line = at + 1 - base - start;
    const added = this.#fields.add(this.#nameStart - start, this.#nameEnd - start, value, end, line);
    if (!added) this.#refuse(PROBLEMS.tooManyFields);
    this.#state = STATES.field;
    return at + 1;
  }

  #atEnd(bytes: Buffer, base: number, at: number): number {
    if (bytes[at] !== LF) this.#refuse(PROBLEMS.bareCr);
    return this.#endFields(bytes, base, at - 1);
  }

  #endFields(bytes: Buffer, base: number, end: number): number {
    this.#fields.text = bytes.toString('latin1', base + this.#fieldsStart, end);
    if (this.#bare) this.#fields.rewrite();
    this.#state = STATES.done;
    return bytes[end] === CR ? end + 2 : end + 1;
  }

  #refuse(problem: WireProblem): typeof BAD {
    this.problem ??= problem;
    return BAD;
  }
}
