/** Tokens. @see envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication and RFC 7519 */
import type { JsonMap } from '../../../model/json.ts';
import type { JwtAuthentication, JwtRequirement } from '../../../xds/resources/filter.ts';
import type { Next } from '../../contract.ts';
import { PROBLEMS, type TokenProblem } from '../jwt/problem.ts';
import { Provider } from '../jwt/provider.ts';
import type { RemoteKeySets } from '../jwt/remote-keys.ts';
import type { Keys } from '../tls.ts';
import type { FilterStream, HttpFilter } from './filter.ts';

/** What came of a requirement: the claims of a token, none needed, why not, or a wait until that is known. */
interface Outcome {
  readonly claims?: JsonMap;
  readonly problem?: TokenProblem;
  readonly pending?: Promise<void>;
}

/** Where keys are found. */
export interface KeySources {
  readonly keys: Keys;
  readonly remote: RemoteKeySets;
}

/**
 * Requests have the tokens that the rules ask for.
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/jwt_authn_filter
 */
export class JwtFilter implements HttpFilter {
  readonly #providers: ReadonlyMap<string, Provider>;
  readonly #requirements: readonly JwtRequirement[];
  /** Fields that say what tokens say; of a client's own making they are lies. */
  readonly #told: readonly string[];
  readonly #wallClock: () => number;

  /** @throws {BadValue} for key sets that cannot be read. */
  constructor(config: JwtAuthentication, { keys, remote }: KeySources, wallClock: () => number) {
    const entries = Object.entries(config.providers ?? {});
    this.#providers = new Map(entries.map(([name, provider]) => [name, new Provider(provider, keys, remote)]));
    this.#requirements = (config.rules ?? []).flatMap(({ requires }) => requires ?? []);
    this.#told = [...new Set([...this.#providers.values()].flatMap(({ told }) => told))];
    this.#wallClock = wallClock;
  }

  request(stream: FilterStream): Next | undefined {
    // A browser sends no token with a preflight (Istio sets bypass_cors_preflight).
    if (stream.head.method === 'OPTIONS' && stream.head.fields.find('access-control-request-method') >= 0)
      return undefined;
    for (const name of this.#told) stream.head.fields.dropNamed(name);
    for (const requirement of this.#requirements) {
      const { claims, problem, pending } = this.#meet(requirement, stream);
      if (pending) return stream.wait(pending);
      if (problem !== undefined) return refuse(stream, problem);
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
      if (outcome.problem !== undefined || outcome.pending) return outcome;
      claims = outcome.claims ?? claims;
    }
    return claims ? { claims } : {};
  }

  /** One that is met is enough. A missing token is fine where that is allowed; a bad one never is, unless that is, too. */
  #meetAny(requirements: readonly JwtRequirement[], stream: FilterStream): Outcome {
    let problem: TokenProblem | undefined;
    for (const each of requirements) {
      if (each.allow_missing || each.allow_missing_or_failed) continue;
      const outcome = this.#meet(each, stream);
      if (outcome.problem === undefined) return outcome;
      if (problem === undefined || problem === PROBLEMS.missing) problem = outcome.problem;
    }
    if (problem === undefined || requirements.some((each) => each.allow_missing_or_failed)) return {};
    return problem === PROBLEMS.missing && requirements.some((each) => each.allow_missing) ? {} : { problem };
  }
}

/** As much of a path as refusals repeat: a token may stand in it. */
const MAX_REALM_PATH = 256;

/** Who has come with a token for somebody else is known, and not let in; RFC 6750 3 says how the others are told. */
function refuse(stream: FilterStream, problem: TokenProblem): Next {
  const { scheme, authority, target } = stream.head;
  const path = target.slice(0, MAX_REALM_PATH).replaceAll('"', '%22');
  const invalid = problem === PROBLEMS.missing ? '' : ', error="invalid_token"';
  return stream.answer({
    status: problem === PROBLEMS.audience ? 403 : 401,
    body: problem,
    flags: 0,
    details: `jwt_authn_access_denied{${problem.replace(/\s+/g, '_')}}`,
    fields: `www-authenticate: Bearer realm="${scheme}://${authority}${path}"${invalid}\r\n`,
  });
}
