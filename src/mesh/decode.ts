/**
 * The control plane's reading of a resource: protobuf's JSON mapping as Go's decoder has it, lenient in values and strict in
 * names.
 */
import type { Path } from '../model/diagnostic.ts';
import { isMap, type JsonMap } from '../model/json.ts';
import { nearest } from '../model/suggest.ts';
import { describeValue, fieldName } from './describe.ts';
import type { KindInfo } from './kinds.ts';
import { describeExpected, readScalar, zeroOf } from './scalar.ts';
import type { EnumType, Field, Message, Type } from './schema/types.ts';

/** Why a value cannot be decoded. */
export interface DecodeProblem {
  /** No field of that name; a value of the wrong type; a name that is no value of the enum. */
  readonly reason: 'unknown-field' | 'type' | 'enum';
  /** From the root of the object, so it begins with `spec`. */
  readonly path: Path;
  /** What is there and what was expected, without a full stop. */
  readonly message: string;
  /** The field or value that was probably meant. */
  readonly suggestion?: string;
}

/** What the control plane makes of a resource's `spec`. */
export interface DecodedSpec {
  /**
   * The spec as protobuf writes it in JSON: camelCase names, enums by name (a number nobody knows stays a number), integers
   * as numbers, durations as written. Scalars that are zero are left out unless they are a member of a choice or a wrapper;
   * of a choice the last declared member is kept; what has a problem is left out. Lists, maps and messages that are there
   * stay, even empty.
   */
  readonly spec: JsonMap;
  readonly problems: readonly DecodeProblem[];
}

/** Validation and analysis both ask for the specs of one run; a spec is of one kind, unless documents share it by an alias. */
const decodedBefore = new WeakMap<JsonMap, { readonly message: Message; readonly decoded: DecodedSpec }>();

/**
 * Decodes the `spec` of a kind Istio defines. An absent or null spec is an empty one. The input is not changed, and must not
 * be changed later: asked for the same spec again it gives the same answer.
 *
 * @see https://protobuf.dev/programming-guides/json/
 */
export function decodeSpec(kind: KindInfo, spec: unknown): DecodedSpec {
  const message = kind.spec();
  if (!isMap(spec)) return decodeAs(message, spec);
  const before = decodedBefore.get(spec);
  if (before?.message === message) return before.decoded;
  const decoded = decodeAs(message, spec);
  decodedBefore.set(spec, { message, decoded });
  return decoded;
}

function decodeAs(message: Message, spec: unknown): DecodedSpec {
  const decoder = new Decoder();
  const decoded = decoder.root(message, spec);
  return { spec: decoded, problems: decoder.problems };
}

interface Mismatch {
  readonly reason?: 'enum';
  readonly suggestion?: string | undefined;
}

class Decoder {
  readonly problems: DecodeProblem[] = [];
  private readonly path: (string | number)[] = ['spec'];

  root(message: Message, value: unknown): JsonMap {
    if (value === null || value === undefined) return {};
    if (isMap(value)) return this.message(message, value);
    this.mismatch('a mapping', value);
    return {};
  }

  private value(type: Type, value: unknown): unknown {
    switch (type.kind) {
      case 'message':
        if (value === null) return {};
        return isMap(value) ? this.message(type.message, value) : this.mismatch('a mapping', value);
      case 'list':
        return Array.isArray(value) ? this.list(type.of, value) : this.mismatch('a list', value);
      case 'map':
        return isMap(value) ? this.map(type, value) : this.mismatch('a mapping', value);
      case 'enum':
        return value === null ? type.values[0] : this.enum(type, value);
      case 'scalar': {
        if (value === null) return zeroOf(type.scalar);
        const read = readScalar(type.scalar, value);
        return read === undefined ? this.mismatch(describeExpected(type.scalar), value) : read;
      }
    }
  }

  private message(message: Message, map: JsonMap): JsonMap {
    const given = this.given(message, map);
    const out: Record<string, unknown> = {};
    for (const field of message.fields) {
      const key = given.get(field);
      // Null is absence, but for a field that holds any JSON, null included.
      if (key === undefined || map[key] === null) continue;
      const value = this.at(key, () => this.value(field.type, map[key]));
      if (value === undefined || isZero(field, value)) continue;
      for (const other of field.choice === undefined ? [] : (message.choices[field.choice] ?? []))
        delete out[other.name];
      out[field.name] = value;
    }
    return out;
  }

  /** The fields a message gives, with the spelling it gives them in; that of JSON comes before that of protobuf. */
  private given(message: Message, map: JsonMap): ReadonlyMap<Field, string> {
    const given = new Map<Field, string>();
    for (const key of Object.keys(map)) {
      const field = message.byName.get(key);
      if (!field) this.unknown(message, key);
      else if (field.name === key || !given.has(field)) given.set(field, key);
    }
    return given;
  }

  private list(of: Type, list: readonly unknown[]): unknown[] {
    return list.map((item, index) => this.at(index, () => this.value(of, item)));
  }

  private map(type: Extract<Type, { kind: 'map' }>, map: JsonMap): JsonMap {
    const entries: (readonly [string, unknown])[] = [];
    for (const [key, item] of Object.entries(map)) {
      if (type.numericKeys && readScalar('uint32', key) === undefined) {
        this.at(key, () => this.mismatch('a whole number as key', key));
        continue;
      }
      entries.push([key, this.at(key, () => this.value(type.of, item))]);
    }
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  private enum(type: EnumType, value: unknown): unknown {
    const names = [...type.values, ...type.hidden].map(String);
    if (typeof value === 'string' && names.includes(value)) return value;
    if (typeof value === 'number' && readScalar('int32', value) !== undefined) return names[value] ?? value;
    const suggestion = typeof value === 'string' ? nearest(value, names) : undefined;
    return this.mismatch(`one of ${names.join(', ')}`, value, { reason: 'enum', suggestion });
  }

  private at<T>(step: string | number, read: () => T): T {
    this.path.push(step);
    const value = read();
    this.path.pop();
    return value;
  }

  private unknown(message: Message, key: string): void {
    const names = message.fields.map(({ name }) => name);
    const suggestion = nearest(key, names);
    this.problems.push({
      reason: 'unknown-field',
      path: [...this.path, key],
      message: `there is no field "${key}" in ${message.name}`,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }

  private mismatch(expected: string, found: unknown, more: Mismatch = {}): undefined {
    this.problems.push({
      reason: more.reason ?? 'type',
      path: [...this.path],
      message: `${fieldName(this.path)}: expected ${expected}, found ${describeValue(found)}`,
      ...(more.suggestion === undefined ? {} : { suggestion: more.suggestion }),
    });
    return undefined;
  }
}

/** Whether protobuf cannot tell the value from its absence. */
function isZero(field: Field, value: unknown): boolean {
  if (field.choice !== undefined || field.type.nullable || field.type.kind !== 'scalar') return false;
  return value === '' || value === 0 || value === false;
}
