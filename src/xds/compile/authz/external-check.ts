/** What a service is asked, and what of its answer counts. @see envoy.extensions.filters.http.ext_authz.v3.ExtAuthz */
import type { ExternalAuthorizer } from '../../../mesh/external-authorizers.ts';
import type { StringMatcher } from '../../resources/common.ts';
import type { ExtAuthz, StringMatchers } from '../../resources/filter.ts';
import { envoyDuration, isPositive } from '../durations.ts';
import { clusterName } from '../names.ts';
import { TYPES } from '../type-urls.ts';
import type { Transport } from './policies.ts';

/** As long as Istio waits where nobody says how long. */
const TIMEOUT = '600s';

/** Names of fields have no case. */
function nameMatcher(name: string): StringMatcher {
  const common = { ignore_case: true };
  if (name.startsWith('*')) return { suffix: name.slice(1), ...common };
  if (name.endsWith('*')) return { prefix: name.slice(0, -1), ...common };
  return { exact: name, ...common };
}

const isNotEmpty = (list: readonly unknown[]): boolean => list.length > 0;

const matchers = (names: readonly string[]): StringMatchers => ({ patterns: names.map(nameMatcher) });

function responseRules({
  fields,
}: ExternalAuthorizer): NonNullable<ExtAuthz['http_service']>['authorization_response'] {
  const { toUpstream, toClientOnDeny, toClientOnAllow } = fields;
  return {
    ...(isNotEmpty(toUpstream) ? { allowed_upstream_headers: matchers(toUpstream) } : {}),
    ...(isNotEmpty(toClientOnDeny) ? { allowed_client_headers: matchers(toClientOnDeny) } : {}),
    ...(isNotEmpty(toClientOnAllow) ? { allowed_client_headers_on_success: matchers(toClientOnAllow) } : {}),
  };
}

function serviceOf(
  authorizer: ExternalAuthorizer,
): Pick<ExtAuthz, 'http_service' | 'grpc_service' | 'allowed_headers'> {
  const { kind, host, port, pathPrefix, fields } = authorizer;
  const cluster = clusterName({ direction: 'outbound', port, subset: '', host });
  const timeout = isPositive(authorizer.timeout) ? envoyDuration(authorizer.timeout) : TIMEOUT;
  if (kind === 'grpc') return { grpc_service: { envoy_grpc: { cluster_name: cluster, authority: host }, timeout } };
  const added = fields.addedToCheck.map(([key, value]) => ({ key, value }));
  return {
    http_service: {
      server_uri: { uri: `http://${host}`, cluster, timeout },
      ...(pathPrefix === '' ? {} : { path_prefix: pathPrefix }),
      ...(isNotEmpty(added) ? { authorization_request: { headers_to_add: added } } : {}),
      authorization_response: responseRules(authorizer) ?? {},
    },
    ...(isNotEmpty(fields.inCheck) ? { allowed_headers: matchers(fields.inCheck) } : {}),
  };
}

function bodyRules({ body, kind }: ExternalAuthorizer): Pick<ExtAuthz, 'with_request_body'> {
  if (body === undefined) return {};
  return {
    with_request_body: {
      max_request_bytes: body.maxBytes,
      ...(body.allowPartial ? { allow_partial_message: true } : {}),
      ...(body.packAsBytes && kind === 'grpc' ? { pack_as_bytes: true } : {}),
    },
  };
}

/** The configuration of the filter that asks, but for when it does. */
export function checkConfig(authorizer: ExternalAuthorizer, transport: Transport): ExtAuthz {
  const { failsOpen, statusOnError: status, reroutes } = authorizer;
  const common: Pick<ExtAuthz, 'transport_api_version' | 'failure_mode_allow'> = {
    transport_api_version: 'V3',
    ...(failsOpen ? { failure_mode_allow: true } : {}),
  };
  if (transport === 'tcp') {
    const { grpc_service } = serviceOf(authorizer);
    return {
      '@type': TYPES.networkExtAuthz,
      stat_prefix: 'tcp.',
      ...(grpc_service ? { grpc_service } : {}),
      ...common,
    };
  }
  return {
    '@type': TYPES.httpExtAuthz,
    ...serviceOf(authorizer),
    ...common,
    ...(status === '' ? {} : { status_on_error: { code: Number(status) } }),
    ...bodyRules(authorizer),
    ...(reroutes ? { clear_route_cache: true } : {}),
  };
}
