/** What somebody who was asked says of a request. */

/** A field: its name in lower case, and its value as latin-1 text. */
export type Field = readonly [name: string, value: string];

/** The request may pass, changed like this. */
export interface Permit {
  readonly kind: 'allowed';
  /** In place of those of the same name. */
  readonly set: readonly Field[];
  /** To those of the same name, where there are any. */
  readonly append: readonly Field[];
  readonly remove: readonly string[];
  /** What the response gets besides. */
  readonly toClient: readonly Field[];
  readonly parameters: { readonly set: readonly Field[]; readonly remove: readonly string[] };
}

/** The request is answered like this. */
export interface Refusal {
  readonly kind: 'denied';
  readonly status: number;
  readonly fields: readonly Field[];
  /** Latin-1 text. */
  readonly body: string;
}

/** Nobody has said anything that can be used. */
export interface NoRuling {
  readonly kind: 'failed';
}

/** What came of a question. */
export type Ruling = Permit | Refusal | NoRuling;

/** {@link NoRuling} without any detail. */
export const FAILED: NoRuling = { kind: 'failed' };

/** A permission that changes nothing. */
export const PERMIT: Permit = {
  kind: 'allowed',
  set: [],
  append: [],
  remove: [],
  toClient: [],
  parameters: { set: [], remove: [] },
};

/** Where nothing else is said. */
export const FORBIDDEN = 403;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;

/** Whether a field can be one of a message: what others say must not end a line or a head. */
export function isField([name, value]: Field): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a value must not hold
  return TOKEN.test(name) && !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value);
}
