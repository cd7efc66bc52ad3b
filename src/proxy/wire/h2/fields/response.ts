import type { LocalReply } from '../../../contract.ts';
import type { ResponseHead } from '../../response-head.ts';
import { addFields, addLines, isConnectionSpecific, isPseudo, takeLength } from './rules.ts';

/** RFC 9113 8.6: switching protocols has no place in HTTP/2. */
const STATUS = /^(?!101)[1-9][0-9]{2}$/;

/** Fills a response head; false when the block is none (RFC 9113 8.3.2). */
export function readResponse(head: ResponseHead, block: readonly string[]): boolean {
  const { fields, framing } = head;
  const status = block[1] ?? '';
  fields.clear();
  framing.clear();
  head.reason = '';
  head.http10 = false;
  if (block[0] !== ':status' || !STATUS.test(status)) return false;
  head.status = Number(status);
  for (let index = 2; index + 1 < block.length; index += 2) {
    const name = block[index] ?? '';
    const value = block[index + 1] ?? '';
    if (isPseudo(name) || isConnectionSpecific(name, value)) return false;
    if (name === 'content-length' && !takeLength(framing, value)) return false;
    fields.append(name, value);
  }
  return true;
}

/** What a response head says of our own. */
export interface ResponseExtras {
  /** Empty leaves the upstream's. */
  readonly serverName: string;
  readonly httpDate: () => string;
  readonly serviceMs: number;
}

/** The block of an upstream's final response; edits its fields. */
export function responseBlock(response: ResponseHead, extras: ResponseExtras): readonly string[] {
  const { fields, status } = response;
  // RFC 8441 5: where HTTP/1.1 switches protocols, HTTP/2 says that it is all right.
  if (status === 101) fields.dropNamed('sec-websocket-accept');
  if (extras.serverName !== '') fields.dropNamed('server');
  // RFC 9110 8.6: a 204 has no length.
  if (status === 204) fields.dropNamed('content-length');
  const block = [':status', String(status === 101 ? 200 : status)];
  addFields(block, fields);
  if (fields.find('date') < 0) block.push('date', extras.httpDate());
  if (response.tellsTime) {
    block.push('x-envoy-upstream-service-time', String(Math.max(0, Math.round(extras.serviceMs))));
  }
  if (extras.serverName !== '') block.push('server', extras.serverName);
  return block;
}

/** The block of an interim response. */
export function interimBlock({ status, fields }: ResponseHead): readonly string[] {
  const block = [':status', String(status)];
  addFields(block, fields, 'content-length');
  return block;
}

/** The block of an answer of our own. */
export function replyBlock(reply: LocalReply, { serverName, httpDate }: Omit<ResponseExtras, 'serviceMs'>) {
  const block = [':status', String(reply.status)];
  if (reply.body !== '') block.push('content-length', String(reply.body.length));
  addLines(block, reply.fields);
  block.push('date', httpDate());
  if (serverName !== '') block.push('server', serverName);
  return block;
}
