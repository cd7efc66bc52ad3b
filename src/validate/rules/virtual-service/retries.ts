import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import { optionalDuration } from '../shared/durations.ts';

/** https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on, for HTTP and gRPC. */
const POLICIES: ReadonlySet<string> = new Set([
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'retriable-headers',
  'envoy-ratelimited',
  'http3-post-connect-failure',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
]);

/** The status codes that IANA has registered, as ranges from and to. */
const STATUS_CODES: readonly (readonly [number, number])[] = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 305],
  [307, 308],
  [400, 418],
  [421, 426],
  [428, 429],
  [431, 431],
  [451, 451],
  [500, 508],
  [510, 511],
];

const isStatusCode = (text: string): boolean =>
  /^[-+]?[0-9]+$/.test(text) && STATUS_CODES.some(([from, to]) => Number(text) >= from && Number(text) <= to);

/** How failed requests are tried again. */
export function* retries(at: Cursor): Problems {
  if (!at.exists) return;
  const attempts = at.at('attempts');
  if (attempts.number < 0) yield problem('MSH2142', attempts, `attempts ${attempts.number} is negative`);
  const set = ['perTryTimeout', 'retryOn', 'retryRemoteLocalities'].find((field) =>
    field === 'retryOn' ? at.says(field) : at.has(field),
  );
  if (attempts.number === 0 && set !== undefined)
    yield problem('MSH2143', at.at(set), `${set} is set, but with 0 attempts nothing is tried again`);
  yield* optionalDuration(at.at('perTryTimeout'));
  yield* optionalDuration(at.at('backoff'));
  const retryOn = at.at('retryOn');
  if (retryOn.text === '') return;
  for (const policy of retryOn.text.split(','))
    if (!isStatusCode(policy) && !POLICIES.has(policy))
      yield problem('MSH2144', retryOn, `${quoted(policy)} in retryOn is neither a policy of Envoy nor a status code`);
}
