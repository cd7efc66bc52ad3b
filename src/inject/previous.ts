/** Taking an earlier injection out of a pod before a new one goes in. */
import { decodeTyped } from '../k8s/decode.ts';
import { asList, asMap, asString, entry, isMap, type JsonMap, without } from '../model/json.ts';
import { OVERRIDES, PORTS_ENV, PROBERS_ENV, PROMETHEUS_ENV, PROXY_CONTAINER, STATUS } from './constants.ts';
import {
  CONTAINER_LISTS,
  type ContainerList,
  containersOf,
  envValue,
  findProxy,
  nameOf,
  type Pod,
  withContainers,
  withMetadata,
} from './pod.ts';
import { type Problem, Refusal } from './problem.ts';
import { isMergedPrometheus, restorePrometheus } from './prometheus.ts';

/** What an injector said it added: the names in `sidecar.istio.io/status`. */
export interface InjectionStatus {
  readonly containers: readonly string[];
  readonly initContainers: readonly string[];
  readonly volumes: readonly string[];
  readonly imagePullSecrets: readonly string[];
  /** The revision of the control plane that injected it; `default` where it does not say. */
  readonly revision: string;
  /** Whether it has the version that injectors wrote in 2018. */
  readonly versioned: boolean;
}

/** The user's own containers that templates changed, as `proxy.istio.io/overrides` keeps them. */
export type Overrides = Readonly<Partial<Record<ContainerList, readonly JsonMap[]>>>;

/** The pod without its earlier injection, and what the proxy that is gone remembered. */
export interface Stripped {
  readonly pod: Pod;
  readonly probers?: string;
}

const names = (value: unknown): readonly string[] =>
  asList(value).filter((item): item is string => typeof item === 'string');

/** The status of an earlier injection; `undefined` when there is none or it cannot be read. */
export function readStatus(pod: Pod): InjectionStatus | undefined {
  const text = asString(entry(pod.metadata['annotations'], STATUS));
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (!isMap(value)) return undefined;
    return {
      containers: names(value['containers']),
      initContainers: names(value['initContainers']),
      volumes: names(value['volumes']),
      imagePullSecrets: names(value['imagePullSecrets']),
      revision: asString(value['revision']) ?? 'default',
      versioned: value['version'] !== undefined,
    };
  } catch {
    return undefined;
  }
}

/** A container as its user wrote it: Go's encoder adds empty resources to every one. */
function asWritten(container: unknown): JsonMap {
  const map = asMap(container);
  return Object.keys(asMap(map['resources'])).length === 0 ? without(map, ['resources']) : map;
}

/** The fields of a container that Kubernetes does not give back: unknown ones, nulls, and those that are empty. */
export function residueOf(container: JsonMap): JsonMap {
  const typed = asMap(decodeTyped('Container', container).value);
  const means = (key: string): boolean =>
    Object.hasOwn(typed, key) && !(key === 'resources' && Object.keys(asMap(typed[key])).length === 0);
  return Object.fromEntries(Object.entries(container).filter(([key]) => !means(key)));
}

/** The overrides a pod carries; `undefined` when it has none. Throws `Refusal` when they cannot be read, since they may hold the user's own settings. */
export function readOverrides(pod: Pod): Overrides | undefined {
  const text = asString(entry(pod.metadata['annotations'], OVERRIDES));
  if (text === undefined) return undefined;
  const refused = (why: string): Refusal =>
    new Refusal([
      {
        code: 'MSH1010',
        message: `the annotation ${OVERRIDES} cannot be read: ${why}`,
        path: ['metadata', 'annotations', OVERRIDES],
      },
    ]);
  try {
    const value: unknown = JSON.parse(text);
    if (!isMap(value)) throw refused('it is not a JSON object');
    const out: Partial<Record<ContainerList, readonly JsonMap[]>> = {};
    for (const list of CONTAINER_LISTS) if (Array.isArray(value[list])) out[list] = value[list].map(asWritten);
    return out;
  } catch (error) {
    throw error instanceof Refusal ? error : refused('it is not JSON');
  }
}

const portsOf = (container: JsonMap): readonly unknown[] =>
  asList(container['ports']).map((port) => entry(port, 'containerPort'));

