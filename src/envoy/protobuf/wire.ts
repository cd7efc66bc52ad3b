/** Protobuf's bytes: the few messages of the debug stream are read and written by hand, from a table of their fields. */

/** How a field's bytes are read. */
export type FieldType = 'text' | 'bytes' | 'bool' | 'number' | 'long' | 'double' | Message;

/** A field of a message. */
export interface WireField {
  /** As the sources name it. */
  readonly name: string;
  readonly type: FieldType;
  readonly list?: true;
}

/** A message: its fields by number, and what becomes of their values; without `finish` an object of them. */
export interface Message {
  readonly fields: Readonly<Record<number, WireField>>;
  readonly finish?: (fields: Readonly<Record<string, unknown>>) => unknown;
}

/** The bytes are no message of the wanted type. */
export class WireProblem extends Error {}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;
const FIXED64_BYTES = 8;
const FIXED32_BYTES = 4;

/** Deeper than messages nest; hostile bytes must not exhaust the stack. */
const MAX_DEPTH = 100;

/** Reads the bytes of a message one after the other. */
class Cursor {
  readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new WireProblem('the message is cut off');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new WireProblem('a number has more than ten bytes');
  }

  take(length: number): Buffer {
    const end = this.at + length;
    if (end > this.bytes.length) throw new WireProblem('the message is cut off');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  /** The bytes of a value of this wire type, a number for varints. */
  value(wireType: number): bigint | Buffer {
    if (wireType === VARINT) return this.varint();
    if (wireType === LENGTH) return this.take(Number(this.varint()));
    if (wireType === FIXED64) return this.take(FIXED64_BYTES);
    if (wireType === FIXED32) return this.take(FIXED32_BYTES);
    throw new WireProblem(`there is no wire type ${wireType}`);
  }
}

/**
 * Reads a message; fields that are not in its table are passed over, those that are not there stay away. Throws
 * {@link WireProblem} for bytes that are none.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function readMessage(message: Message, bytes: Uint8Array, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new WireProblem('messages nest too deep');
  const cursor = new Cursor(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const out: Record<string, unknown> = {};
  while (!cursor.done) {
    const tag = Number(cursor.varint());
    const value = cursor.value(tag & 7);
    const field = message.fields[tag >>> 3];
    if (!field) continue;
    const read = readValue(field.type, value, depth);
    const earlier = out[field.name];
    out[field.name] = field.list ? [...(Array.isArray(earlier) ? earlier : []), read] : read;
  }
  return message.finish ? message.finish(out) : out;
}

function readValue(type: FieldType, value: bigint | Buffer, depth: number): unknown {
  if (typeof value === 'bigint') {
    if (type === 'bool') return value !== 0n;
    if (type === 'number') return Number(BigInt.asIntN(32, value));
    if (type === 'long') return BigInt.asIntN(64, value);
    throw new WireProblem('a number stands where none belongs');
  }
  if (type === 'text') return value.toString('utf8');
  if (type === 'bytes') return value;
  if (type === 'double' && value.length === FIXED64_BYTES) return value.readDoubleLE();
  if (typeof type === 'object') return readMessage(type, value, depth + 1);
  throw new WireProblem('bytes stand where a number belongs');
}

function varintBytes(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}

/** A field of bytes, ready to be part of a message. */
export function bytesField(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([varintBytes((number << 3) | LENGTH), varintBytes(content.byteLength), content]);
}

/** A field of text. */
export function textField(number: number, content: string): Buffer {
  return bytesField(number, Buffer.from(content, 'utf8'));
}
