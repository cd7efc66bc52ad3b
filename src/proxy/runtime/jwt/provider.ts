import { asList, getIn, type JsonMap } from '../../../model/json.ts';
import type { JwtProvider } from '../../../xds/resources/filter.ts';
import { milliseconds } from '../durations.ts';
import type { FilterStream } from '../filters/filter.ts';
import { cookieValue } from '../hash/policy.ts';
import { queryValue } from '../match/conditions.ts';
import { BadValue } from '../problems.ts';
import type { Keys } from '../tls.ts';
import { KeySet, type Signatures } from './key-set.ts';
import { PROBLEMS, type TokenProblem } from './problem.ts';
import type { RemoteKeySets } from './remote-keys.ts';
import { readToken, type Token } from './token.ts';

/** Clocks may differ by this much. */
const CLOCK_SKEW_SECONDS = 60;
const MS_PER_SECOND = 1000;
const FETCH_TIMEOUT_MS = 5000;

/** Where a token may be when the issuer does not say. */
const USUAL_HEADERS = [{ name: 'authorization', value_prefix: 'Bearer ' }];
const USUAL_PARAMETERS = ['access_token'];

/** What came of a token: its claims, why it is refused, or a wait until that is known. */
export type TokenOutcome =
  | { readonly claims: JsonMap }
  | { readonly problem: TokenProblem }
  | { readonly pending: Promise<void> };

/** A token, and how it is taken out of the request. */
interface Found {
  readonly text: string;
  readonly drop: () => void;
}

function signaturesOf(config: JwtProvider, { readFile }: Keys, remote: RemoteKeySets): Signatures {
  const { local_jwks: local, remote_jwks: place } = config;
  if (place) {
    const { uri, cluster = '', timeout } = place.http_uri;
    return remote.at({ uri, cluster, timeoutMs: milliseconds(timeout, FETCH_TIMEOUT_MS) });
  }
  const file = local?.filename === undefined ? undefined : readFile(local.filename);
  const keys = KeySet.parse(local?.inline_string ?? file ?? '{"keys": []}');
  if (keys === undefined) throw new BadValue('the key set of a token issuer is no JSON object with a list of keys');
  return keys;
}

/** All lines of a field as one value. */
function fieldValue({ head: { fields } }: FilterStream, name: string): string | undefined {
  const values: string[] = [];
  for (let index = fields.find(name); index >= 0; index = fields.find(name, index + 1))
    values.push(fields.value(index));
  return values.length === 0 ? undefined : values.join(',');
}

/** A claim as the value of a field: texts, numbers and truth values as they are, others as JSON in base64. */
function claimText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') return Buffer.from(JSON.stringify(value)).toString('base64');
  return String(value);
}

/** Finds tokens of one issuer, checks them, and tells upstreams of them. */
export class Provider {
  readonly #config: JwtProvider;
  readonly #signatures: Signatures;
  readonly #headers: NonNullable<JwtProvider['from_headers']>;
  readonly #parameters: readonly string[];

  /** @throws {BadValue} for a key set that cannot be read. */
  constructor(config: JwtProvider, keys: Keys, remote: RemoteKeySets) {
    const { from_headers: headers = [], from_params: parameters = [], from_cookies: cookies = [] } = config;
    const elsewhere = headers.length + parameters.length + cookies.length > 0;
    this.#config = config;
    this.#signatures = signaturesOf(config, keys, remote);
    this.#headers = elsewhere ? headers : USUAL_HEADERS;
    this.#parameters = elsewhere ? parameters : USUAL_PARAMETERS;
  }

  /** Names of the fields that tell upstreams of a token, in lower case. */
  get told(): readonly string[] {
    const { forward_payload_header: whole, claim_to_headers: copies = [] } = this.#config;
    return [...(whole ? [whole] : []), ...copies.map(({ header_name: name }) => name)].map((name) =>
      name.toLowerCase(),
    );
  }

  /** What comes of the request's token; `now` in milliseconds since 1970. */
  check(stream: FilterStream, now: number): TokenOutcome {
    const found = this.#find(stream);
    if (found === undefined) return { problem: PROBLEMS.missing };
    const token = readToken(found.text);
    if (typeof token === 'string') return { problem: token };
    const refusal = this.#claims(token.claims, now / MS_PER_SECOND);
    if (refusal !== undefined) return { problem: refusal };
    const verdict = this.#signatures.known(token);
    if (verdict === undefined) return { pending: this.#signatures.check(token) };
    if (verdict !== true) return { problem: verdict };
    this.#passOn(stream, token);
    if (this.#config.forward !== true) found.drop();
    return { claims: this.#normalised(token.claims) };
  }

  #find(stream: FilterStream): Found | undefined {
    const { fields } = stream.head;
    for (const { name, value_prefix: prefix = '' } of this.#headers) {
      const lower = name.toLowerCase();
      const value = fieldValue(stream, lower);
      if (value === undefined || !value.startsWith(prefix)) continue;
      const text = value.slice(prefix.length).trim();
      if (text !== '') return { text, drop: () => fields.dropNamed(lower) };
    }
    for (const name of this.#parameters) {
      const text = queryValue(stream.query, name);
      if (text !== undefined) return { text, drop: () => stream.dropParameter(name) };
    }
    for (const name of this.#config.from_cookies ?? []) {
      const text = cookieValue(stream, name);
      if (text !== undefined) return { text, drop: () => undefined };
    }
    return undefined;
  }

  #claims({ iss, exp, nbf, aud }: JsonMap, seconds: number): TokenProblem | undefined {
    const { issuer = '', audiences = [] } = this.#config;
    if (issuer !== '' && iss !== issuer) return PROBLEMS.issuer;
    if (typeof nbf === 'number' && seconds < nbf - CLOCK_SKEW_SECONDS) return PROBLEMS.tooEarly;
    if (typeof exp === 'number' && seconds > exp + CLOCK_SKEW_SECONDS) return PROBLEMS.expired;
    const named = typeof aud === 'string' ? [aud] : asList(aud);
    const meant = named.some((each) => typeof each === 'string' && audiences.includes(each));
    return audiences.length > 0 && !meant ? PROBLEMS.audience : undefined;
  }

  /** What upstreams get to see of the token. */
  #passOn({ head: { fields } }: FilterStream, { payload, claims }: Token): void {
    const { forward_payload_header: whole, claim_to_headers: copies = [] } = this.#config;
    if (whole) fields.set(whole.toLowerCase(), payload);
    for (const { header_name: name, claim_name: claim } of copies) {
      const text = claimText(claims[claim] ?? getIn(claims, claim.split('.')));
      if (text !== undefined) fields.set(name.toLowerCase(), text);
    }
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
