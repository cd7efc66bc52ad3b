import { execa } from 'execa';
import { isSystemError } from '../io/problems.ts';
import { ConfigError, PermissionError, UnavailableError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { asMap, asString } from '../model/json.ts';
import type { Login } from './credentials.ts';
import type { ClusterEntry, ExecEntry } from './kubeconfig.ts';
import { LOGIN_TIMEOUT_MS } from './limits.ts';

/**
 * Runs the program a kubeconfig logs in with and reads the credentials it prints. What it says besides goes to standard
 * error, as it may ask the user to open a page. Throws ConfigError when it is not installed or answers something else,
 * PermissionError when it fails, UnavailableError when it takes too long.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export async function execLogin(exec: ExecEntry, cluster: ClusterEntry | undefined, host: Host): Promise<Login> {
  const { stdout } = await run(exec, cluster, host);
  const status = asMap(asMap(parsed(exec, stdout))['status']);
  const token = asString(status['token']);
  const cert = asString(status['clientCertificateData']);
  const key = asString(status['clientKeyData']);
  if (token === undefined && cert === undefined) throw noCredentials(exec);
  return { ...(token && { token }), ...(cert && { cert }), ...(key && { key }) };
}

async function run(exec: ExecEntry, cluster: ClusterEntry | undefined, host: Host): Promise<{ stdout: string }> {
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

function execInfo(exec: ExecEntry, cluster: ClusterEntry | undefined, host: Host): string {
  const { apiVersion, wantsCluster } = exec;
  const told = wantsCluster &&
    cluster && {
      cluster: {
        server: cluster.server,
        'tls-server-name': cluster.serverName,
        'insecure-skip-tls-verify': cluster.insecure || undefined,
        'certificate-authority-data': cluster.caData,
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
