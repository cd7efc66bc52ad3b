/** Application probes go through the agent, since the kubelet has no certificate of the mesh. */
import { decodeTyped, goJson } from '../k8s/decode.ts';
import type { Path } from '../model/diagnostic.ts';
import { goBoolean } from '../model/go-boolean.ts';
import { asList, asMap, asString, getIn, isMap, type JsonMap, stringMap } from '../model/json.ts';
import { PROBERS_ENV, PROXY_CONTAINER, REWRITE_PROBES, STATUS_PORT } from './constants.ts';
import {
  CONTAINER_LISTS,
  type ContainerList,
  containersOf,
  envValue,
  findProxy,
  mapProxy,
  nameOf,
  type Pod,
  withContainers,
  withEnv,
} from './pod.ts';
import type { Problem } from './problem.ts';

/** A handler of a container, where it stands and the path the agent answers for it on. */
interface Handler {
  readonly field: readonly string[];
  readonly path: (container: string) => string;
}

/** The places of a container where the kubelet sends requests from. */
export const HANDLERS: readonly Handler[] = [
  { field: ['readinessProbe'], path: (name) => `/app-health/${name}/readyz` },
  { field: ['livenessProbe'], path: (name) => `/app-health/${name}/livez` },
  { field: ['startupProbe'], path: (name) => `/app-health/${name}/startupz` },
  { field: ['lifecycle', 'preStop'], path: (name) => `/app-lifecycle/${name}/prestopz` },
  { field: ['lifecycle', 'postStart'], path: (name) => `/app-lifecycle/${name}/poststartz` },
];

/** The actions of a handler that can be asked through the agent, with their types in the Kubernetes table. */
const ACTIONS: Readonly<Record<string, string>> = {
  httpGet: 'HTTPGetAction',
  tcpSocket: 'TCPSocketAction',
  grpc: 'GRPCAction',
};

/** Whether probes are rewritten: annotation, else values, else yes. */
function rewritesProbes(annotations: Readonly<Record<string, string>>, values: unknown): boolean {
  const asked = goBoolean(annotations[REWRITE_PROBES] ?? '');
  if (asked !== undefined) return asked;
  const byValues = getIn(values, ['sidecarInjectorWebhook', 'rewriteAppHTTPProbe']);
  return typeof byValues === 'boolean' ? byValues : true;
}

/** The port the agent answers on: annotation, else the mesh's. */
function probePort(annotations: Readonly<Record<string, string>>, meshStatusPort: number): number {
  const asked = annotations[STATUS_PORT] ?? '';
  return /^[0-9]+$/.test(asked) ? Number(asked) : meshStatusPort;
}

/** The number behind a port that may be a name; `undefined` for a name the container does not have. */
function resolvePort(port: unknown, container: JsonMap): number | undefined {
  if (typeof port === 'number') return port;
  const named = asList(container['ports'])
    .map(asMap)
    .find((item) => item['name'] === port);
  return typeof named?.['containerPort'] === 'number' ? named['containerPort'] : undefined;
}

interface Rewritten {
  readonly handler: JsonMap;
  /** What the agent must know; `undefined` when the port cannot be resolved. */
  readonly prober?: JsonMap;
  readonly lostPort?: unknown;
}

