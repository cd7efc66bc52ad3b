/** Why a token is refused, in words for its bearer. */
export type TokenProblem = string;

/** One that is refused. @see envoy.extensions.filters.http.jwt_authn.v3: clients of an Envoy get to read the same */
export const PROBLEMS = {
  missing: 'Jwt is missing',
  form: 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections',
  headerEncoding: 'Jwt header is an invalid Base64url encoded',
  headerJson: 'Jwt header is an invalid JSON',
  algorithm: 'Jwt header [alg] field is required and must be a string',
  algorithmUnknown: 'Jwt header [alg] is not supported',
  payloadEncoding: 'Jwt payload is an invalid Base64url encoded',
  payloadJson: 'Jwt payload is an invalid JSON',
  signatureEncoding: 'Jwt signature is an invalid Base64url encoded',
  issuer: 'Jwt issuer is not configured',
  expired: 'Jwt is expired',
  tooEarly: 'Jwt not yet valid',
  audience: 'Audiences in Jwt are not allowed',
  noKey: "Jwks doesn't have key to match kid or alg from Jwt",
  notFetched: 'Jwks remote fetch is failed',
  signature: 'Jwt verification fails',
} as const satisfies Record<string, TokenProblem>;
