/** Programs that log in. */
import type { Authenticator } from '@kubernetes/client-node/dist/auth.js';
import { bufferFromFileOrString } from '@kubernetes/client-node/dist/config.js';
import type { Cluster } from '@kubernetes/client-node/dist/config_types.js';
import { execa } from 'execa';
import { isSystemError } from '../io/problems.ts';
import { ConfigError, PermissionError, UnavailableError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { asList, asMap, asString, type JsonMap } from '../model/json.ts';
import { absolute } from './kubeconfig.ts';
import { LOGIN_TIMEOUT_MS } from './limits.ts';

/** A program that logs the user in. */
interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint: string | undefined;
  /** The program is told about the cluster. */
  readonly wantsCluster: boolean;
  /** The program may ask a person at the terminal. */
  readonly mayAsk: boolean;
}

/** For which cluster a program logs in, and where. */
export interface ExecContext {
  readonly cluster: Cluster;
  /** Of the kubeconfig: relative names start from it. */
  readonly folder: string;
  readonly host: Host;
}

/**
 * Logs in with the program a kubeconfig names. The library's own way tells the program nothing about the cluster and keeps
 * what it says to itself, so that nobody sees which page to open; it waits without an end, and the end of the run does not
 * end it. The authenticator throws ConfigError when the program is not installed or answers something else, PermissionError
 * when it fails, UnavailableError when it takes too long.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export function execAuthenticator(entry: unknown, context: ExecContext): Authenticator {
  const exec = execOf(asMap(entry), context.folder);
  return {
    isAuthProvider: () => true,
    async applyAuthentication(_, options) {
      const { token, cert, key } = await credentials(exec, context);
      if (cert !== undefined) options.cert = cert;
      if (key !== undefined) options.key = key;
      if (token !== undefined) Object.assign(options.headers ?? {}, { Authorization: `Bearer ${token}` });
    },
  };
}

function execOf(exec: JsonMap, folder: string): ExecEntry {
  const command = asString(exec['command']) ?? '';
  return {
    apiVersion: asString(exec['apiVersion']) ?? 'client.authentication.k8s.io/v1',
    // A bare word is looked for on the PATH; with a slash in it, it starts from the kubeconfig.
    command: command.includes('/') ? absolute(folder, command) : command,
    args: asList(exec['args']).map(String),
    env: Object.fromEntries(
      asList(exec['env']).map((item) => [String(asMap(item)['name']), String(asMap(item)['value'] ?? '')]),
    ),
    installHint: asString(exec['installHint']) || undefined,
    wantsCluster: exec['provideClusterInfo'] === true,
    mayAsk: exec['interactiveMode'] !== 'Never',
  };
}

interface Login {
  readonly token: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

async function credentials(exec: ExecEntry, context: ExecContext): Promise<Login> {
  const { stdout } = await run(exec, context);
  const status = asMap(asMap(parsed(exec, stdout))['status']);
  const filled = (name: string): string | undefined => asString(status[name]) || undefined;
  const login = { token: filled('token'), cert: filled('clientCertificateData'), key: filled('clientKeyData') };
  if (login.token === undefined && login.cert === undefined) throw noCredentials(exec);
  return login;
}

async function run(exec: ExecEntry, { cluster, host }: ExecContext): Promise<{ stdout: string }> {
  const { KUBERNETES_EXEC_INFO: _, ...inherited } = host.env;
  const child = execa(exec.command, exec.args, {
    cwd: host.cwd,
    env: { ...inherited, ...exec.env, KUBERNETES_EXEC_INFO: execInfo(exec, cluster, host) },
    extendEnv: false,
    stdin: isInteractive(exec, host) ? 'inherit' : 'ignore',
    reject: false,
    timeout: LOGIN_TIMEOUT_MS,
    cancelSignal: host.signal,
  });
  child.stderr.on('data', (chunk: Uint8Array) => host.stderr.write(chunk));
  const { stdout, exitCode, timedOut, cause } = await child;
  host.signal.throwIfAborted();
  if (exitCode === 0) return { stdout };
  if (timedOut) {
    throw new UnavailableError(
      'UNAVAILABLE_LOGIN',
      `"${exec.command}" did not log in within ${LOGIN_TIMEOUT_MS / 1000} s`,
    );
  }
  if (isSystemError(cause)) throw notThere(exec, cause);
  throw new PermissionError(
    'NO_PERM_LOGIN',
    `"${exec.command}", with which the kubeconfig logs in, ended with status ${exitCode}`,
    {
      hint: `run it by hand to see why: ${[exec.command, ...exec.args].join(' ')}`,
    },
  );
}

function isInteractive({ mayAsk }: ExecEntry, host: Host): boolean {
  return mayAsk && host.stderr.isTTY === true;
}

function execInfo(exec: ExecEntry, cluster: Cluster, host: Host): string {
  const { apiVersion, wantsCluster } = exec;
  const told = wantsCluster && {
    cluster: {
      server: cluster.server,
      'tls-server-name': cluster.tlsServerName,
      'insecure-skip-tls-verify': cluster.skipTLSVerify || undefined,
      'certificate-authority-data': bufferFromFileOrString(cluster.caFile, cluster.caData)?.toString('base64'),
      'proxy-url': cluster.proxyUrl,
    },
  };
  const spec = { ...told, interactive: isInteractive(exec, host) };
  return JSON.stringify({ apiVersion, kind: 'ExecCredential', spec });
}

function notThere(exec: ExecEntry, cause: Error): ConfigError {
  return new ConfigError('CONFIG_LOGIN', `"${exec.command}", with which the kubeconfig logs in, cannot be started`, {
    cause,
    hint: exec.installHint?.trim().split('\n')[0] ?? 'install it, or put it on the PATH',
  });
}

function parsed(exec: ExecEntry, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigError('CONFIG_LOGIN', `"${exec.command}" printed something else than credentials in JSON`, {
      cause,
    });
  }
}

function noCredentials({ command }: ExecEntry): ConfigError {
  return new ConfigError('CONFIG_LOGIN', `"${command}" printed neither a token nor a certificate`);
}
