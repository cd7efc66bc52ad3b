/** Which kinds have a schema, and which versions of them are served. */
import { KINDS, type KindInfo } from '../mesh/kinds.ts';
import type { JsonMap } from '../model/json.ts';
import type { LayerProblem } from './problem.ts';
import { structuralKind } from './structure/from-table.ts';
import { kubernetesDefinitions } from './structure/kubernetes.ts';
import type { Structural } from './structure/schema.ts';

/** A kind the API server knows. */
export interface Definition {
  readonly group: string;
  readonly kind: string;
  /** The versions of the group that are served, the preferred one first. */
  readonly versions: readonly string[];
  /** Every `apiVersion` the kind is served as, of other groups too. */
  readonly served: readonly string[];
  /** The schema of objects of a version that is served. */
  schema(version: string): Structural;
  /** Problems of form that no schema of ours says; paths from the root of the object. */
  readonly check?: (value: JsonMap) => readonly LayerProblem[];
}

/** The kinds a run knows, by group and kind. */
export interface Definitions {
  find(group: string, kind: string): Definition | undefined;
  /** The kinds of a group, also those without a schema here; empty for groups of which not all are known. */
  kindsOf(group: string): readonly string[];
  /** Whether a group is one of the mesh. */
  isOfMesh(group: string): boolean;
  /** Every `apiVersion` that a kind of this name is served as in groups of the mesh. */
  servedAs(kind: string): readonly string[];
}

/** Kinds that groups of the mesh have besides. */
const WITHOUT_SCHEMA: Readonly<Record<string, readonly string[]>> = {
  'gateway.networking.k8s.io': ['BackendTLSPolicy', 'ListenerSet', 'TCPRoute', 'TLSRoute', 'UDPRoute'],
};

/** Kinds of the core of Kubernetes, for those who misspell them. */
const OF_CORE =
  'Binding ComponentStatus ConfigMap Endpoints Event LimitRange List Namespace Node PersistentVolume PersistentVolumeClaim Pod ' +
  'PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount';

/** The kinds of Kubernetes' groups. */
const OF_KUBERNETES: Readonly<Record<string, readonly string[]>> = {
  '': OF_CORE.split(' '),
  apps: ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  batch: ['CronJob', 'Job'],
};

function ofKind(info: KindInfo): Definition {
  const { group, kind, versions } = info;
  const served = versions.map((version) => `${group}/${version}`);
  return { group, kind, versions, served, schema: () => structuralKind(info) };
}

const MESH_GROUPS: ReadonlySet<string> = new Set(KINDS.map(({ group }) => group));

/** Istio's, Gateway API's and Kubernetes' kinds, and those the user gave, which come first. */
export function definitions(given: readonly Definition[] = []): Definitions {
  const ofMesh = [...KINDS.map(ofKind), ...given.filter(({ group }) => MESH_GROUPS.has(group))];
  const all = [...kubernetesDefinitions(), ...ofMesh, ...given];
  const byName = new Map(all.map((definition) => [`${definition.group}/${definition.kind}`, definition]));
  return {
    find: (group, kind) => byName.get(`${group}/${kind}`),
    kindsOf(group) {
      if (Object.hasOwn(OF_KUBERNETES, group)) return OF_KUBERNETES[group] ?? [];
      const known = ofMesh.filter((definition) => definition.group === group).map(({ kind }) => kind);
      return [...known, ...(Object.hasOwn(WITHOUT_SCHEMA, group) ? (WITHOUT_SCHEMA[group] ?? []) : [])];
    },
    isOfMesh: (group) => MESH_GROUPS.has(group),
    servedAs: (kind) => ofMesh.flatMap((definition) => (definition.kind === kind ? definition.served : [])),
  };
}
