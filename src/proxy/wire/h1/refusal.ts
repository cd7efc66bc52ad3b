import type { LocalReply } from '../../contract.ts';
import { FLAGS } from '../../flags.ts';
import type { Ending } from '../outcome.ts';
import type { WireProblem } from '../problem.ts';
import { reasonOf } from '../status.ts';

/** HTTP/1.0 where it is not accepted. */
export const LOW_VERSION: Ending = { status: 426, flags: FLAGS.DPE, details: 'low_version' };

/** A head or body that comes too slowly. */
export const TOO_SLOW: Ending = { status: 408, flags: 0, details: 'request_header_timeout' };

/** A message that is not HTTP, or is so in two ways. */
export function codecError({ status, details = 'http1.codec_error' }: WireProblem): Ending {
  return { status, flags: FLAGS.DPE, details };
}

/** The client went away. */
export const CLIENT_GONE: Ending = { status: 0, flags: FLAGS.DC, details: 'downstream_remote_disconnect' };

/** What a client reads that is refused before any route was looked for. */
export function refusal(status: number): LocalReply {
  return { status, fields: 'content-type: text/plain\r\n', body: reasonOf(status) };
}
