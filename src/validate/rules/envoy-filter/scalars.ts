/** Values without parts, and protobuf's own types, in JSON. */
import { isMap } from '../../../model/json.ts';
import type { EnvoyKind } from './envoy-types.ts';

interface Reader {
  /** What the value is not, when it is refused. */
  readonly what: string;
  accepts(value: unknown): boolean;
}

const NUMBER = /^-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
const BASE64 = /^[-_A-Za-z0-9+/]*={0,2}$/;
const DURATION = /^-?[0-9]*(?:\.[0-9]{0,9})?s$/;

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' ||
  (typeof value === 'string' && (NUMBER.test(value) || /^(?:NaN|-?Infinity)$/.test(value)));
const isWhole = (value: unknown): boolean => isNumber(value) && Number.isInteger(Number(value));
const isText = (value: unknown): boolean => typeof value === 'string';

const TEXT: Reader = { what: 'is not a string', accepts: isText };
const BOOLEAN: Reader = { what: 'is neither true nor false', accepts: (value) => typeof value === 'boolean' };
const FLOAT: Reader = { what: 'is not a number', accepts: isNumber };
const WHOLE: Reader = { what: 'is not a whole number', accepts: isWhole };
const BYTES: Reader = {
  what: 'is not text in base64',
  accepts: (value) => typeof value === 'string' && BASE64.test(value),
};
const ANYTHING: Reader = { what: '', accepts: () => true };

const SCALARS: Readonly<Record<'text' | 'boolean' | 'number' | 'float' | 'long' | 'bytes' | 'unknown', Reader>> = {
  text: TEXT,
  boolean: BOOLEAN,
  number: FLOAT,
  float: FLOAT,
  long: WHOLE,
  bytes: BYTES,
  unknown: ANYTHING,
};

const MAPPING: Reader = { what: 'is not a mapping', accepts: isMap };

/** https://protobuf.dev/programming-guides/json/ */
const KNOWN: Readonly<Record<string, Reader>> = {
  Duration: {
    what: 'is not a duration in seconds such as "5s"',
    accepts: (value) => typeof value === 'string' && DURATION.test(value),
  },
  Timestamp: TEXT,
  FieldMask: TEXT,
  Struct: MAPPING,
  Empty: MAPPING,
  Value: ANYTHING,
  ListValue: { what: 'is not a list', accepts: Array.isArray },
  StringValue: TEXT,
  BoolValue: BOOLEAN,
  BytesValue: BYTES,
  DoubleValue: FLOAT,
  FloatValue: FLOAT,
  Int32Value: WHOLE,
  UInt32Value: WHOLE,
  Int64Value: WHOLE,
  UInt64Value: WHOLE,
};

const KNOWN_PACKAGE = 'google.protobuf.';

/** Whether a full name is that of one of protobuf's own types. */
export const isKnownType = (name: string): boolean =>
  name.startsWith(KNOWN_PACKAGE) && Object.hasOwn(KNOWN, name.slice(KNOWN_PACKAGE.length));

/** Why a value is not of a kind without parts; `undefined` when it is. */
export function kindError(value: unknown, kind: EnvoyKind): string | undefined {
  if (kind.type === 'message' || value === null) return undefined;
  // A newer Envoy may have more names.
  if (kind.type === 'enum') return typeof value === 'number' || typeof value === 'string' ? undefined : TEXT.what;
  const known = kind.type === 'known' && Object.hasOwn(KNOWN, kind.name) ? KNOWN[kind.name] : ANYTHING;
  const reader = kind.type === 'known' ? known : SCALARS[kind.type];
  return reader === undefined || reader.accepts(value) ? undefined : reader.what;
}
