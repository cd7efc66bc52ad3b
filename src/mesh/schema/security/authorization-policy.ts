import type { TypeTable } from '../notation.ts';

/** AuthorizationPolicy. @see https://istio.io/latest/docs/reference/config/security/authorization-policy/ */
export const AUTHORIZATION_POLICY: TypeTable = {
  AuthorizationPolicy: `
    selector:WorkloadSelector targetRef:PolicyTargetReference targetRefs:[PolicyTargetReference]<..16>
    rules:[Rule]<..512> action:Action |provider:ExtensionProvider @selectorOrTarget
  `,
  Action: 'enum ALLOW DENY AUDIT CUSTOM',
  ExtensionProvider: 'name',
  Rule: 'from:[From]<..512> to:[To] when:[Condition]',
  From: 'source:Source',
  Source: `
    principals:[string] notPrincipals:[string] requestPrincipals:[string] notRequestPrincipals:[string]
    namespaces:[string] notNamespaces:[string] serviceAccounts:[string<..320>]<..16>
    notServiceAccounts:[string<..320>]<..16> trustDomains:[string] notTrustDomains:[string] ipBlocks:[string]
    notIpBlocks:[string] remoteIpBlocks:[string] notRemoteIpBlocks:[string] @serviceAccountsAlone
  `,
  To: 'operation:AccessOperation',
  AccessOperation: `
    hosts:[string] notHosts:[string] ports:[string] notPorts:[string] methods:[string] notMethods:[string]
    paths:[string] notPaths:[string]
  `,
  Condition: 'key! values:[string] notValues:[string]',
};
