/** Taking an injection out again: by its status annotation, whoever wrote it. Pure. */
import { asList, asMap, asString, entry, getIn, isMap, type JsonMap, stringMap } from '../model/json.ts';
import {
  AUTO_IMAGE,
  INIT_CONTAINER,
  NETWORK_LABEL,
  OVERRIDES,
  PROBERS_ENV,
  PROMETHEUS_ENV,
  PROXY_CONTAINER,
  REVISION,
  SECURE_PORT,
  STATUS,
  VALIDATION_CONTAINER,
} from './constants.ts';
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
import { type InjectionStatus, readOverrides, readStatus, restoreContainers } from './previous.ts';
import { HANDLERS, parseProbers } from './probes.ts';
import { isMergedPrometheus, restorePrometheus } from './prometheus.ts';
import { removeMultusNetwork } from './template/functions-pod.ts';

/** The labels and annotations injection adds, each with the value it would have added to this pod. */
function addedMetadata(
  pod: Pod,
  injected: Pod,
  status: InjectionStatus,
): { readonly labels: Record<string, string>; readonly annotations: Record<string, string> } {
  const labels = stringMap(pod.metadata['labels']);
  const env = findProxy(injected)?.container;
  const name = labels['app.kubernetes.io/name'] ?? labels['app'] ?? envValue(env, 'ISTIO_META_WORKLOAD_NAME') ?? '';
  const first = nameOf(containersOf(pod, 'containers').find((item) => nameOf(item) !== PROXY_CONTAINER));
  return {
    labels: {
      'security.istio.io/tlsMode': 'istio',
      'networking.istio.io/tunnel': 'http',
      'service.istio.io/canonical-name': canonical(name),
      'service.istio.io/canonical-revision': labels['app.kubernetes.io/version'] ?? labels['version'] ?? 'latest',
      [NETWORK_LABEL]: envValue(env, 'ISTIO_META_NETWORK') ?? '',
    },
    annotations: {
      [REVISION]: status.revision,
      'kubectl.kubernetes.io/default-container': first,
      'kubectl.kubernetes.io/default-logs-container': first,
      [SECURE_PORT]: envValue(env, 'ENVOY_SECURE_MERGED_METRICS_PORT') ?? '',
      ...cniAnnotations(injected),
    },
  };
}

/** What the template makes of a name: 63 characters, no punctuation at the ends. */
const canonical = (name: string): string => name.slice(0, 63).replace(/^[-_.]+|[-_.]+$/g, '');

const MULTUS_NETWORKS = 'k8s.v1.cni.cncf.io/networks';
const CNI_NETWORK = 'default/istio-cni';

const validationOf = (injected: Pod): JsonMap | undefined =>
  containersOf(injected, 'initContainers').find((item) => nameOf(item) === VALIDATION_CONTAINER);

/** Under CNI the capture settings stand in annotations too; the validation container's arguments say what was written. */
function cniAnnotations(injected: Pod): Record<string, string> {
  const validation = validationOf(injected);
  if (!validation) return {};
  const args = asList(validation['args']).map(String);
  const value = (flag: string): string => {
    const at = args.indexOf(flag);
    return at < 0 ? '' : (args[at + 1] ?? '');
  };
  const traffic = 'traffic.sidecar.istio.io';
  return {
    'sidecar.istio.io/interceptionMode': value('-m'),
    [`${traffic}/includeOutboundIPRanges`]: value('-i'),
    [`${traffic}/excludeOutboundIPRanges`]: value('-x'),
    [`${traffic}/includeInboundPorts`]: value('-b'),
    [`${traffic}/excludeInboundPorts`]: value('-d').replace(/^15090,15021,?/, ''),
    [`${traffic}/includeOutboundPorts`]: value('-q'),
    [`${traffic}/excludeOutboundPorts`]: value('-o'),
  };
}

/** Under CNI with Multus the pod was given one more network. */
function dropNetwork(pod: Pod, injected: Pod): Pod {
  const networks = asString(entry(pod.metadata['annotations'], MULTUS_NETWORKS));
  if (networks === undefined || !validationOf(injected)) return pod;
  const left = removeMultusNetwork(networks, CNI_NETWORK);
  return left === networks ? pod : withMetadata(pod, 'annotations', { [MULTUS_NETWORKS]: left });
}

function dropAdded(pod: Pod, injected: Pod, status: InjectionStatus): Pod {
  const added = addedMetadata(pod, injected, status);
  let next = pod;
  for (const key of ['labels', 'annotations'] as const) {
    const gone = Object.entries(added[key]).filter(
      ([name, value]) => value !== '' && entry(pod.metadata[key], name) === value,
    );
    if (gone.length > 0) next = withMetadata(next, key, Object.fromEntries(gone.map(([name]) => [name, undefined])));
  }
  return next;
}

/** The handler with the application's own action back in it. */
function restoreHandler(handler: JsonMap, saved: JsonMap, container: JsonMap): JsonMap {
  const action = ['httpGet', 'tcpSocket', 'grpc'].find((name) => isMap(saved[name]));
  if (action === undefined || !isMap(handler['httpGet'])) return handler;
  const original = notNull(asMap(saved[action]));
  const named = asList(container['ports'])
    .map(asMap)
    .find((port) => port['containerPort'] === original['port'] && asString(port['name']));
  const before = { ...original, port: asString(named?.['name']) ?? original['port'] };
  return Object.fromEntries(
    Object.entries(handler).map(([key, value]) =>
      key === 'httpGet' ? [action, inOrder(before, value)] : [key, value],
    ),
  );
}

