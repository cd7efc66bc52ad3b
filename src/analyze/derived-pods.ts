/** The pods that workloads would make. */
import { INJECT, PROXY_CONTAINER } from '../inject/constants.ts';
import { decide, webhookEntry } from '../inject/policy.ts';
import { POD_TEMPLATES } from '../mesh/kubernetes/pods.ts';
import type { Path } from '../model/diagnostic.ts';
import { asList, asMap, entry, getIn, type JsonMap, stringMap } from '../model/json.ts';
import type { AnalyzedKind } from './kinds.ts';
import type { AnalyzedResource } from './resource.ts';

const WORKLOADS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'Rollout',
  'CloneSet',
] as const;

type Resources = ReadonlyMap<AnalyzedKind, readonly AnalyzedResource[]>;

/** Stands for the image the injector gives; nobody compares it. */
const INJECTED_IMAGE = 'injected';

/** Whether a cluster with the usual injector would inject the pod. */
export function isInjected(metadata: JsonMap, spec: JsonMap, namespaceObject: AnalyzedResource | undefined): boolean {
  const labels = namespaceObject?.labels ?? {};
  const revision = labels['istio.io/rev'] ?? stringMap(metadata['labels'])['istio.io/rev'] ?? '';
  const called = webhookEntry(labels, metadata['labels'], {
    revision: labels['istio-injection'] === 'enabled' ? '' : revision,
    everywhere: false,
  });
  const asked = entry(metadata['annotations'], INJECT) === 'true' && labels['istio-injection'] === undefined;
  if (called.entry === undefined && !asked) return false;
  return called.entry !== undefined && decide({ metadata, spec, namespace: namespaceObject?.name ?? '' }).inject;
}

function withSidecar(spec: JsonMap): JsonMap {
  const list = asList(spec['containers']);
  if (list.some((item) => asMap(item)['name'] === PROXY_CONTAINER)) return spec;
  return { ...spec, containers: [...list, { name: PROXY_CONTAINER, image: INJECTED_IMAGE }] };
}

/** A path in the pod as one in its workload. */
function placed(template: Path, path: Path): Path {
  return path[0] === 'metadata' && path[1] === 'name' ? path : [...template, ...path];
}

function podOf(owner: AnalyzedResource, namespace: AnalyzedResource | undefined): AnalyzedResource | undefined {
  const template = POD_TEMPLATES[owner.kind];
  if (template === undefined || asList(getIn(owner.object, ['metadata', 'ownerReferences'])).length > 0)
    return undefined;
  const written = getIn(owner.object, template);
  // A Rollout may refer to a Deployment, which stands for the pod then.
  if (written === undefined) return undefined;
  const value = asMap(written);
  const metadata = asMap(value['metadata']);
  const spec = asMap(value['spec']);
  const injected = isInjected(metadata, spec, namespace);
  const object = { apiVersion: 'v1', kind: 'Pod', metadata, spec: injected ? withSidecar(spec) : spec };
  return {
    of: 'Pod',
    group: '',
    kind: 'Pod',
    name: owner.name,
    namespace: owner.namespace,
    labels: stringMap(metadata['labels']),
    annotations: stringMap(metadata['annotations']),
    created: owner.created,
    spec: object.spec,
    object,
    ...(owner.cluster === undefined ? {} : { cluster: owner.cluster }),
    owner,
    origin: owner.origin,
    locate: (path, of) => owner.locate(placed(template, path), of),
    referenceLine: () => undefined,
  };
}

/** The pod of a workload that was derived before, and the namespace that decided about its sidecar. */
interface Remembered {
  readonly namespace: AnalyzedResource | undefined;
  readonly pod: AnalyzedResource | undefined;
}

const remembered = new WeakMap<AnalyzedResource, Remembered>();

/** The pod of a workload, the same one while the workload and its namespace are. */
function podFor(
  owner: AnalyzedResource,
  namespaces: ReadonlyMap<string, AnalyzedResource>,
): AnalyzedResource | undefined {
  const namespace = namespaces.get(owner.namespace);
  const before = remembered.get(owner);
  if (before && before.namespace === namespace) return before.pod;
  const pod = podOf(owner, namespace);
  remembered.set(owner, { namespace, pod });
  return pod;
}

/** One pod for each workload in a file, with a sidecar where the cluster would inject one; those of owned ReplicaSets and Jobs are their owner's. */
export function derivedPods(resources: Resources): readonly AnalyzedResource[] {
  const namespaces = new Map((resources.get('Namespace') ?? []).map((item) => [item.name, item]));
  return WORKLOADS.flatMap((kind) => resources.get(kind) ?? [])
    .filter(({ origin }) => origin.file !== undefined)
    .flatMap((owner) => podFor(owner, namespaces) ?? []);
}

/** Where a finding about a resource stands in the object that was written: for a derived pod in its workload. */
export function writtenPath({ owner }: AnalyzedResource, path: Path): Path {
  return owner === undefined ? path : placed(POD_TEMPLATES[owner.kind] ?? [], path);
}
