/** What an API server's refusals and a dead connection mean for the user. */
import { isSystemError } from '../io/problems.ts';
import { InputError, MeshctlError, NoInputError, PermissionError, UnavailableError } from '../model/errors.ts';
import { asMap, asString } from '../model/json.ts';
import { API_TIMEOUT_MS } from './limits.ts';

const NOT_FOUND = 'NO_INPUT_OBJECT';
const EXPIRED = 'UNAVAILABLE_EXPIRED';

/** Whether an error says that the rest of a list is not to be had any more. */
export function isExpired(error: unknown): boolean {
  return error instanceof MeshctlError && error.code === EXPIRED;
}

/** Whether an error says that an object, or the page that would list it, does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof MeshctlError && error.code === NOT_FOUND;
}

/** Whether an error says that this user may not. */
export function isForbidden(error: unknown): boolean {
  return error instanceof PermissionError;
}

/** What was asked when an answer came. */
export interface Asked {
  readonly server: string;
  readonly method: string;
  readonly path: string;
}

/**
 * The error for a status other than 2xx: the API server's own message where it sent one.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export function statusProblem(status: number, body: string, asked: Asked): MeshctlError {
  const message = messageOf(body) ?? `${asked.method} ${asked.path} was answered with status ${status}`;
  switch (status) {
    case 401:
      return new PermissionError('NO_PERM_LOGIN', `${asked.server} does not know these credentials: ${message}`, {
        hint: 'log in again, or choose another --context; "kubectl auth whoami" shows who you are there',
      });
    case 403:
      return new PermissionError('NO_PERM_RBAC', message, { hint: forbiddenHint(message, asked) });
    case 404:
      return new NoInputError(NOT_FOUND, message);
    case 410:
      return new UnavailableError(EXPIRED, message);
    case 400:
    case 409:
    case 422:
      return new InputError('INPUT_REFUSED', message);
    default:
      return new UnavailableError('UNAVAILABLE_API', `${asked.server}: ${message}`);
  }
}

function messageOf(body: string): string | undefined {
  try {
    return asString(asMap(JSON.parse(body))['message']) || undefined;
  } catch {
    // A proxy on the way answers with a page of its own; the status says enough.
    return undefined;
  }
}

/** The words of an RBAC refusal: `pods is forbidden: User "u" cannot list resource "pods" in API group "" in the namespace "n"`. */
const FORBIDDEN = /cannot (\w+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/;

function forbiddenHint(message: string, { method, path }: Asked): string {
  const [, verb, resource, group, namespace] = FORBIDDEN.exec(message) ?? [];
  if (verb === undefined || resource === undefined) return `${method} ${path} needs a right this user does not have`;
  const kind = group ? `${resource}.${group}` : resource;
  const where = namespace === undefined ? '' : ` -n ${namespace}`;
  return `the verb "${verb}" on ${kind} is missing: kubectl auth can-i ${verb} ${kind}${where}`;
}

/** The error for a connection that failed; errors that already say what they mean stay as they are. */
export function connectionProblem(error: unknown, { server }: Pick<Asked, 'server'>): unknown {
  if (error instanceof MeshctlError || !(error instanceof Error)) return error;
  if (error.name === 'TimeoutError') {
    return new UnavailableError('UNAVAILABLE_TIMEOUT', `${server} said nothing for ${API_TIMEOUT_MS / 1000} s`, {
      cause: error,
      hint: 'is the cluster up, and does the way there need a VPN? Another --context asks another cluster',
    });
  }
  if (isProxyProblem(error)) return proxyProblem(error, server);
  // Without a code it is no failure of the network: it is ours.
  if (!('code' in error)) return error;
  return new UnavailableError('UNAVAILABLE_API', `cannot reach ${server}: ${error.message || String(error.code)}`, {
    cause: error,
    hint: connectionHint(error),
  });
}

/** The library's agents for proxies: that for HTTP says it in words alone, that for SOCKS hands on what it was asked. */
function isProxyProblem(error: Error): boolean {
  const { proxy } = 'options' in error ? asMap(error.options) : {};
  return proxy !== undefined || /^(?:Bad response: \d|Proxy timeout)/.test(error.message);
}

function proxyProblem(cause: Error, server: string): UnavailableError {
  const [, status] = /^Bad response: (\d+)/.exec(cause.message) ?? [];
  const reason =
    status === undefined
      ? `cannot reach ${server} through it: ${cause.message}`
      : `refused the way with status ${status}`;
  return new UnavailableError('UNAVAILABLE_PROXY', `the proxy before ${server} ${reason}`, {
    cause,
    hint: 'NO_PROXY names what is to be reached without it; proxy-url in the kubeconfig names another one',
  });
}

function connectionHint(error: Error): string {
  if (isSystemError(error, 'ECONNREFUSED'))
    return 'nothing listens there: is the cluster up? Another --context asks another one';
  if (isSystemError(error, 'ENOTFOUND', 'EAI_AGAIN'))
    return 'the name is not known here: look at the server in the kubeconfig, or at the VPN';
  if (/certificate|self.signed|altname/i.test(error.message)) {
    return "the kubeconfig has not the authority that signed the server's certificate, or the server changed it: fetch the kubeconfig anew";
  }
  return 'look at the server in the kubeconfig, and at what stands between';
}
