/** The user's own settings for containers that templates produce. */
import { decodeTyped, goJson } from '../k8s/decode.ts';
import { strategicMerge } from '../k8s/merge.ts';
import { K8S } from '../k8s/types.ts';
import { asList, asMap, entry, getIn, type JsonMap, without } from '../model/json.ts';
import { AUTO_IMAGE, INIT_CONTAINER, OVERRIDES, PROXY_CONTAINER, VALIDATION_CONTAINER } from './constants.ts';
import {
  CONTAINER_LISTS,
  type ContainerList,
  containersOf,
  findProxy,
  mapProxy,
  nameOf,
  type Pod,
  withContainers,
  withMetadata,
} from './pod.ts';
import { type InjectionStatus, residueOf } from './previous.ts';

const CONTAINER = K8S.struct('Container');

/** A container the user wrote although a template produces it too. */
export interface OwnContainer {
  readonly list: ContainerList;
  readonly name: string;
  /** What Kubernetes reads of it, without an image of `auto`. */
  readonly container: JsonMap;
  /** What the user wrote besides, which Kubernetes does not know or takes for nothing. */
  readonly residue: JsonMap;
}

const withoutAutoImage = (container: JsonMap): JsonMap =>
  container['image'] === AUTO_IMAGE ? without(container, ['image']) : container;

function ownFields(written: JsonMap): Pick<OwnContainer, 'container' | 'residue'> {
  const residue = residueOf(written);
  return { container: withoutAutoImage(without(written, Object.keys(residue))), residue };
}

/** Puts back what no merge may see: fields of the user's containers that mean nothing to Kubernetes, where nothing took their place. */
export function keepResidue(pod: Pod, own: readonly OwnContainer[]): Pod {
  let next = pod;
  for (const { list, name, residue } of own) {
    if (Object.keys(residue).length === 0) continue;
    const kept = containersOf(next, list).map((item) =>
      nameOf(item) === name ? { ...item, ...without(residue, Object.keys(item)) } : item,
    );
    next = withContainers(next, list, kept);
  }
  return next;
}

/** Moves the user's `istio-proxy` to the init containers when the templates put theirs there, so that the two can merge. */
export function moveOwnProxy(pod: Pod, produced: Pod): Pod {
  if (findProxy(produced)?.list !== 'initContainers') return pod;
  const containers = containersOf(pod, 'containers');
  const own = containers.find((item) => nameOf(item) === PROXY_CONTAINER);
  if (!own) return pod;
  const rest = withContainers(
    pod,
    'containers',
    containers.filter((item) => item !== own),
  );
  return withContainers(rest, 'initContainers', [...containersOf(pod, 'initContainers'), own]);
}

/**
 * Containers an earlier injection put among the containers that the templates now put among the init containers: their fields
 * go on as if they were the user's, which is how the reference carries a proxy over into the layout of native sidecars.
 */
export function carriedContainers(
  { pod: before, carried }: { readonly pod: Pod; readonly carried?: readonly JsonMap[] },
  status: InjectionStatus | undefined,
  produced: Pod,
): readonly OwnContainer[] {
  if (!status) return [];
  if (carried) return carried.map(asCarried);
  const moved = containersOf(produced, 'initContainers')
    .map(nameOf)
    .filter((name) => status.containers.includes(name) && !status.initContainers.includes(name));
  return containersOf(before, 'containers')
    .filter((container) => moved.includes(nameOf(container)))
    .map(asCarried);
}

const asCarried = (container: JsonMap): OwnContainer => ({
  list: 'initContainers',
  name: nameOf(container),
  container,
  residue: {},
});

/** The user's containers among those the templates produced, by list in the order the user has them. */
export function ownContainers(user: Pod, produced: Pod): readonly OwnContainer[] {
  return CONTAINER_LISTS.flatMap((list) => {
    const names = new Set(containersOf(produced, list).map(nameOf));
    return containersOf(user, list)
      .filter((container) => names.has(nameOf(container)))
      .map((container) => ({ list, name: nameOf(container), ...ownFields(container) }));
  });
}

/** Merges the user's containers over the templates', field by field, and remembers `own` in the overrides annotation. */
export function applyOverrides(pod: Pod, own: readonly OwnContainer[], carried: readonly OwnContainer[]): Pod {
  let next = pod;
  for (const { list, name, container } of [...own, ...carried]) {
    const merged = containersOf(next, list).map((item) =>
      nameOf(item) === name ? asMap(strategicMerge(CONTAINER, item, container)) : item,
    );
    next = withContainers(next, list, merged);
  }
  return own.length === 0 ? next : withMetadata(next, 'annotations', { [OVERRIDES]: overridesText(own) });
}

function overridesText(own: readonly OwnContainer[]): string {
  const lists = CONTAINER_LISTS.flatMap((list) => {
    const containers = own
      .filter((item) => item.list === list)
      .map((item) => decodeTyped('Container', item.container).value);
    return containers.length > 0 ? [[list, containers] as const] : [];
  });
  return goJson(Object.fromEntries(lists));
}

function withArgument(container: JsonMap, flag: string, value: string): JsonMap {
  const args = asList(container['args']);
  return { ...container, args: args.map((arg, index) => (args[index - 1] === flag ? value : arg)) };
}

function withSecurity(container: JsonMap, changes: JsonMap): JsonMap {
  return { ...container, securityContext: { ...asMap(container['securityContext']), ...changes } };
}

/** A user's uid for the proxy must also be the uid whose traffic is not captured. */
export function followProxyUser(pod: Pod, own: readonly OwnContainer[], tproxy: boolean): Pod {
  const security = own.find((item) => item.name === PROXY_CONTAINER)?.container['securityContext'];
  const user = entry(security, 'runAsUser');
  const group = entry(security, 'runAsGroup');
  if (typeof user !== 'number' && typeof group !== 'number') return pod;
  const init = containersOf(pod, 'initContainers').map((container) => {
    const name = nameOf(container);
    if (name !== INIT_CONTAINER && name !== VALIDATION_CONTAINER) return container;
    const spared = typeof user === 'number' && user !== 0 ? withArgument(container, '-u', String(user)) : container;
    if (name === INIT_CONTAINER || tproxy) return spared;
    return withSecurity(spared, {
      ...(typeof user === 'number' ? { runAsUser: user } : {}),
      ...(typeof group === 'number' ? { runAsGroup: group } : {}),
    });
  });
  const followed = withContainers(pod, 'initContainers', init);
  return tproxy ? mapProxy(followed, (container) => withSecurity(container, { runAsUser: 0 })) : followed;
}

/** OpenShift writes the namespace's uid into every container; on the proxy it is not the user's wish, and is dropped. */
export function dropAssignedUser(own: readonly OwnContainer[], pod: Pod): readonly OwnContainer[] {
  const appUsers = new Set(
    containersOf(pod, 'containers')
      .filter((item) => nameOf(item) !== PROXY_CONTAINER)
      .map((item) => getIn(item, ['securityContext', 'runAsUser'])),
  );
  return own.map((item) => {
    const user = getIn(item.container, ['securityContext', 'runAsUser']);
    if (item.name !== PROXY_CONTAINER || user === undefined || !appUsers.has(user)) return item;
    const security = without(asMap(item.container['securityContext']), ['runAsUser', 'runAsGroup']);
    return { ...item, container: { ...item.container, securityContext: security } };
  });
}
