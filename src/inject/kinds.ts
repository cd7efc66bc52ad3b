/** Which objects carry pods, and where in them. */
import type { Path } from '../model/diagnostic.ts';
import { asList, asMap, asString, isMap, type JsonMap } from '../model/json.ts';

/** Where an object keeps the pod that injection changes. */
export interface PodPlace {
  /** The pod's metadata; more than one where the object has it twice, the more specific last. */
  readonly metadata: readonly Path[];
  readonly spec: Path;
  /** What must be there for the object to mean anything; absent where it may be missing. */
  readonly required?: Path;
}

/** A kind added with `--kind group/version/Kind=path.to.template`. */
export interface ExtraKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** The path of the pod template. */
  readonly template: Path;
}

const template = (...path: string[]): PodPlace => ({ metadata: [[...path, 'metadata']], spec: [...path, 'spec'] });
const TEMPLATE = template('spec', 'template');
const REQUIRED_TEMPLATE: PodPlace = { ...TEMPLATE, required: ['spec', 'template'] };
const POD: PodPlace = { metadata: [['metadata']], spec: ['spec'] };

/** The job's metadata is what the reference reads and writes; what reaches the pod is the template's. */
const JOB_METADATA: Path = ['spec', 'jobTemplate', 'metadata'];
const CRON_POD: Path = ['spec', 'jobTemplate', 'spec', 'template'];
const CRON_JOB: PodPlace = { metadata: [JOB_METADATA, [...CRON_POD, 'metadata']], spec: [...CRON_POD, 'spec'] };
const CRON_JOB_COMPAT: PodPlace = { metadata: [JOB_METADATA], spec: CRON_JOB.spec };

const KINDS: Readonly<Record<string, PodPlace>> = {
  'v1/Pod': POD,
  'v1/ReplicationController': REQUIRED_TEMPLATE,
  'apps/v1/Deployment': TEMPLATE,
  'apps/v1/DaemonSet': TEMPLATE,
  'apps/v1/ReplicaSet': TEMPLATE,
  'apps/v1/StatefulSet': TEMPLATE,
  'batch/v1/Job': TEMPLATE,
  'batch/v1/CronJob': CRON_JOB,
  'apps.openshift.io/v1/DeploymentConfig': REQUIRED_TEMPLATE,
  'v1/DeploymentConfig': REQUIRED_TEMPLATE,
  // Not served since Kubernetes 1.16, but what the reference still takes for its successor in apps/v1.
  'extensions/v1beta1/Deployment': TEMPLATE,
  'extensions/v1beta1/DaemonSet': TEMPLATE,
  'extensions/v1beta1/ReplicaSet': TEMPLATE,
};

/** Kinds the reference passes by; left alone under compat. */
const MORE_KINDS: Readonly<Record<string, PodPlace>> = {
  'argoproj.io/v1alpha1/Rollout': TEMPLATE,
  'serving.knative.dev/v1/Service': TEMPLATE,
  'apps.kruise.io/v1alpha1/CloneSet': TEMPLATE,
  'apps.kruise.io/v1alpha1/StatefulSet': TEMPLATE,
  'apps.kruise.io/v1beta1/StatefulSet': TEMPLATE,
  'apps.kruise.io/v1alpha1/DaemonSet': TEMPLATE,
  'apps.kruise.io/v1alpha1/BroadcastJob': TEMPLATE,
};

/** Workloads of the API groups that were served until Kubernetes 1.16; only the template of 2018 writes into them. */
const KINDS_2018: readonly string[] = ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'];
const GROUPS_2018: readonly string[] = ['apps/v1beta1', 'apps/v1beta2'];

/** Which kinds count besides those of Kubernetes. */
export interface KindOptions {
  readonly compat: boolean;
  readonly extra: readonly ExtraKind[];
  /** Whether the templates of 2018 are in use. */
  readonly legacy: boolean;
}

/** Where an object of this kind keeps its pod; `undefined` when injection does not know the kind. */
export function podPlace(apiVersion: string, kind: string, options: KindOptions): PodPlace | undefined {
  const key = `${apiVersion}/${kind}`;
  if (options.compat && key === 'batch/v1/CronJob') return CRON_JOB_COMPAT;
  if (Object.hasOwn(KINDS, key)) return KINDS[key];
  if (options.legacy && GROUPS_2018.includes(apiVersion) && KINDS_2018.includes(kind)) return TEMPLATE;
  if (!options.compat && Object.hasOwn(MORE_KINDS, key)) return MORE_KINDS[key];
  const extra = options.extra.find((item) => item.apiVersion === apiVersion && item.kind === kind);
  return extra ? { metadata: [[...extra.template, 'metadata']], spec: [...extra.template, 'spec'] } : undefined;
}

/** Whether an object is the `kind: List` whose items count one by one. */
export const isList = (object: JsonMap): boolean => object['apiVersion'] === 'v1' && object['kind'] === 'List';

/** How deep a pod template may hide in an object of a kind injection does not know. */
const SEARCH_DEPTH = 6;

/** The path of what looks like a pod template in an object of an unknown kind: a map whose `spec.containers` are named and have images. */
export function findPodTemplate(value: unknown, path: Path = [], depth = 0): Path | undefined {
  if (!isMap(value) || depth > SEARCH_DEPTH) return undefined;
  const containers = asList(asMap(value['spec'])['containers']);
  if (
    path.length > 0 &&
    containers.some(
      (item) => asString(asMap(item)['name']) !== undefined && asString(asMap(item)['image']) !== undefined,
    )
  )
    return path;
  for (const [key, item] of Object.entries(value)) {
    const found = findPodTemplate(item, [...path, key], depth + 1);
    if (found) return found;
  }
  return undefined;
}
