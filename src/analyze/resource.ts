/** An object as analyzers see it. */
import type { MeshResource } from '../mesh/resource.ts';
import type { Path } from '../model/diagnostic.ts';
import type { JsonMap } from '../model/json.ts';
import type { Range } from '../model/range.ts';
import type { AnalyzedKind } from './kinds.ts';

/** An object, what it says, and where it stands. */
export interface AnalyzedResource<Spec = unknown> extends MeshResource<Spec> {
  readonly of: AnalyzedKind;
  /** The object as it is written. */
  readonly object: JsonMap;
  /** The cluster it is of, where there are several. */
  readonly cluster?: string;
  /** The workload a pod is derived from; its findings are the workload's. */
  readonly owner?: AnalyzedResource;
  /** Where a field stands; the nearest field that holds it when it is absent. `undefined` for what was not read from text. */
  locate(path: Path, of?: 'key' | 'value'): Range | undefined;
  /** The line the reference shows: of the scalar at the path, else that with which the document begins. */
  referenceLine(path: Path | undefined): number | undefined;
}

/** The name the reference prints: `Kind namespace/name`, without the namespace where there is none. */
export function friendlyName({ kind, namespace, name }: Pick<MeshResource, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${fullName({ namespace, name })}`;
}

/** `namespace/name`, or the name alone for an object without namespace. */
export function fullName({ namespace, name }: Pick<MeshResource, 'namespace' | 'name'>): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
