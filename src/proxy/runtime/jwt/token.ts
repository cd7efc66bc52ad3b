/** JSON Web Tokens as text. @see RFC 7515 section 7.1 and RFC 7519 section 4.1 */
import { asString, isMap, type JsonMap } from '../../../model/json.ts';
import { PROBLEMS, type TokenProblem } from './problem.ts';

/** A token whose form is right; nothing of what it says is proved. */
export interface Token {
  readonly text: string;
  /** Its claims as they stand in it, base64url. */
  readonly payload: string;
  readonly claims: JsonMap;
}

const BASE64URL = /^[\w-]+$/;
/** RFC 7518 3.1 and RFC 8037 3.1. */
const ALGORITHMS: ReadonlySet<string> = new Set([
  ...['HS', 'RS', 'ES', 'PS'].flatMap((family) => ['256', '384', '512'].map((bits) => family + bits)),
  'EdDSA',
]);
/** Times a token says: seconds since 1970. */
const TIMES = ['iat', 'nbf', 'exp'] as const;

/** The value of a JSON text; `undefined` for any other text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function jsonIn(part: string, encoding: TokenProblem, json: TokenProblem): JsonMap | TokenProblem {
  if (!BASE64URL.test(part) || part.length % 4 === 1) return encoding;
  const value = parseJson(Buffer.from(part, 'base64url').toString('utf8'));
  return isMap(value) ? value : json;
}

/** The parts of a token, or what is wrong with its form. */
export function readToken(text: string): Token | TokenProblem {
  const [head = '', payload = '', signature = '', ...more] = text.split('.');
  if (head === '' || payload === '' || signature === '' || more.length > 0) return PROBLEMS.form;
  const header = jsonIn(head, PROBLEMS.headerEncoding, PROBLEMS.headerJson);
  if (typeof header === 'string') return header;
  const algorithm = asString(header['alg']);
  if (algorithm === undefined) return PROBLEMS.algorithm;
  if (!ALGORITHMS.has(algorithm)) return PROBLEMS.algorithmUnknown;
  const claims = jsonIn(payload, PROBLEMS.payloadEncoding, PROBLEMS.payloadJson);
  if (typeof claims === 'string') return claims;
  const wrong = TIMES.find((name) => claims[name] !== undefined && !Number.isInteger(claims[name]));
  if (wrong !== undefined) return `Jwt payload [${wrong}] field is not an integer`;
  return BASE64URL.test(signature) ? { text, payload, claims } : PROBLEMS.signatureEncoding;
}
