/** Pods and workload entries, found by address, name and labels. */
import { stringMap } from '../../model/json.ts';
import type { MeshResource } from '../resource.ts';
import type { MeshResources } from '../resources.ts';
import { matchesLabels } from '../selectors.ts';
import type { Labels } from '../types/common.ts';
import type { PodSpec } from '../types/kubernetes.ts';
import type { WorkloadEntry } from '../types/networking.ts';

/** Everything that runs in the mesh, indexed. */
export interface Workloads {
  readonly podByAddress: ReadonlyMap<string, MeshResource<PodSpec>>;
  /** By `namespace/name`. */
  readonly podByName: ReadonlyMap<string, MeshResource<PodSpec>>;
  readonly podsIn: ReadonlyMap<string, readonly MeshResource<PodSpec>[]>;
  readonly entriesIn: ReadonlyMap<string, readonly MeshResource<WorkloadEntry>[]>;
  /** Labels of nodes by name. */
  readonly nodes: ReadonlyMap<string, Labels>;
}

function byNamespace<T extends MeshResource>(items: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const out = new Map<string, T[]>();
  for (const item of items) {
    const list = out.get(item.namespace);
    if (list) list.push(item);
    else out.set(item.namespace, [item]);
  }
  return out;
}

/** Labels of a WorkloadEntry: those of the workload and those of the object, the object's winning. */
export function entryLabels(entry: MeshResource<WorkloadEntry>): Labels {
  return { ...entry.spec.labels, ...entry.labels };
}

/** Indexes what runs. */
export function indexWorkloads(resources: MeshResources): Workloads {
  const { pods, workloadEntries, nodes } = resources;
  // The network of its node is not a pod's own: several share an address.
  const own = pods.filter(({ spec }) => spec.ip !== undefined && !spec.hostNetwork);
  return {
    podByAddress: new Map(own.map((pod) => [pod.spec.ip ?? '', pod])),
    podByName: new Map(pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod])),
    podsIn: byNamespace(pods),
    entriesIn: byNamespace(workloadEntries),
    nodes: new Map(nodes.map((node) => [node.name, stringMap(node.labels)])),
  };
}

/** Pods of a namespace whose labels include the selector's; none for an empty selector. */
export function selectPods(
  workloads: Workloads,
  namespace: string,
  selector: Labels,
): readonly MeshResource<PodSpec>[] {
  if (Object.keys(selector).length === 0) return [];
  return (workloads.podsIn.get(namespace) ?? []).filter((pod) => matchesLabels(selector, pod.labels));
}

/** WorkloadEntries of a namespace whose labels include the selector's; none for an empty selector. */
export function selectEntries(
  workloads: Workloads,
  namespace: string,
  selector: Labels,
): readonly MeshResource<WorkloadEntry>[] {
  if (Object.keys(selector).length === 0) return [];
  return (workloads.entriesIn.get(namespace) ?? []).filter((entry) => matchesLabels(selector, entryLabels(entry)));
}

const HASHED_OWNER = /^(.+)-[a-z0-9]{5,10}$/;

/** What telemetry calls the workload a pod belongs to: its Deployment rather than the ReplicaSet in between. */
export function workloadName(pod: MeshResource<PodSpec>): string {
  const [kind = '', name = ''] = pod.spec.owner?.split('/') ?? [];
  if (kind === '' || name === '') return pod.name;
  const hash = pod.labels['pod-template-hash'];
  if (kind === 'ReplicaSet' && hash !== undefined && name.endsWith(`-${hash}`)) return name.slice(0, -hash.length - 1);
  // Runs of a CronJob carry their time.
  if (kind === 'Job') return HASHED_OWNER.exec(name)?.[1] ?? name;
  return name;
}
