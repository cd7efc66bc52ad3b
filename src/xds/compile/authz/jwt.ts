/** RequestAuthentications as a filter. */
import type { MeshResource } from '../../../mesh/resource.ts';
import { policiesFor } from '../../../mesh/selection.ts';
import type { JwtRule, RequestAuthentication } from '../../../mesh/types/security.ts';
import type { TypedExtension } from '../../resources/common.ts';
import type { JwtAuthentication, JwtProvider, JwtRequirement } from '../../resources/filter.ts';
import type { CompileContext } from '../context.ts';
import { envoyDuration } from '../durations.ts';
import { TYPES } from '../type-urls.ts';

const FETCH_TIMEOUT = '5s';
/** No key set: every token of the issuer is refused, as when its keys cannot be fetched. */
const NO_KEYS = '{"keys":[]}';

/** Claims that may be one text with blanks between several. */
const SPACED_CLAIMS = ['permission', 'scope'];

function keysOf({ jwks, jwksUri, timeout }: JwtRule): Pick<JwtProvider, 'local_jwks' | 'remote_jwks'> {
  if (jwks) return { local_jwks: { inline_string: jwks } };
  if (!jwksUri) return { local_jwks: { inline_string: NO_KEYS } };
  return {
    remote_jwks: { http_uri: { uri: jwksUri, timeout: timeout ? envoyDuration(timeout) : FETCH_TIMEOUT } },
  };
}

function provider(rule: JwtRule): JwtProvider {
  const { audiences = [], fromHeaders = [], fromParams = [], fromCookies = [], outputClaimToHeaders = [] } = rule;
  const headers = fromHeaders.map(({ name, prefix }) => ({ name, ...(prefix ? { value_prefix: prefix } : {}) }));
  const claims = outputClaimToHeaders.map(({ header, claim }) => ({ header_name: header, claim_name: claim }));
  return {
    issuer: rule.issuer ?? '',
    ...(audiences.length > 0 ? { audiences } : {}),
    ...keysOf(rule),
    ...(rule.forwardOriginalToken ? { forward: true } : {}),
    ...(headers.length > 0 ? { from_headers: headers } : {}),
    ...(fromParams.length > 0 ? { from_params: fromParams } : {}),
    ...(fromCookies.length > 0 ? { from_cookies: fromCookies } : {}),
    ...(rule.outputPayloadToHeader ? { forward_payload_header: rule.outputPayloadToHeader } : {}),
    ...(claims.length > 0 ? { claim_to_headers: claims } : {}),
    payload_in_metadata: 'payload',
    normalize_payload_in_metadata: { space_delimited_claims: SPACED_CLAIMS },
  };
}

/** A token of one of the providers, or none at all: only a bad one is refused. */
function requirement(names: readonly string[]): JwtRequirement {
  const own = names.map((provider_name) => ({ provider_name }));
  return { requires_any: { requirements: [...own, { allow_missing: {} }] } };
}

function rulesOf(policies: readonly MeshResource<RequestAuthentication>[]): readonly JwtRule[] {
  return policies.flatMap(({ spec }) => spec.jwtRules ?? []);
}

/** The filter that checks tokens; nothing without a RequestAuthentication for the workload. */
export function jwtFilters({ mesh, options }: CompileContext): readonly TypedExtension<JwtAuthentication>[] {
  const rules = rulesOf(policiesFor(mesh, options.node, mesh.resources.requestAuthentications));
  if (rules.length === 0) return [];
  const providers = Object.fromEntries(rules.map((rule, index) => [`origins-${index}`, provider(rule)]));
  const requires = requirement(Object.keys(providers));
  return [
    {
      name: 'envoy.filters.http.jwt_authn',
      typed_config: {
        '@type': TYPES.jwtAuthn,
        providers,
        rules: [{ match: { prefix: '/' }, requires }],
        bypass_cors_preflight: true,
      },
    },
  ];
}
