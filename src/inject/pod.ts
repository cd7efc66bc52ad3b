/** The two halves of a pod that injection reads and writes, and copies of it with something changed. */
import { asList, asMap, asString, type JsonMap } from '../model/json.ts';
import { PROXY_CONTAINER } from './constants.ts';

/** Metadata and spec of a pod, or of a template of pods. */
export interface Pod {
  readonly metadata: JsonMap;
  readonly spec: JsonMap;
}

/** A field of a pod that lists containers. */
export type ContainerList = 'containers' | 'initContainers';
/** Both lists, in the order of the API. */
export const CONTAINER_LISTS: readonly ContainerList[] = ['containers', 'initContainers'];

/** The containers of one list; empty when it is absent or no list. */
export const containersOf = (pod: Pod, list: ContainerList): readonly JsonMap[] => asList(pod.spec[list]).map(asMap);
/** The name of a container or volume; empty without one. */
export const nameOf = (item: unknown): string => asString(asMap(item)['name']) ?? '';

/** The pod with one of its container lists replaced; an empty list leaves no key where there was none. */
export function withContainers(pod: Pod, list: ContainerList, containers: readonly JsonMap[]): Pod {
  if (containers.length === 0 && pod.spec[list] === undefined) return pod;
  return { ...pod, spec: { ...pod.spec, [list]: containers } };
}

/** The pod with labels or annotations added or, where the value is `undefined`, removed. */
export function withMetadata(
  pod: Pod,
  key: 'labels' | 'annotations',
  changes: Readonly<Record<string, string | undefined>>,
): Pod {
  const current = asMap(pod.metadata[key]);
  const next: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(current)) {
    if (!Object.hasOwn(changes, name)) next[name] = value;
    else if (changes[name] !== undefined) next[name] = changes[name];
  }
  for (const [name, value] of Object.entries(changes)) if (value !== undefined) next[name] = value;
  if (Object.keys(next).length === 0 && pod.metadata[key] === undefined) return pod;
  return { ...pod, metadata: { ...pod.metadata, [key]: next } };
}

/** The proxy, wherever its layout puts it. */
export function findProxy(pod: Pod): { readonly list: ContainerList; readonly container: JsonMap } | undefined {
  for (const list of CONTAINER_LISTS) {
    const container = containersOf(pod, list).find((item) => nameOf(item) === PROXY_CONTAINER);
    if (container) return { list, container };
  }
  return undefined;
}

/** The pod with the proxy's container rewritten; the pod itself when it has no proxy. */
export function mapProxy(pod: Pod, change: (container: JsonMap) => JsonMap): Pod {
  const found = findProxy(pod);
  if (!found) return pod;
  const containers = containersOf(pod, found.list).map((item) =>
    item === found.container || nameOf(item) === PROXY_CONTAINER ? change(item) : item,
  );
  return withContainers(pod, found.list, containers);
}

/** The value of an environment variable that is set as plain text. */
export function envValue(container: JsonMap | undefined, name: string): string | undefined {
  const found = asList(container?.['env']).find((item) => nameOf(item) === name);
  return found === undefined ? undefined : asString(asMap(found)['value']);
}

/** The container with a variable set: in its place when it is there, at the end otherwise. */
export function withEnv(container: JsonMap, name: string, value: string): JsonMap {
  const env = asList(container['env']);
  const next = env.some((item) => nameOf(item) === name)
    ? env.map((item) => (nameOf(item) === name ? { name, value } : item))
    : [...env, { name, value }];
  return { ...container, env: next };
}
