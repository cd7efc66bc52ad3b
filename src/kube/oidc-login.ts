import { OpenIDConnectAuth } from '@kubernetes/client-node/dist/oidc_auth.js';
import { PermissionError } from '../model/errors.ts';
import { asString, type JsonMap } from '../model/json.ts';
import type { Login } from './credentials.ts';

/**
 * The token of a kubeconfig's `oidc` provider, renewed when it has expired. The new one is not written into the kubeconfig, and
 * a client secret is not sent: the library knows public clients alone. Throws PermissionError when the provider gives none.
 */
export async function oidcLogin(name: string, config: JsonMap): Promise<Login> {
  const headers: Record<string, string> = {};
  const authProvider = { name: 'oidc', config: withIssuer(config) };
  try {
    await new OpenIDConnectAuth().applyAuthentication({ name, authProvider }, { headers });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PermissionError('NO_PERM_LOGIN', `the OpenID provider of the kubeconfig gives no token: ${reason}`, {
      cause,
      hint: 'log in again with the tool that wrote the kubeconfig',
    });
  }
  const token = asString(headers['Authorization'])?.replace(/^Bearer /, '');
  return token === undefined ? {} : { token };
}

/** The library hands the issuer on as it is, to one that takes a URL and no text. */
function withIssuer(config: JsonMap): Record<string, unknown> {
  const issuer = asString(config['idp-issuer-url']) ?? '';
  return { ...config, ...(URL.canParse(issuer) && { 'idp-issuer-url': new URL(issuer) }) };
}
