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
  /** The kinds of a group all of whose kinds are known; empty for others. */
  kindsOf(group: string): readonly string[];
}

function ofKind(info: KindInfo): Definition {
  const { group, kind, versions } = info;
  const served = versions.map((version) => `${group}/${version}`);
  return { group, kind, versions, served, schema: () => structuralKind(info) };
}

/** Istio's, Gateway API's and Kubernetes' kinds, and those the user gave, which come first. */
export function definitions(given: readonly Definition[] = []): Definitions {
  const complete = [...KINDS.map(ofKind), ...given];
  const all = [...kubernetesDefinitions(), ...complete];
  const byName = new Map(all.map((definition) => [`${definition.group}/${definition.kind}`, definition]));
  return {
    find: (group, kind) => byName.get(`${group}/${kind}`),
    kindsOf: (group) => complete.filter((definition) => definition.group === group).map(({ kind }) => kind),
  };
}
