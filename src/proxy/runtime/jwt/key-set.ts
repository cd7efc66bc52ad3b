/** Public keys of an issuer, and the signatures that were checked with them. @see RFC 7517 */
import { createHash } from 'node:crypto';
import { asList, asMap, asString, isMap, type JsonMap } from '../../../model/json.ts';
import { PROBLEMS, type TokenProblem } from './problem.ts';
import { parseJson, type Token } from './token.ts';

/** Those with shared secrets are not taken: whoever can check them can forge them. RFC 7518 3.1, RFC 8037 3.1 */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Signatures whose worth is remembered; what comes after takes the place of the oldest. */
const MAX_REMEMBERED = 1000;

/** That a signature is good, or why it is not. */
export type Verdict = true | TokenProblem;

/** Where tokens of one issuer are checked. Checking takes time; what came of it is known from then on. */
export interface Signatures {
  /** `undefined` as long as nobody has waited for {@link check}. */
  known(token: Token): Verdict | undefined;
  /** Is kept, never broken, when there is something to be known. */
  check(token: Token): Promise<void>;
}

const digest = ({ text }: Token): string => createHash('sha256').update(text).digest('base64');

/** Keys that are there. Signatures are checked by the library `jose`, which is loaded for the first token. */
export class KeySet implements Signatures {
  readonly #keys: readonly JsonMap[];
  readonly #verdicts = new Map<string, Verdict>();
  #verifier: Promise<(token: Token) => Promise<Verdict>> | undefined;

  private constructor(keys: readonly JsonMap[]) {
    this.#keys = keys;
  }

  /** `undefined` for a text that is no key set. */
  static parse(text: string): KeySet | undefined {
    const value = parseJson(text);
    return isMap(value) && Array.isArray(value['keys']) ? new KeySet(asList(value['keys']).map(asMap)) : undefined;
  }

  known(token: Token): Verdict | undefined {
    return this.#verdicts.get(digest(token));
  }

  async check(token: Token): Promise<void> {
    this.#verifier ??= this.#load();
    // Whatever goes wrong with a key, a token that cannot be checked is as good as forged.
    const verdict = await this.#verifier.then((verify) => verify(token)).catch(() => PROBLEMS.signature);
    const [oldest] = this.#verdicts.keys();
    if (this.#verdicts.size >= MAX_REMEMBERED && oldest !== undefined) this.#verdicts.delete(oldest);
    this.#verdicts.set(digest(token), verdict);
  }

  async #load(): Promise<(token: Token) => Promise<Verdict>> {
    const { compactVerify, createLocalJWKSet, errors } = await import('jose');
    const options = { algorithms: ALGORITHMS };
    const isGood = async (token: Token, key: Parameters<typeof compactVerify>[1]): Promise<boolean> =>
      compactVerify(token.text, key, options).then(
        () => true,
        () => false,
      );
    // The library looks at what it needs of a key before it uses it.
    const keys = createLocalJWKSet({ keys: this.#keys.filter(({ kty }) => typeof kty === 'string') as never });
    return async (token) => {
      try {
        await compactVerify(token.text, keys, options);
        return true;
      } catch (error) {
        if (!(error instanceof errors.JWKSMultipleMatchingKeys)) return this.#whyNot(token);
        for await (const key of error) if (await isGood(token, key)) return true;
        return PROBLEMS.signature;
      }
    };
  }

  /** A token whose key is not in the set is told so. */
  #whyNot({ text }: Token): TokenProblem {
    const header = asMap(parseJson(Buffer.from(text.slice(0, text.indexOf('.')), 'base64url').toString('utf8')));
    const [id, algorithm] = [asString(header['kid']), asString(header['alg'])];
    const fits = ({ kid, alg }: JsonMap): boolean =>
      (id === undefined || kid === undefined || kid === id) && (alg === undefined || alg === algorithm);
    return this.#keys.some(fits) ? PROBLEMS.signature : PROBLEMS.noKey;
  }
}
