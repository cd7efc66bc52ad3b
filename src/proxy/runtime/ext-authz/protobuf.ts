/** As much of the protobuf wire format as checks need. @see https://protobuf.dev/programming-guides/encoding/ */

const TYPES = { varint: 0, eightBytes: 1, text: 2, fourBytes: 5 } as const;
const TYPE_BITS = 8;
const MORE = 0x80;
/** A varint has at most ten bytes; what is longer is none. */
const MAX_VARINT_BYTES = 10;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  while (left >= MORE) {
    bytes.push((left % MORE) + MORE);
    left = Math.floor(left / MORE);
  }
  return Buffer.from([...bytes, left]);
}

/** A number that is not negative; nothing for zero, as the format has it. */
export function numberField(field: number, value: number): Buffer {
  return value === 0 ? Buffer.alloc(0) : Buffer.concat([varint(field * TYPE_BITS + TYPES.varint), varint(value)]);
}

/** Bytes or a message, also an empty one. */
export function bytesField(field: number, value: Uint8Array): Buffer {
  return Buffer.concat([varint(field * TYPE_BITS + TYPES.text), varint(value.length), value]);
}

/** A message of several fields. */
export function messageField(field: number, parts: readonly Uint8Array[]): Buffer {
  return bytesField(field, Buffer.concat(parts));
}

/** Text of which every character is a byte; nothing for none. */
export function textField(field: number, value: string): Buffer {
  return value === '' ? Buffer.alloc(0) : bytesField(field, Buffer.from(value, 'latin1'));
}

/** The fields of a message, by number, each as often as it stands there. */
export interface Message {
  /** The last number of a field; 0 without one. */
  number(field: number): number;
  /** Every text, message or run of bytes of a field, in their order. */
  all(field: number): readonly Buffer[];
}

/** A position in bytes. */
interface Reader {
  readonly bytes: Buffer;
  at: number;
}

/** `undefined` for a varint that does not end. Bits beyond those of a double are lost, and nobody asks for them. */
function readVarint(reader: Reader): number | undefined {
  let value = 0;
  for (let index = 0; index < MAX_VARINT_BYTES; index++) {
    const byte = reader.bytes[reader.at++];
    if (byte === undefined) return undefined;
    value += (byte % MORE) * MORE ** index;
    if (byte < MORE) return value;
  }
  return undefined;
}

function readBytes(reader: Reader, length: number | undefined): Buffer | undefined {
  if (length === undefined || length > reader.bytes.length - reader.at) return undefined;
  reader.at += length;
  return reader.bytes.subarray(reader.at - length, reader.at);
}

/** One value; `undefined` for one that is cut, or of a type that is long gone. */
function readValue(reader: Reader, type: number): number | Buffer | undefined {
  if (type === TYPES.varint) return readVarint(reader);
  if (type === TYPES.text) return readBytes(reader, readVarint(reader));
  if (type === TYPES.eightBytes) return readBytes(reader, 8);
  return type === TYPES.fourBytes ? readBytes(reader, 4) : undefined;
}

/** A message; `undefined` for bytes that are none. Fields that nobody asks for do not matter. */
export function readMessage(bytes: Buffer): Message | undefined {
  const reader: Reader = { bytes, at: 0 };
  const values = new Map<number, (number | Buffer)[]>();
  while (reader.at < bytes.length) {
    const key = readVarint(reader);
    if (key === undefined) return undefined;
    const value = readValue(reader, key % TYPE_BITS);
    if (value === undefined) return undefined;
    const field = Math.floor(key / TYPE_BITS);
    values.set(field, [...(values.get(field) ?? []), value]);
  }
  return {
    number: (field) => values.get(field)?.findLast((value) => typeof value === 'number') ?? 0,
    all: (field) => (values.get(field) ?? []).filter((value) => typeof value !== 'number'),
  };
}
