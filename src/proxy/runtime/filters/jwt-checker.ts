import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { asList, asMap, asString, isMap, type JsonMap } from '../../../model/json.ts';
import type { JwtProvider } from '../../../xds/resources/filter.ts';
import type { Fields } from '../../wire/fields.ts';
import { cookieValue } from '../hash/policy.ts';
import { queryValue } from '../match/conditions.ts';
import type { RequestView } from '../match/request-view.ts';
import { BadValue } from '../problems.ts';
import type { Keys } from '../tls.ts';

/** Why a token is refused, in words for its bearer. */
export type TokenProblem = string;

/** Clocks may differ by this much. */
const CLOCK_SKEW_SECONDS = 60;
const MS_PER_SECOND = 1000;

interface Algorithm {
  readonly hash: string | null;
  /** Of a key in the set. */
  readonly type: 'RSA' | 'EC' | 'OKP';
  readonly pss?: boolean;
}

/** RFC 7518 3.1 and RFC 8037 3.1; those with shared secrets are not taken: whoever can check them can forge them. */
const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  RS256: { hash: 'sha256', type: 'RSA' },
  RS384: { hash: 'sha384', type: 'RSA' },
  RS512: { hash: 'sha512', type: 'RSA' },
  PS256: { hash: 'sha256', type: 'RSA', pss: true },
  PS384: { hash: 'sha384', type: 'RSA', pss: true },
  PS512: { hash: 'sha512', type: 'RSA', pss: true },
  ES256: { hash: 'sha256', type: 'EC' },
  ES384: { hash: 'sha384', type: 'EC' },
  ES512: { hash: 'sha512', type: 'EC' },
  EdDSA: { hash: null, type: 'OKP' },
};

/** RSA_PKCS1_PSS_PADDING of OpenSSL, and the salt as long as the hash. */
const PSS = { padding: 6, saltLength: -1 } as const;

interface Key {
  readonly id: string | undefined;
  readonly type: string;
  readonly key: KeyObject;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function keysOf({ local_jwks: local }: JwtProvider, { readFile }: Keys): readonly Key[] {
  if (local === undefined) return [];
  const text = local.inline_string ?? (local.filename === undefined ? undefined : readFile(local.filename)) ?? '';
  const set = parseJson(text);
  if (!isMap(set)) throw new BadValue('the key set of a token issuer is no JSON object');
  return asList(set['keys']).flatMap((item) => {
    const jwk = asMap(item);
    try {
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      return [{ id: asString(jwk['kid']), type: asString(jwk['kty']) ?? '', key }];
    } catch {
      // A key of a kind nobody here knows checks no token.
      return [];
    }
  });
}

const decoded = (part: string): unknown => parseJson(Buffer.from(part, 'base64url').toString('utf8'));

/** Finds tokens of one issuer and checks them. */
export class JwtChecker {
  readonly #config: JwtProvider;
  readonly #keys: readonly Key[];
  readonly #headers: NonNullable<JwtProvider['from_headers']>;

  /** @throws {BadValue} for a key set that cannot be read. */
  constructor(config: JwtProvider, keys: Keys) {
    this.#config = config;
    this.#keys = keysOf(config, keys);
    const elsewhere = [config.from_headers, config.from_params, config.from_cookies].some(
      (list) => (list ?? []).length > 0,
    );
    this.#headers = elsewhere ? (config.from_headers ?? []) : [{ name: 'authorization', value_prefix: 'Bearer ' }];
  }

  /** The token of a request; `undefined` without one. */
  find(request: RequestView): string | undefined {
    for (const { name, value_prefix: prefix = '' } of this.#headers) {
      const value = request.head.fields.get(name.toLowerCase());
      if (value?.startsWith(prefix)) return value.slice(prefix.length).trim();
    }
    for (const name of this.#config.from_params ?? []) {
      const value = queryValue(request.query, name);
      if (value !== undefined) return value;
    }
    for (const name of this.#config.from_cookies ?? []) {
      const value = cookieValue(request, name);
      if (value !== undefined) return value;
    }
    return this.#config.from_params || this.#config.from_headers || this.#config.from_cookies
      ? undefined
      : queryValue(request.query, 'access_token');
  }

  /** Takes the token out of the fields. */
  drop(fields: Fields): void {
    for (const { name } of this.#headers) fields.dropNamed(name.toLowerCase());
  }

  /** The claims of a token, or why it is refused; `now` in milliseconds since 1970. */
  verify(token: string, now: number): JsonMap | TokenProblem {
    const parts = token.split('.');
    const [head = '', payload = '', signature = ''] = parts;
    const header = decoded(head);
    const claims = decoded(payload);
    if (parts.length !== 3 || !isMap(header) || !isMap(claims))
      return 'Jwt is not in the form of Header.Payload.Signature';
    const refusal = this.#claims(claims, now);
    if (refusal !== undefined) return refusal;
    const algorithm = ALGORITHMS[asString(header['alg']) ?? ''];
    if (algorithm === undefined) return 'Jwt header [alg] is not supported';
    const input = Buffer.from(`${head}.${payload}`, 'latin1');
    const bytes = Buffer.from(signature, 'base64url');
    const id = asString(header['kid']);
    const candidates = this.#keys.filter(
      (key) => key.type === algorithm.type && (id === undefined || key.id === undefined || key.id === id),
    );
    return candidates.some(({ key }) => isSigned({ algorithm, key, input, bytes }))
      ? this.#normalised(claims)
      : 'Jwt verification fails';
  }

  #claims(claims: JsonMap, now: number): TokenProblem | undefined {
    const { issuer = '', audiences = [] } = this.#config;
    const seconds = now / MS_PER_SECOND;
    if (issuer !== '' && claims['iss'] !== issuer) return 'Jwt issuer is not configured';
    const { exp, nbf, aud } = { exp: claims['exp'], nbf: claims['nbf'], aud: claims['aud'] };
    if (typeof exp === 'number' && seconds > exp + CLOCK_SKEW_SECONDS) return 'Jwt is expired';
    if (typeof nbf === 'number' && seconds < nbf - CLOCK_SKEW_SECONDS) return 'Jwt not yet valid';
    const named = typeof aud === 'string' ? [aud] : asList(aud);
    if (audiences.length > 0 && !named.some((each) => typeof each === 'string' && audiences.includes(each)))
      return 'Audiences in Jwt are not allowed';
    return undefined;
  }

  /** Claims that hold several words as one text become lists. */
  #normalised(claims: JsonMap): JsonMap {
    const spaced = this.#config.normalize_payload_in_metadata?.space_delimited_claims ?? [];
    const lists = spaced.flatMap((name) => {
      const value = claims[name];
      return typeof value === 'string' ? [[name, value.split(' ').filter((word) => word !== '')] as const] : [];
    });
    return { ...claims, ...Object.fromEntries(lists) };
  }
}

interface Signed {
  readonly algorithm: Algorithm;
  readonly key: KeyObject;
  readonly input: Buffer;
  readonly bytes: Buffer;
}

function isSigned({ algorithm: { hash, type, pss }, key, input, bytes }: Signed): boolean {
  try {
    const encoding = type === 'EC' ? ({ dsaEncoding: 'ieee-p1363' } as const) : {};
    return verify(hash, input, { key, ...encoding, ...(pss ? PSS : {}) }, bytes);
  } catch {
    // A key of the right type that does not fit the algorithm: a curve of another size.
    return false;
  }
}
