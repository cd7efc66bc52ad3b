/** A resource of the mesh with the place it was read from. */
import type { Origin, Path } from '../model/diagnostic.ts';
import type { Range } from '../model/range.ts';
import type { Labels } from './types/common.ts';

/** An object with its spec in the form the control plane decodes it to. */
export interface MeshResource<Spec = unknown> {
  /** The API group without version; empty for the core of Kubernetes. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Never empty for namespaced kinds: objects that name none are in the default namespace of the run. */
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** As written; empty when the object has none, as objects in files have not. */
  readonly created: string;
  readonly spec: Spec;
  readonly origin: Origin;
  /** Where a field stands, its path counted from the root of the object; `undefined` for what was not read from text. */
  locate(path: Path): Range | undefined;
}

/** `namespace/name`, by which resources of one kind are told apart. */
export function keyOf({ namespace, name }: Pick<MeshResource, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

/**
 * The order in which the control plane reads resources of one kind: age, then name, then namespace. Objects in files have no
 * age, so names decide between them.
 */
export function byAge(a: MeshResource, b: MeshResource): number {
  return compareText(a.created, b.created) || compareText(a.name, b.name) || compareText(a.namespace, b.namespace);
}

/** Texts by their UTF-16 units, as Go compares them for ASCII. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
