/** The proxy's own answers. @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/response_code_details */
import type { LocalReply } from '../../contract.ts';
import type { FailureReason } from '../../failure.ts';
import { FLAGS } from '../../flags.ts';
import type { RequestHead } from '../../wire/request-head.ts';
import type { Answer } from '../filters/filter.ts';
import { grpcMessage, grpcStatusOf } from './grpc.ts';

const answer = (status: number, flags: number, details: string, body = ''): Answer => ({
  status,
  body,
  flags,
  details,
});

/** The path cannot be brought into one form. */
export const BAD_PATH = answer(400, 0, 'path_normalization_failed');
/** `OPTIONS *`: no route is for what is no path. */
export const NO_PATH = answer(404, 0, 'absolute_path_rejected');
export const UPGRADE_REFUSED = answer(403, 0, 'upgrade_failed');
export const NO_ROUTE = answer(404, FLAGS.NR, 'route_not_found');
export const NO_HEALTHY_HOST = answer(503, FLAGS.UH, 'no_healthy_upstream', 'no healthy upstream');
export const TIMED_OUT = answer(504, FLAGS.UT, 'response_timeout', 'upstream request timeout');
const TRY_TIMED_OUT = answer(504, FLAGS.UT, 'upstream_per_try_timeout', 'upstream request timeout');
const STREAM_IDLE = answer(504, FLAGS.SI, 'stream_idle_timeout', 'stream timeout');

/** Answers that say where something is say it of the request itself, where a route says no more. */
export function ownLocation(status: number, { scheme, authority, target }: RequestHead): string {
  const says = status === 201 || (status >= 300 && status < 400);
  return says ? `location: ${scheme}://${authority}${target}\r\n` : '';
}

/** The route names a cluster that is not there; the status is the route's. */
export const noCluster = (status: number): Answer => answer(status, FLAGS.NC, 'cluster_not_found');

interface Reset {
  readonly status: number;
  readonly flags: number;
  /** As bodies and, with underscores, details have it. */
  readonly words: string;
}

const RESETS: Readonly<Record<Exclude<FailureReason, 'try-timeout' | 'idle-timeout'>, Reset>> = {
  'connect-failure': { status: 503, flags: FLAGS.UF, words: 'remote connection failure' },
  'connect-timeout': { status: 503, flags: FLAGS.UF, words: 'connection timeout' },
  overflow: { status: 503, flags: FLAGS.UO, words: 'overflow' },
  'connection-termination': { status: 503, flags: FLAGS.UC, words: 'connection termination' },
  'remote-reset': { status: 503, flags: FLAGS.UR, words: 'remote reset' },
  'refused-stream': { status: 503, flags: FLAGS.UR, words: 'remote refused stream reset' },
  'protocol-error': { status: 502, flags: FLAGS.UPE, words: 'protocol error' },
};

const LEAD = 'upstream connect error or disconnect/reset before headers. ';

const oneWord = (text: string): string => text.replace(/\s+/g, '_');

/**
 * The answer to a request whose last try failed; `detail` is the transport's own word, which Envoy tells the log, and clients nothing;
 * `retried` says that there were others.
 */
export function failureAnswer(reason: FailureReason, detail: string, retried = false): Answer {
  if (reason === 'try-timeout') return TRY_TIMED_OUT;
  if (reason === 'idle-timeout') return STREAM_IDLE;
  const { status, flags, words } = RESETS[reason];
  const inner = detail === '' ? oneWord(words) : `${oneWord(words)}|${oneWord(detail)}`;
  return {
    status,
    flags,
    body: `${LEAD}${retried ? 'retried and the latest ' : ''}reset reason: ${words}`,
    details: `upstream_reset_before_response_started{${inner}}`,
    ...(reason === 'overflow' ? { fields: 'x-envoy-overloaded: true\r\n' } : {}),
  };
}

/** Flags of a response that broke off, and its details. */
export function cutEnding(reason: FailureReason): Pick<Answer, 'flags' | 'details'> {
  if (reason === 'idle-timeout' || reason === 'try-timeout') return STREAM_IDLE;
  const { flags, words } = RESETS[reason];
  return { flags, details: `upstream_reset_after_response_started{${oneWord(words)}}` };
}

/**
 * RFC 9110 15.3.5, 15.4.5: answers that have none. Envoy sends the body that a route asks for, and the client takes it for the
 * beginning of the next answer.
 */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 304]);

/** The line of an answer that says itself what its body is. */
const CONTENT_TYPE = /^content-type: .*\r\n/m;

/** The answer as it goes out: to gRPC as a response that is all head, its status in the field gRPC reads. */
export function localReply(answer: Answer, grpc: boolean, more: string): LocalReply {
  const { status, fields = '', grpcStatus } = answer;
  if (grpc) {
    const message = answer.body === '' ? '' : `grpc-message: ${grpcMessage(answer.body)}\r\n`;
    const number = grpcStatus ?? grpcStatusOf(status);
    const own = `content-type: application/grpc\r\ngrpc-status: ${number}\r\n${message}`;
    return { status: 200, fields: own + fields.replace(CONTENT_TYPE, '') + more, body: '' };
  }
  const body = WITHOUT_BODY.has(status) ? '' : answer.body;
  const type = body === '' || CONTENT_TYPE.test(fields) ? '' : 'content-type: text/plain\r\n';
  return { status, fields: type + fields + more, body };
}