/** The handler asking the agent instead of the application; `undefined` when there is nothing to rewrite. */
function rewriteHandler(handler: JsonMap, container: JsonMap, path: string, statusPort: number): Rewritten | undefined {
  const action = Object.keys(ACTIONS).find((name) => isMap(handler[name]));
  if (action === undefined) return undefined;
  const original = asMap(handler[action]);
  const port = resolvePort(original['port'], container);
  if (port === statusPort) return undefined;
  const { httpGet: _, tcpSocket: __, grpc: ___, ...rest } = handler;
  const kept = action === 'httpGet' ? original : {};
  const httpGet: Record<string, unknown> = { ...kept, path, port: statusPort };
  if (httpGet['scheme'] === 'HTTPS') httpGet['scheme'] = 'HTTP';
  // The rewritten action stands where the original did, so that an edit of the text stays small.
  const rewritten = Object.fromEntries(
    Object.entries(handler).flatMap(([key, value]) =>
      key === action ? [['httpGet', httpGet]] : key in rest ? [[key, value]] : [],
    ),
  );
  if (port === undefined) return { handler: rewritten, lostPort: original['port'] };
  const typed = decodeTyped(ACTIONS[action] ?? '', { ...original, port }).value;
  const timeout = handler['timeoutSeconds'];
  return {
    handler: rewritten,
    prober: { [action]: typed, ...(typeof timeout === 'number' && timeout > 0 ? { timeoutSeconds: timeout } : {}) },
  };
}

/** The variable with more probers in it, keys sorted; those it has already win, since they are older than the rewriting. */
export function mergeProbers(existing: string | undefined, added: Readonly<Record<string, unknown>>): string {
  const known = parseProbers(existing);
  const all: Record<string, unknown> = { ...added, ...known };
  return goJson(
    Object.fromEntries(
      Object.keys(all)
        .sort()
        .map((key) => [key, all[key]]),
    ),
  );
}

/** The probers a proxy was told of; empty when the text is none. */
export function parseProbers(text: string | undefined): JsonMap {
  if (text === undefined) return {};
  try {
    return asMap(JSON.parse(text));
  } catch {
    return {};
  }
}

interface Rewriting {
  readonly statusPort: number;
  readonly probers: Record<string, unknown>;
  readonly warn: (problem: Problem) => void;
}

function rewriteContainer(container: JsonMap, at: Path, work: Rewriting): JsonMap {
  const name = nameOf(container);
  let next = container;
  for (const { field, path } of HANDLERS) {
    const handler = getIn(next, field);
    if (!isMap(handler)) continue;
    const result = rewriteHandler(handler, container, path(name), work.statusPort);
    if (!result) continue;
    const [head = '', tail] = field;
    next = { ...next, [head]: tail === undefined ? result.handler : { ...asMap(next[head]), [tail]: result.handler } };
    if (result.prober) work.probers[path(name)] = result.prober;
    else {
      const port = asString(result.lostPort) ?? String(result.lostPort);
      const message = `the ${field.join('.')} of container "${name}" asks for port "${port}", which the container does not name, so the probe will fail`;
      work.warn({ code: 'MSH1105', message, path: [...at, ...field] });
    }
  }
  return next;
}

function rewriteList(pod: Pod, list: ContainerList, work: Rewriting): Pod {
  const containers = containersOf(pod, list);
  const next = containers.map((container, index) =>
    nameOf(container) === PROXY_CONTAINER ? container : rewriteContainer(container, ['spec', list, index], work),
  );
  return next.some((container, index) => container !== containers[index]) ? withContainers(pod, list, next) : pod;
}

/** Sends every probe and lifecycle call of the application through the agent, when values or annotation want it and there is a proxy. */
export function rewriteProbes(
  pod: Pod,
  values: unknown,
  meshStatusPort: number,
  remembered: string | undefined,
  warn: (problem: Problem) => void,
): Pod {
  const annotations = stringMap(pod.metadata['annotations']);
  const proxy = findProxy(pod);
  if (!proxy || !rewritesProbes(annotations, values)) return pod;
  const probers: Record<string, unknown> = {};
  const work: Rewriting = { statusPort: probePort(annotations, meshStatusPort), probers, warn };
  const rewritten = CONTAINER_LISTS.reduce((done, list) => rewriteList(done, list, work), pod);
  const known = envValue(proxy.container, PROBERS_ENV);
  const all = { ...probers, ...parseProbers(remembered) };
  if (Object.keys(all).length === 0 && known === undefined) return rewritten;
  return mapProxy(rewritten, (container) => withEnv(container, PROBERS_ENV, mergeProbers(known, all)));
}
