/** RequestAuthentications as a filter. */
import type { MeshResource } from '../../../mesh/resource.ts';
import { policiesFor } from '../../../mesh/selection.ts';
import type { JwtRule, RequestAuthentication } from '../../../mesh/types/security.ts';
import type { TypedExtension } from '../../resources/common.ts';
import type { JwtAuthentication, JwtProvider, JwtRequirement } from '../../resources/filter.ts';
import type { CompileContext } from '../context.ts';
import { envoyDuration } from '../durations.ts';
import { TYPES } from '../type-urls.ts';
import { keyCluster } from './key-cluster.ts';

const FETCH_TIMEOUT = '5s';
/**
 * Keys nobody has: every token of the issuer is refused, as when its keys cannot be fetched. Envoy wants a real one; the
 * private half of this was thrown away when it was made.
 */
const NO_KEYS = JSON.stringify({
  keys: [
    {
      kty: 'EC',
      crv: 'P-256',
      alg: 'ES256',
      kid: 'nobody',
      x: 'SzrlIgyDeblhvv1iUZMLHJLzfCBu6Vt5eeCf365jp84',
      y: 'toi4zfI6bdNOtkqEA8RbgBd2h0H3Jprt1UfhFAMs018',
    },
  ],
});

/** Claims that may be one text with blanks between several. */
const SPACED_CLAIMS = ['permission', 'scope'];

function keysOf(
  context: CompileContext,
  { jwks, jwksUri, timeout }: JwtRule,
): Pick<JwtProvider, 'local_jwks' | 'remote_jwks'> {
  if (jwks) return { local_jwks: { inline_string: jwks } };
  const cluster = jwksUri ? keyCluster(context, jwksUri) : undefined;
  if (!jwksUri || cluster === undefined) return { local_jwks: { inline_string: NO_KEYS } };
  const wait = timeout ? envoyDuration(timeout) : FETCH_TIMEOUT;
  return { remote_jwks: { http_uri: { uri: jwksUri, cluster, timeout: wait } } };
}

function provider(context: CompileContext, rule: JwtRule): JwtProvider {
  const { audiences = [], fromHeaders = [], fromParams = [], fromCookies = [], outputClaimToHeaders = [] } = rule;
  const headers = fromHeaders.map(({ name, prefix }) => ({ name, ...(prefix ? { value_prefix: prefix } : {}) }));
  const claims = outputClaimToHeaders.map(({ header, claim }) => ({ header_name: header, claim_name: claim }));
  return {
    issuer: rule.issuer ?? '',
    ...(audiences.length > 0 ? { audiences } : {}),
    ...keysOf(context, rule),
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

type Policy = MeshResource<RequestAuthentication>;

function rulesOf(context: CompileContext, policies: readonly Policy[]): readonly JwtRule[] {
  return policies.flatMap((policy) => {
    const rules = policy.spec.jwtRules ?? [];
    for (const [index, { issuer = '', jwks, jwksUri }] of rules.entries()) {
      const path = ['spec', 'jwtRules', index];
      const refused = `of the issuer "${issuer}" are not`;
      if (!jwks && !jwksUri) {
        const message = `the keys ${refused} looked up: its tokens are refused`;
        context.report(policy, 'MSH5004', { message, path });
      } else if (!jwks && context.options.lacks?.has('key-fetch')) {
        const message = `the keys ${refused} fetched without --allow-jwks-fetch: its tokens are refused`;
        context.report(policy, 'MSH5004', { message, path: [...path, 'jwksUri'] });
      }
    }
    return rules;
  });
}

/** The filter that checks tokens; nothing without a RequestAuthentication for the workload. */
export function jwtFilters(context: CompileContext): readonly TypedExtension<JwtAuthentication>[] {
  const { mesh, options } = context;
  const rules = rulesOf(context, policiesFor(mesh, options.node, mesh.resources.requestAuthentications));
  if (rules.length === 0) return [];
  const providers = Object.fromEntries(rules.map((rule, index) => [`origins-${index}`, provider(context, rule)]));
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
