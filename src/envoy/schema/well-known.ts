/** The JSON of protobuf's own types. */
import { durationJson, parseDuration } from '../../gotemplate/duration.ts';
import { shortestSingle } from '../../model/single.ts';

/** A scalar value as canonical JSON has it; what does not look like one comes back as it is. */
export type Canon = (value: unknown) => unknown;

const SECOND_DIGITS = /^(-?)(\d+)(?:\.(\d{1,9}))?s$/;
const TIMESTAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;

/** Of nanoseconds behind the point. */
const FRACTION_DIGITS = 9;

/** Integers of 64 bits are text in JSON. */
export const canonLong: Canon = (value) => (typeof value === 'number' ? String(BigInt(Math.trunc(value))) : value);

/** Numbers may be written as text; NaN and the infinities always are. */
export const canonNumber: Canon = (value) => {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
};

/** The shortest text that is the same number of 32 bits. */
export const canonFloat: Canon = (value) => {
  const number = canonNumber(value);
  if (typeof number !== 'number' || Number.isInteger(number)) return number;
  return shortestSingle(number);
};

/** Standard base64 with padding. */
export const canonBytes: Canon = (value) => {
  if (typeof value !== 'string' || /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)) {
    return value;
  }
  return Buffer.from(value, 'base64url').toString('base64');
};

const canonDuration: Canon = (value) => {
  if (typeof value !== 'string' || !SECOND_DIGITS.test(value)) return value;
  const nanoseconds = parseDuration(value);
  return nanoseconds === undefined ? value : durationJson(nanoseconds);
};

const canonTimestamp: Canon = (value) => {
  const [, moment, fraction = ''] = TIMESTAMP.exec(String(value)) ?? [];
  if (moment === undefined) return value;
  const digits = fraction.padEnd(FRACTION_DIGITS, '0').replace(/(?:000)+$/, '');
  return `${moment}${digits === '' ? '' : `.${digits}`}Z`;
};

const asIs: Canon = (value) => value;

/** The types that are one value in JSON; Struct and its kin are plain JSON. */
export const WELL_KNOWN: ReadonlyMap<string, Canon> = new Map([
  ['Duration', canonDuration],
  ['Timestamp', canonTimestamp],
  ['StringValue', asIs],
  ['BoolValue', asIs],
  ['BytesValue', canonBytes],
  ['DoubleValue', canonNumber],
  ['FloatValue', canonFloat],
  ['Int32Value', canonNumber],
  ['UInt32Value', canonNumber],
  ['Int64Value', canonLong],
  ['UInt64Value', canonLong],
  ['Struct', asIs],
  ['Value', asIs],
  ['ListValue', asIs],
  ['FieldMask', asIs],
]);
