/** What stands in place of private keys, tickets and passwords. */
import { isMap } from '../../model/json.ts';

/** Envoy's own word for it. */
const REDACTED = '[redacted]';
const REDACTED_BYTES = Buffer.from(REDACTED).toString('base64');

/** Members whose data is secret wherever they stand, in both spellings. */
export const SECRET_KEYS: ReadonlySet<string> = new Set([
  'private_key',
  'privateKey',
  'password',
  'pkcs12',
  'session_ticket_keys',
  'sessionTicketKeys',
  'generic_secret',
  'genericSecret',
]);

/** Entries of a data source that hold the data itself; a file's name or a variable's is no secret. */
const INLINE: Readonly<Record<string, string>> = {
  inline_string: REDACTED,
  inlineString: REDACTED,
  inline_bytes: REDACTED_BYTES,
  inlineBytes: REDACTED_BYTES,
};

/** The value of a field that is marked as a secret: data blanked, where it comes from kept. `kind` is that of the field. */
export function redacted(value: unknown, kind: string): unknown {
  if (typeof value === 'string') return kind === 'bytes' ? REDACTED_BYTES : REDACTED;
  if (Array.isArray(value)) return value.map((item) => redacted(item, kind));
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, INLINE[key] ?? redactedInside(item, kind)]);
  return Object.fromEntries(entries);
}

/** A value of a type nobody knows, or that does not say its type: what is secret shows by its name alone. */
export function redactedUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redactedUnknown);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    SECRET_KEYS.has(key) ? redacted(item, 'unknown') : redactedUnknown(item),
  ]);
  return Object.fromEntries(entries);
}

/** File names stay; only maps are looked into. */
function redactedInside(item: unknown, kind: string): unknown {
  return isMap(item) || Array.isArray(item) ? redacted(item, kind) : item;
}
