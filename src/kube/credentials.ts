/** Who asks an API server, in the library's terms. */
import type { User } from '@kubernetes/client-node/dist/config_types.js';
import { ConfigError } from '../model/errors.ts';
import { asMap, asString, type JsonMap } from '../model/json.ts';
import type { ContextEntry, Impersonation } from './kubeconfig.ts';
import type { ClusterFlags } from './locate.ts';

/**
 * The user of a context as the library is to log in: with the impersonation of the flags, without what another entry
 * overrides. Programs that log in are left out: `execAuthenticator` runs them. Throws ConfigError for providers Kubernetes
 * has given up.
 */
export function userOf({ user, extras }: ContextEntry, flags: ClusterFlags): User {
  const impersonateUser = flags.as ?? (user?.impersonateUser || undefined);
  const authProvider = user?.token ? undefined : providerOf(user, extras?.tokenFile);
  return {
    // The library gives a connection without a user no certificate of the authority.
    name: user?.name ?? 'nobody',
    ...(user && certificate(user)),
    ...(user?.token && { token: user.token }),
    ...(user?.username && { username: user.username, password: user.password ?? '' }),
    ...(authProvider && { authProvider }),
    ...(impersonateUser !== undefined && { impersonateUser }),
  };
}

/** The library prefers files; in kubeconfigs, as kubectl reads them, data beside the name of a file counts. */
function certificate({ certData, certFile, keyData, keyFile }: User): Partial<User> {
  return {
    ...(certData ? { certData } : certFile && { certFile }),
    ...(keyData ? { keyData } : keyFile && { keyFile }),
  };
}

interface Provider {
  readonly name: string;
  readonly config: JsonMap;
}

function providerOf(user: User | undefined, tokenFile: string | undefined): Provider | undefined {
  if (tokenFile !== undefined) return { name: 'tokenFile', config: { tokenFile } };
  if (user?.exec) return undefined;
  const { name, config } = asMap(user?.authProvider);
  switch (name) {
    case undefined:
      return undefined;
    case 'tokenFile':
      return { name, config: asMap(config) };
    case 'oidc':
      return { name, config: withIssuer(asMap(config)) };
    default:
      throw new ConfigError(
        'CONFIG_LOGIN',
        `the kubeconfig logs in by "${String(name)}", which Kubernetes has given up`,
        {
          hint: "use the provider's plugin instead: an exec entry in the kubeconfig (gke-gcloud-auth-plugin, kubelogin)",
        },
      );
  }
}

/** The library hands the issuer on as it is, to one that takes a URL and no text. */
function withIssuer(config: JsonMap): JsonMap {
  const issuer = asString(config['idp-issuer-url']) ?? '';
  return { ...config, ...(URL.canParse(issuer) && { 'idp-issuer-url': new URL(issuer) }) };
}

const NOBODY: Impersonation = { uid: undefined, groups: [], extra: {} };

/**
 * The headers of an impersonation the library does not send: all but the user's name. Throws ConfigError for groups
 * without a user.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
 */
export function impersonationOf(
  { user, extras }: ContextEntry,
  flags: ClusterFlags,
): Readonly<Record<string, string | string[]>> {
  const { uid, groups, extra } = extras?.as ?? NOBODY;
  const wanted = flags.asGroup && flags.asGroup.length > 0 ? flags.asGroup : groups;
  if (wanted.length > 0 && !(flags.as ?? user?.impersonateUser)) {
    throw new ConfigError('CONFIG_IMPERSONATION', 'groups are impersonated, but no user', {
      hint: 'give --as USER with --as-group',
    });
  }
  const more = Object.entries(extra).map(([key, values]) => [
    `Impersonate-Extra-${encodeURIComponent(key)}`,
    [...values],
  ]);
  return {
    ...(wanted.length > 0 && { 'Impersonate-Group': [...wanted] }),
    ...(uid !== undefined && { 'Impersonate-Uid': uid }),
    ...Object.fromEntries(more),
  };
}
