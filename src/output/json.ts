/** The version of every shape meshctl itself defines. */
const API_VERSION = 'meshctl.dev/v1';

/** A document other programs read: `apiVersion` and `kind`, then the value's own fields. */
export type Envelope = { readonly apiVersion: typeof API_VERSION; readonly kind: string } & Readonly<
  Record<string, unknown>
>;

/** Puts fields into the envelope all of meshctl's own JSON and YAML has. */
export function envelope(kind: string, fields: Readonly<Record<string, unknown>>): Envelope {
  return { apiVersion: API_VERSION, kind, ...fields };
}

/** JSON with two spaces of indent and a final newline. Fields that are `undefined` are left out. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
