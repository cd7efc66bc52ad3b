/** Tokens. @see envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication and RFC 7519 */
import type { JsonMap } from '../../../model/json.ts';
import type { JwtAuthentication, JwtProvider, JwtRequirement } from '../../../xds/resources/filter.ts';
import type { Next } from '../../contract.ts';
import type { Keys } from '../tls.ts';
import type { FilterStream, HttpFilter } from './filter.ts';
import { JwtChecker, type TokenProblem } from './jwt-checker.ts';

/** What came of a requirement: the claims of a token, none needed, or why not. */
type Outcome = { readonly claims?: JsonMap; readonly problem?: TokenProblem };

const MISSING = 'Jwt is missing';

class Provider {
  readonly #checker: JwtChecker;
  readonly #config: JwtProvider;

  constructor(config: JwtProvider, keys: Keys) {
    this.#config = config;
    this.#checker = new JwtChecker(config, keys);
  }

  check(stream: FilterStream, now: number): Outcome {
    const token = this.#checker.find(stream);
    if (token === undefined) return { problem: MISSING };
    const result = this.#checker.verify(token, now);
    if (typeof result === 'string') return { problem: result };
    this.#passOn(stream, token, result);
    return { claims: result };
  }

  /** What upstreams get to see of the token. */
  #passOn({ head: { fields } }: FilterStream, token: string, claims: JsonMap): void {
    const { forward, forward_payload_header: payload, claim_to_headers: copies = [] } = this.#config;
    if (payload) fields.set(payload.toLowerCase(), token.split('.')[1] ?? '');
    for (const { header_name: name, claim_name: claim } of copies) {
      const value = claims[claim];
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
        fields.set(name.toLowerCase(), String(value));
    }
    if (forward !== true) this.#checker.drop(fields);
  }
}

export class JwtFilter implements HttpFilter {
  readonly #providers: ReadonlyMap<string, Provider>;
  readonly #requirements: readonly JwtRequirement[];
  readonly #wallClock: () => number;

  /** @throws {BadValue} for key sets that cannot be read. */
  constructor(config: JwtAuthentication, keys: Keys, wallClock: () => number) {
    const entries = Object.entries(config.providers ?? {});
    this.#providers = new Map(entries.map(([name, provider]) => [name, new Provider(provider, keys)]));
    this.#requirements = (config.rules ?? []).flatMap(({ requires }) => requires ?? []);
    this.#wallClock = wallClock;
  }

  request(stream: FilterStream): Next | undefined {
    // A browser sends no token with a preflight (Istio sets bypass_cors_preflight).
    if (stream.head.method === 'OPTIONS' && stream.head.fields.find('access-control-request-method') >= 0)
      return undefined;
    for (const requirement of this.#requirements) {
      const { claims, problem } = this.#meet(requirement, stream);
      if (problem !== undefined) {
        const details = `jwt_authn_access_denied{${problem.replace(/\s+/g, '_')}}`;
        const fields = 'www-authenticate: Bearer realm="mesh"\r\n';
        return stream.answer({ status: 401, body: problem, flags: 0, details, fields });
      }
      if (claims) stream.authenticate(claims);
    }
    return undefined;
  }

  #meet(requirement: JwtRequirement, stream: FilterStream): Outcome {
    const { provider_name: name, requires_any: any, requires_all: all } = requirement;
    if (name !== undefined) return this.#providers.get(name)?.check(stream, this.#wallClock()) ?? {};
    if (any) return this.#meetAny(any.requirements, stream);
    if (all) return this.#meetAll(all.requirements, stream);
    return {};
  }

  #meetAll(requirements: readonly JwtRequirement[], stream: FilterStream): Outcome {
    let claims: JsonMap | undefined;
    for (const each of requirements) {
      const outcome = this.#meet(each, stream);
      if (outcome.problem !== undefined) return outcome;
      claims = outcome.claims ?? claims;
    }
    return claims ? { claims } : {};
  }

  /** One that is met is enough. A missing token is fine where that is allowed; a bad one never is, unless that is, too. */
  #meetAny(requirements: readonly JwtRequirement[], stream: FilterStream): Outcome {
    let problem: TokenProblem | undefined;
    for (const each of requirements) {
      const outcome = each.allow_missing || each.allow_missing_or_failed ? undefined : this.#meet(each, stream);
      if (outcome?.problem === undefined && outcome) return outcome;
      if (outcome?.problem !== undefined && (problem === undefined || problem === MISSING)) problem = outcome.problem;
    }
    if (problem === undefined || requirements.some((each) => each.allow_missing_or_failed)) return {};
    return problem === MISSING && requirements.some((each) => each.allow_missing) ? {} : { problem };
  }
}