/** Go writes a service that is not set as null. */
const notNull = (map: JsonMap): JsonMap =>
  Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null));

/** The fields of `fields` in the order `like` has them, the rest behind: the text of the handler changes as little as it can. */
function inOrder(fields: JsonMap, like: unknown): JsonMap {
  const known = Object.keys(asMap(like)).filter((key) => Object.hasOwn(fields, key));
  const rest = Object.keys(fields).filter((key) => !known.includes(key));
  return Object.fromEntries([...known, ...rest].map((key) => [key, fields[key]]));
}

function restoreProbes(pod: Pod, probers: JsonMap): Pod {
  if (Object.keys(probers).length === 0) return pod;
  const restore = (container: JsonMap): JsonMap => {
    let next = container;
    for (const { field, path } of HANDLERS) {
      const handler = getIn(next, field);
      const saved = probers[path(nameOf(container))];
      if (!isMap(handler) || !isMap(saved) || getIn(handler, ['httpGet', 'path']) !== path(nameOf(container))) continue;
      const [head = '', tail] = field;
      const own = restoreHandler(handler, saved, container);
      next = { ...next, [head]: tail === undefined ? own : { ...asMap(next[head]), [tail]: own } };
    }
    return next;
  };
  return CONTAINER_LISTS.reduce((done, list) => {
    const containers = containersOf(done, list);
    const next = containers.map(restore);
    return next.some((item, index) => item !== containers[index]) ? withContainers(done, list, next) : done;
  }, pod);
}

/** Volumes and pull secrets of the status go, except volumes that a container which stays still mounts. */
function dropLists(pod: Pod, status: InjectionStatus): Pod {
  const mounted = new Set(
    CONTAINER_LISTS.flatMap((list) =>
      containersOf(pod, list).flatMap((item) => asList(item['volumeMounts']).map(nameOf)),
    ),
  );
  const spec: Record<string, unknown> = { ...pod.spec };
  const drop = (key: string, names: readonly string[], keep: (name: string) => boolean): void => {
    if (spec[key] === undefined || names.length === 0) return;
    const left = asList(spec[key]).filter((item) => !names.includes(nameOf(item)) || keep(nameOf(item)));
    if (left.length === 0) delete spec[key];
    else spec[key] = left;
  };
  drop('volumes', status.volumes, (name) => mounted.has(name));
  drop('imagePullSecrets', status.imagePullSecrets, () => false);
  return { ...pod, spec };
}

/** The image that was not stored, since it only said that the injector should choose. */
function withImage(container: JsonMap): JsonMap {
  const { name, image, ...rest } = container;
  return image === undefined && name === PROXY_CONTAINER ? { name, image: AUTO_IMAGE, ...rest } : container;
}

function restoreOwn(pod: Pod, status: InjectionStatus): Pod {
  const overrides = readOverrides(pod);
  const written =
    overrides && Object.fromEntries(Object.entries(overrides).map(([list, items]) => [list, items.map(withImage)]));
  return dropEmpty(restoreContainers(pod, status, written));
}

/** Lists that injection made for its own containers do not stay behind empty. */
function dropEmpty(pod: Pod): Pod {
  const spec: Record<string, unknown> = { ...pod.spec };
  for (const list of CONTAINER_LISTS as readonly ContainerList[])
    if (asList(spec[list]).length === 0 && spec[list] !== undefined) delete spec[list];
  return { ...pod, spec };
}

/** The same for labels, annotations and the metadata itself. */
function dropEmptyMetadata(pod: Pod): Pod {
  const metadata: Record<string, unknown> = { ...pod.metadata };
  for (const key of ['labels', 'annotations']) {
    const map = metadata[key];
    if (isMap(map) && Object.keys(map).length === 0) delete metadata[key];
  }
  return { ...pod, metadata };
}

/** The templates of 2018 changed neither probes nor metrics; their status has a version. */
function isForm2018(pod: Pod, { versioned }: InjectionStatus): boolean {
  return versioned && containersOf(pod, 'initContainers').some((item) => nameOf(item) === INIT_CONTAINER);
}

/**
 * The pod as it was before it was injected, or the pod itself when it never was. What the injected pod does not tell (a port's name
 * where there is a choice, say) is guessed the way people write it; files that meshctl wrote remember the rest (`record.ts`).
 */
export function uninjectPod(pod: Pod, meshStatusPort: number): Pod {
  const status = readStatus(pod);
  if (!status) return pod;
  const proxy = findProxy(pod)?.container;
  const restored = restoreOwn(pod, status);
  const unscraped =
    !isForm2018(pod, status) && isMergedPrometheus(pod, meshStatusPort)
      ? restorePrometheus(restored, envValue(proxy, PROMETHEUS_ENV))
      : restored;
  const probed = restoreProbes(unscraped, parseProbers(envValue(proxy, PROBERS_ENV)));
  const bare = dropNetwork(dropAdded(dropLists(probed, status), pod, status), pod);
  return dropEmptyMetadata(withMetadata(bare, 'annotations', { [STATUS]: undefined, [OVERRIDES]: undefined }));
}
