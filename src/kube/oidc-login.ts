import { OpenIDConnectAuth } from '@kubernetes/client-node/dist/oidc_auth.js';
import { PermissionError } from '../model/errors.ts';
import { asString, type JsonMap } from '../model/json.ts';
import type { Login } from './credentials.ts';

/**
 * The token of a kubeconfig's `oidc` provider, renewed when it has expired. The new one is not written into the kubeconfig.
 * Throws PermissionError when the provider gives none.
 */
export async function oidcLogin(name: string, config: JsonMap): Promise<Login> {
  const headers: Record<string, string> = {};
  try {
    await new OpenIDConnectAuth().applyAuthentication(
      { name, authProvider: { name: 'oidc', config: { ...config } } },
      { headers },
    );
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
