/** Requests to the admin port and what it answers; how they travel is the business of others. */

/** A request to the admin port. */
export interface AdminRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The field Host; empty without one. */
  readonly host: string;
}

/** What the admin port answers. */
export interface AdminAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const TEXT = 'text/plain; charset=UTF-8';

/** An answer of plain text. */
export function textAnswer(body: string, status = 200): AdminAnswer {
  return { status, contentType: TEXT, body };
}

/** An answer of indented JSON, as Envoy writes it. */
export function jsonAnswer(value: unknown): AdminAnswer {
  return { status: 200, contentType: 'application/json', body: `${JSON.stringify(value, undefined, 1)}\n` };
}

/** What commands say that have nothing to show. */
export const DONE = textAnswer('OK\n');
