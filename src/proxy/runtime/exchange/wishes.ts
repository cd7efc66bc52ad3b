/** What trusted callers ask for by fields. @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#http-headers-consumed */
import type { RequestHead } from '../../wire/request-head.ts';
import { type RetryPlan, withCaller } from '../retry/policy.ts';
import type { ForwardPlan } from './forward-plan.ts';

/** How long a request may take, and how it is tried again. */
export interface Patience {
  readonly timeoutMs: number;
  readonly retry: RetryPlan | undefined;
}

/** The value of a field, which goes no further. */
function taken({ fields }: RequestHead, name: string): string | undefined {
  const value = fields.get(name);
  if (value !== undefined) fields.dropNamed(name);
  return value;
}

/** The route's patience, as the fields of the request change it. The fields are gone then. */
export function grantWishes(head: RequestHead, { retry }: ForwardPlan, timeoutMs: number): Patience {
  const timeout = taken(head, 'x-envoy-upstream-rq-timeout-ms');
  const wished = withCaller(retry, {
    on: taken(head, 'x-envoy-retry-on'),
    grpcOn: taken(head, 'x-envoy-retry-grpc-on'),
    statuses: taken(head, 'x-envoy-retriable-status-codes'),
    headers: taken(head, 'x-envoy-retriable-header-names'),
    retries: taken(head, 'x-envoy-max-retries'),
    tryTimeoutMs: taken(head, 'x-envoy-upstream-rq-per-try-timeout-ms'),
  });
  return { timeoutMs: timeout !== undefined && /^\d{1,9}$/.test(timeout) ? Number(timeout) : timeoutMs, retry: wished };
}
