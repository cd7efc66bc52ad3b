/** What a request to an API server carries to say who asks. */
import { readInput } from '../io/inputs.ts';
import { ConfigError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import type { ContextEntry, Impersonation, UserEntry } from './kubeconfig.ts';
import type { ClusterFlags } from './locate.ts';

/** Certificates and headers of every request. */
export interface Credentials {
  readonly cert: string | Buffer | undefined;
  readonly key: string | Buffer | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** A login: what comes of it instead of what the kubeconfig says. */
export interface Login {
  readonly cert?: string;
  readonly key?: string;
  readonly token?: string;
}

/** The credentials of a context's user, with the impersonation of the flags. Logs in where the kubeconfig says how. */
export async function credentialsOf(context: ContextEntry, flags: ClusterFlags, host: Host): Promise<Credentials> {
  const { user } = context;
  const login = user ? await loginOf(context, user, host) : {};
  const authorization = user && (await authorizationOf(user, login, host));
  const as = user?.as ?? { user: undefined, uid: undefined, groups: [] };
  return {
    cert: login.cert ?? (await material(user?.certData, user?.certFile, host)),
    key: login.key ?? (await material(user?.keyData, user?.keyFile, host)),
    headers: { ...(authorization && { authorization }), ...impersonation(flags, as) },
  };
}

/** Data in base64, else the file's bytes. */
export async function material(
  data: string | undefined,
  file: string | undefined,
  host: Host,
): Promise<Buffer | undefined> {
  if (data !== undefined) return Buffer.from(data, 'base64');
  return file === undefined ? undefined : Buffer.from(await readInput(file, host));
}

async function loginOf(context: ContextEntry, user: UserEntry, host: Host): Promise<Login> {
  if (user.exec) {
    const { execLogin } = await import('./exec-login.ts');
    return execLogin(user.exec, context.cluster, host);
  }
  if (user.provider === undefined) return {};
  if (user.provider.name === 'oidc') {
    const { oidcLogin } = await import('./oidc-login.ts');
    return oidcLogin(user.name, user.provider.config);
  }
  throw new ConfigError(
    'CONFIG_LOGIN',
    `the kubeconfig logs in by "${user.provider.name}", which Kubernetes has given up`,
    {
      hint: "use the provider's plugin instead: an exec entry in the kubeconfig (gke-gcloud-auth-plugin, kubelogin)",
    },
  );
}

async function authorizationOf(user: UserEntry, login: Login, host: Host): Promise<string | undefined> {
  // As client libraries have it: a token beats the file it may also be in, which beats a password.
  if (user.token !== undefined) return `Bearer ${user.token}`;
  if (user.tokenFile !== undefined) {
    return `Bearer ${Buffer.from(await readInput(user.tokenFile, host))
      .toString('utf8')
      .trim()}`;
  }
  if (login.token !== undefined) return `Bearer ${login.token}`;
  if (user.username === undefined) return undefined;
  return `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`;
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation */
function impersonation(
  { as: user, asGroup: groups = [] }: ClusterFlags,
  own: Impersonation,
): Readonly<Record<string, string | readonly string[]>> {
  const wanted = user ?? own.user;
  const wantedGroups = groups.length > 0 ? groups : own.groups;
  if (wanted === undefined && wantedGroups.length === 0) return {};
  if (wanted === undefined) {
    throw new ConfigError('CONFIG_IMPERSONATION', 'groups are impersonated, but no user', {
      hint: 'give --as USER with --as-group',
    });
  }
  return {
    'impersonate-user': wanted,
    ...(wantedGroups.length > 0 && { 'impersonate-group': wantedGroups }),
    ...(own.uid !== undefined && { 'impersonate-uid': own.uid }),
  };
}
