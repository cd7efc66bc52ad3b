import type { TypeTable } from '../notation.ts';

/** PeerAuthentication. @see https://istio.io/latest/docs/reference/config/security/peer_authentication/ */
export const PEER_AUTHENTICATION: TypeTable = {
  PeerAuthentication: `
    selector:WorkloadSelector mtls:MutualTLS portLevelMtls:{#MutualTLS}<1..,@portKeys> @portLevelNeedsSelector
  `,
  MutualTLS: 'mode:MutualTLSMode',
  MutualTLSMode: 'enum UNSET DISABLE PERMISSIVE STRICT',
};

/** RequestAuthentication. @see https://istio.io/latest/docs/reference/config/security/request_authentication/ */
export const REQUEST_AUTHENTICATION: TypeTable = {
  RequestAuthentication: `
    selector:WorkloadSelector targetRef:PolicyTargetReference targetRefs:[PolicyTargetReference]<..16>
    jwtRules:[JWTRule]<..4096> @selectorOrTarget
  `,
  JWTRule: `
    issuer:string<1..> audiences:[string<1..>] jwksUri/jwks_uri:string<1..2048,@jwksScheme> jwks
    fromHeaders:[JWTHeader] fromParams:[string<1..>] outputPayloadToHeader forwardOriginalToken:bool
    outputClaimToHeaders:[ClaimToHeader] timeout:duration fromCookies:[string<1..>]
    spaceDelimitedClaims:[string<1..>]<..64> presence:TokenPresence @oneKeySource
  `,
  JWTHeader: 'name:string<1..>! prefix',
  ClaimToHeader: 'header:string<1..,~headerToken>! claim:string<1..>!',
  TokenPresence: 'enum OPTIONAL REQUIRED',
};
