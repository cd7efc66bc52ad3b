import { grpcStatusNumber } from '../../../mesh/grpc-status.ts';
/** What a route tells the filters in front of it: faults and CORS. */
import type { Cors, HttpFaultInjection, Percent } from '../../../mesh/types/virtual-service.ts';
import type { Any, FractionalPercent, StringMatcher } from '../../resources/common.ts';
import type { HttpFault } from '../../resources/filter.ts';
import type { CorsPolicy } from '../../resources/route.ts';
import { envoyDuration, wholeSeconds } from '../durations.ts';
import { ALWAYS, fractionalPercent, stringMatcher } from '../matchers.ts';
import { TYPES } from '../type-urls.ts';

/** A share that is said, or all. `percent` is the field `percentage` took the place of. */
function share(percentage: Percent | undefined, percent?: number): FractionalPercent {
  if (percentage !== undefined) return fractionalPercent(percentage);
  return percent === undefined ? ALWAYS : { numerator: percent };
}

function delayOf(delay: HttpFaultInjection['delay']): HttpFault['delay'] {
  if (delay?.fixedDelay === undefined) return undefined;
  return { fixed_delay: envoyDuration(delay.fixedDelay), percentage: share(delay.percentage, delay.percent) };
}

function abortOf(abort: HttpFaultInjection['abort']): HttpFault['abort'] {
  if (abort === undefined) return undefined;
  const percentage = share(abort.percentage);
  if (abort.httpStatus !== undefined) return { http_status: abort.httpStatus, percentage };
  const status = grpcStatusNumber(abort.grpcStatus?.toUpperCase() ?? '');
  return status === undefined ? undefined : { grpc_status: status, percentage };
}

/** The faults of a route; `undefined` when it has none that Envoy knows. */
function faultFilter(fault: HttpFaultInjection | undefined): HttpFault | undefined {
  const delay = delayOf(fault?.delay);
  const abort = abortOf(fault?.abort);
  if (delay === undefined && abort === undefined) return undefined;
  return { '@type': TYPES.fault, ...(delay ? { delay } : {}), ...(abort ? { abort } : {}) };
}

function allowedOrigins({ allowOrigins = [], allowOrigin = [] }: Cors): readonly StringMatcher[] {
  const conditions = allowOrigins.length > 0 ? allowOrigins : allowOrigin.map((exact) => ({ exact }));
  return conditions.flatMap((condition) => stringMatcher(condition) ?? []);
}

/** An optional comma list. */
function listField(name: string, values: readonly string[] | undefined): Readonly<Record<string, string>> {
  return values === undefined || values.length === 0 ? {} : { [name]: values.join(',') };
}

/** The CORS policy of a route. */
function corsFilter(cors: Cors): CorsPolicy {
  return {
    '@type': TYPES.corsPolicy,
    allow_origin_string_match: allowedOrigins(cors),
    ...listField('allow_methods', cors.allowMethods),
    ...listField('allow_headers', cors.allowHeaders),
    ...listField('expose_headers', cors.exposeHeaders),
    ...(cors.maxAge === undefined ? {} : { max_age: String(wholeSeconds(cors.maxAge)) }),
    ...(cors.allowCredentials === undefined ? {} : { allow_credentials: cors.allowCredentials }),
    filter_enabled: { default_value: ALWAYS },
    forward_not_matching_preflights: cors.unmatchedPreflights !== 'IGNORE',
  };
}

/** What a route tells filters, by the name of the filter; `undefined` when it tells none. */
export function filterOverrides(
  fault: HttpFaultInjection | undefined,
  cors: Cors | undefined,
): Readonly<Record<string, Any>> | undefined {
  const faults = faultFilter(fault);
  if (faults === undefined && cors === undefined) return undefined;
  return {
    ...(faults ? { 'envoy.filters.http.fault': faults } : {}),
    ...(cors ? { 'envoy.filters.http.cors': corsFilter(cors) } : {}),
  };
}