/** The ports of the pod's containers as the proxy was told of them; `undefined` when it was not. */
function rememberedPorts(pod: Pod): readonly unknown[] | undefined {
  try {
    const ports: unknown = JSON.parse(envValue(findProxy(pod)?.container, PORTS_ENV) ?? '');
    return Array.isArray(ports) ? portsOf({ ports }) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the user's proxy, which the overrides only have among the init containers, stood there too: native sidecars move it there from
 * among the containers, where people write it. Its own ports tell, since the proxy is told of those of containers only.
 */
function stoodAmongInit(proxy: JsonMap, pod: Pod): boolean {
  const [port] = portsOf(proxy);
  const remembered = port === undefined ? undefined : rememberedPorts(pod);
  if (!remembered) return false;
  const others = containersOf(pod, 'containers').filter((container) => nameOf(container) !== PROXY_CONTAINER);
  const count = (ports: readonly unknown[]): number => ports.filter((item) => item === port).length;
  return count(remembered) <= count(others.flatMap(portsOf));
}

/** The overrides with the user's proxy in the list it was written in. */
function ownLists(overrides: Overrides | undefined, pod: Pod): Record<ContainerList, readonly JsonMap[]> {
  const isProxy = (container: JsonMap): boolean =>
    nameOf(container) === PROXY_CONTAINER && !stoodAmongInit(container, pod);
  const init = overrides?.initContainers ?? [];
  return {
    containers: [...(overrides?.containers ?? []), ...init.filter(isProxy)],
    initContainers: init.filter((container) => !isProxy(container)),
  };
}

/** The container of that name in any list; an empty one when there is none. */
const elsewhere = (pod: Pod, name: string): JsonMap =>
  CONTAINER_LISTS.flatMap((list) => containersOf(pod, list)).find((item) => nameOf(item) === name) ?? {};

/**
 * Containers an earlier injection added go; those it changed turn back, in their place, into what the user wrote, and what it
 * moved or dropped comes back at the end.
 */
export function restoreContainers(
  pod: Pod,
  status: InjectionStatus | undefined,
  overrides: Overrides | undefined,
): Pod {
  const own = ownLists(overrides, pod);
  return CONTAINER_LISTS.reduce((done, list) => {
    const wanted = new Map(own[list].map((container) => [nameOf(container), container]));
    const present = containersOf(pod, list);
    const kept = present.flatMap((container) => {
      const name = nameOf(container);
      if (!status?.[list].includes(name)) return [container];
      const original = wanted.get(name);
      return original ? [{ ...residueOf(container), ...original }] : [];
    });
    const missing = own[list]
      .filter((container) => !present.some((item) => nameOf(item) === nameOf(container)))
      .map((container) => ({ ...residueOf(elsewhere(pod, nameOf(container))), ...container }));
    const next = [...kept, ...missing];
    return next.length === present.length && next.every((item, index) => item === present[index])
      ? done
      : withContainers(done, list, next);
  }, pod);
}

/** The pod as it was before an earlier injection, as far as a new one needs it; volumes and labels are left, since the new one sets the same. */
export function stripInjection(pod: Pod, statusPort: number, warn: (problem: Problem) => void): Stripped {
  const status = readStatus(pod);
  const overrides = readOverrides(pod);
  if (!status && entry(pod.metadata['annotations'], STATUS) !== undefined) {
    const message = `the annotation ${STATUS} is not the JSON an injector writes and is ignored`;
    warn({ code: 'MSH1107', message, path: ['metadata', 'annotations', STATUS] });
  }
  if (!status && !overrides) return { pod };
  const proxy = status ? findProxy(pod)?.container : undefined;
  const bare = restoreContainers(pod, status, overrides);
  const merged = status !== undefined && isMergedPrometheus(pod, statusPort);
  const scraped = merged ? restorePrometheus(bare, envValue(proxy, PROMETHEUS_ENV)) : bare;
  const probers = envValue(proxy, PROBERS_ENV);
  return {
    pod: withMetadata(scraped, 'annotations', { [STATUS]: undefined, [OVERRIDES]: undefined }),
    ...(probers === undefined ? {} : { probers }),
  };
}
