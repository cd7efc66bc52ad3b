/** When and how a request is tried again. */
import type { HttpRetry } from '../../../mesh/types/virtual-service.ts';
import type { RetryPolicy } from '../../resources/route.ts';
import { envoyDuration, isPositive } from '../durations.ts';
import { TYPES } from '../type-urls.ts';

/** @see https://istio.io/latest/docs/concepts/traffic-management/#retries */
const DEFAULT_ATTEMPTS = 2;
const STATUS_CODES = 'retriable-status-codes';
const DEFAULT_RETRY_ON = `connect-failure,refused-stream,unavailable,cancelled,${STATUS_CODES}`;
/** How often a host that was tried before is drawn again. */
const HOST_DRAWS = '5';
/** After how many tries in one locality another one gets its turn. */
const PRIORITY_UPDATE = 2;

/** Conditions by name, and the bare status codes between them. */
function conditions(retryOn: string): Pick<RetryPolicy, 'retry_on' | 'retriable_status_codes'> {
  const words = retryOn
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const codes = words.filter((word) => /^[1-5]\d\d$/.test(word)).map(Number);
  const names = words.filter((word) => !/^[1-5]\d\d$/.test(word));
  const listed = codes.length === 0 || names.includes(STATUS_CODES) ? names : [...names, STATUS_CODES];
  return { retry_on: listed.join(','), ...(codes.length === 0 ? {} : { retriable_status_codes: codes }) };
}

function otherHosts(): Pick<RetryPolicy, 'retry_host_predicate' | 'host_selection_retry_max_attempts'> {
  return {
    retry_host_predicate: [
      { name: 'envoy.retry_host_predicates.previous_hosts', typed_config: { '@type': TYPES.previousHosts } },
    ],
    host_selection_retry_max_attempts: HOST_DRAWS,
  };
}

/** Of most routes; one value for all of them, because there may be ten thousand. */
const DEFAULT_POLICY: RetryPolicy = {
  ...conditions(DEFAULT_RETRY_ON),
  num_retries: DEFAULT_ATTEMPTS,
  ...otherHosts(),
};

/** What a retry policy depends on besides the route. */
export interface RetryContext {
  /** The mesh's own policy; `undefined` for Istio's. */
  readonly fallback: HttpRetry | undefined;
  /** Whether a hash chooses the host, which a retry would choose again. */
  readonly hashed: boolean;
}

function policyOf(retries: HttpRetry, hashed: boolean): RetryPolicy | undefined {
  const attempts = retries.attempts ?? 0;
  if (attempts <= 0) return undefined;
  const { retryOn = '', perTryTimeout, backoff, retryRemoteLocalities, retryIgnorePreviousHosts } = retries;
  return {
    ...conditions(retryOn === '' ? DEFAULT_RETRY_ON : retryOn),
    num_retries: attempts,
    ...(isPositive(perTryTimeout) ? { per_try_timeout: envoyDuration(perTryTimeout) } : {}),
    ...(hashed || retryIgnorePreviousHosts === false ? {} : otherHosts()),
    ...(retryRemoteLocalities
      ? {
          retry_priority: {
            name: 'envoy.retry_priorities.previous_priorities',
            typed_config: { '@type': TYPES.previousPriorities, update_frequency: PRIORITY_UPDATE },
          },
        }
      : {}),
    ...(isPositive(backoff) ? { retry_back_off: { base_interval: envoyDuration(backoff) } } : {}),
  };
}

/** The retry policy of a route; `undefined` when it asks for none. */
export function retryPolicy(own: HttpRetry | undefined, { fallback, hashed }: RetryContext): RetryPolicy | undefined {
  const retries = own ?? fallback;
  if (retries !== undefined) return policyOf(retries, hashed);
  return hashed ? policyOf({ attempts: DEFAULT_ATTEMPTS }, hashed) : DEFAULT_POLICY;
}
