/** What a check knows of the request it is about. */
import type { ConnectionInfo } from '../../contract.ts';
import type { OwnAnswer, OwnRequest } from '../../own-request.ts';
import type { RequestHead } from '../../wire/request-head.ts';
import type { Ruling } from './ruling.ts';

/** The body of a request, as far as it was waited for. */
export interface SeenBody {
  readonly bytes: Buffer;
  /** There is more of it. */
  readonly partial: boolean;
}

/** A request, or a connection without one. */
export interface Checked {
  readonly connection: ConnectionInfo;
  readonly head: RequestHead | undefined;
  readonly body: SeenBody | undefined;
  /** Milliseconds since 1970. */
  readonly wallTime: number;
  /** The URI in the proxy's own certificate; empty without one. */
  readonly ownUri: string;
}

/** What is sent, but for where to and how long it may take. */
export type CheckMessage = Pick<OwnRequest, 'http2' | 'method' | 'authority' | 'target' | 'fields' | 'body'>;

/** A way to ask. */
export interface CheckProtocol {
  message(checked: Checked): CheckMessage;
  /** `serviceMs` is how long the answer took. */
  ruling(answer: OwnAnswer, serviceMs: number): Ruling;
}

/** Fields that Envoy's own requests have, too. */
export function ownFields(timeoutMs: number): string {
  return `x-envoy-internal: true\r\nx-envoy-expected-rq-timeout-ms: ${timeoutMs}\r\n`;
}

/** Says to those who are asked whether the body they see is all of it. */
export const PARTIAL_FIELD = 'x-envoy-auth-partial-body';

/** The fields of a request by name, those that are there several times as one. */
export function fieldsOf({ fields }: RequestHead): Map<string, string> {
  const out = new Map<string, string>();
  for (let index = 0; index < fields.count; index++) {
    if (fields.isDropped(index)) continue;
    const name = fields.name(index);
    const before = out.get(name);
    out.set(name, before === undefined ? fields.value(index) : `${before},${fields.value(index)}`);
  }
  return out;
}
