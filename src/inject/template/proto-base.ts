/** Protobuf's well-known messages as templates see them, and what all messages share. */
import { durationJson, durationText, goDuration } from '../../gotemplate/duration.ts';
import type { GoFunction } from '../../gotemplate/functions.ts';
import { encodeJson } from '../../gotemplate/json.ts';
import { sameValue } from '../../gotemplate/same.ts';
import { GoInt, GoStruct, NO_FIELD } from '../../gotemplate/values.ts';

const method = (call: () => unknown): GoFunction => ({ params: [], call });

/** The parts messages share: nil is a value like any other, and every getter works on it. */
export abstract class Message extends GoStruct {
  abstract override readonly type: string;
  /** The value of a field, its zero value where it is not set; {@link NO_FIELD} when there is none of that Go name. */
  protected abstract read(name: string): unknown;

  override method(name: string): GoFunction | undefined {
    if (name.startsWith('Get')) {
      const value = this.read(name.slice('Get'.length));
      if (value !== NO_FIELD) return method(() => value);
    }
    return super.method(name);
  }

  override field(name: string): unknown {
    return this.read(name);
  }
}

/** `google.protobuf.BoolValue` and its like: a scalar that may be absent. */
export class Wrapper extends Message {
  readonly type: string;
  readonly #value: unknown;
  readonly #zero: unknown;

  constructor(name: string, value: unknown, zero: unknown) {
    super();
    this.type = `*wrapperspb.${name}`;
    this.#value = value;
    this.#zero = zero;
  }

  override get isNil(): boolean {
    return this.#value === undefined;
  }

  override sameAs(other: GoStruct): boolean {
    return other instanceof Wrapper && other.type === this.type && sameValue(other.#value, this.#value);
  }

  protected read(name: string): unknown {
    return name === 'Value' ? (this.#value ?? this.#zero) : NO_FIELD;
  }

  override *fields(): Iterable<readonly [string, unknown]> {
    yield ['Value', this.#value];
  }

  override text(): string | undefined {
    return this.isNil ? '<nil>' : `value:${encodeJson(this.#value)}`;
  }

  override json(): unknown {
    return this.#value;
  }
}

/** `google.protobuf.Duration`. */
export class ProtoDuration extends Message {
  readonly type = '*durationpb.Duration';
  /** Nanoseconds; `undefined` for nil. */
  readonly nanoseconds: bigint | undefined;

  constructor(nanoseconds: bigint | undefined) {
    super();
    this.nanoseconds = nanoseconds;
  }

  override get isNil(): boolean {
    return this.nanoseconds === undefined;
  }

  override method(name: string): GoFunction | undefined {
    return name === 'AsDuration' ? method(() => goDuration(this.nanoseconds ?? 0n)) : super.method(name);
  }

  protected read(name: string): unknown {
    const value = this.nanoseconds ?? 0n;
    if (name === 'Seconds') return new GoInt('int64', value / 1_000_000_000n);
    return name === 'Nanos' ? new GoInt('int32', value % 1_000_000_000n) : NO_FIELD;
  }

  override sameAs(other: GoStruct): boolean {
    return other instanceof ProtoDuration && other.nanoseconds === this.nanoseconds;
  }

  override *fields(): Iterable<readonly [string, unknown]> {
    yield ['Seconds', this.read('Seconds')];
    yield ['Nanos', this.read('Nanos')];
  }

  /** Go's own text of a message changes from build to build; the duration's usual text stands in for it. */
  override text(): string | undefined {
    return this.isNil ? '<nil>' : durationText(this.nanoseconds ?? 0n);
  }

  override json(): unknown {
    return durationJson(this.nanoseconds ?? 0n);
  }
}
