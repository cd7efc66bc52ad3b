/** The objects of a document. */
import type { Path, ResourceRef } from '../model/diagnostic.ts';
import { asList, asMap, asString, isMap, type JsonMap } from '../model/json.ts';

/** One object of a document: the document itself, or an item of a List. */
export interface ObjectAt {
  readonly value: JsonMap;
  /** From the root of the document; empty when the object is the document. */
  readonly path: Path;
  /** As the object itself says it; what it does not say is empty. */
  readonly resource: ResourceRef;
}

/** The name of an object, as far as it says it. */
export function resourceOf(value: JsonMap): ResourceRef {
  const metadata = asMap(value['metadata']);
  const namespace = asString(metadata['namespace']);
  return {
    apiVersion: asString(value['apiVersion']) ?? '',
    kind: asString(value['kind']) ?? '',
    name: asString(metadata['name']) ?? asString(metadata['generateName']) ?? '',
    ...(namespace === undefined || namespace === '' ? {} : { namespace }),
  };
}

/** Whether an object only holds others: `List`, and the typed lists such as `PodList`. */
export function isListOfObjects(value: JsonMap): boolean {
  return /^(?:\w*List)$/.test(asString(value['kind']) ?? '') && Array.isArray(value['items']);
}

/** The objects of a document in their order; items of lists in place of the list. What is no mapping is left out. */
export function* objectsIn(value: unknown, path: Path = []): Generator<ObjectAt> {
  if (!isMap(value)) return;
  if (!isListOfObjects(value)) {
    yield { value, path, resource: resourceOf(value) };
    return;
  }
  for (const [index, item] of asList(value['items']).entries()) yield* objectsIn(item, [...path, 'items', index]);
}

/** Where lists have items that are no objects, which {@link objectsIn} leaves out. */
export function* straysIn(value: unknown, path: Path = []): Generator<Path> {
  if (!isMap(value) || !isListOfObjects(value)) return;
  for (const [index, item] of asList(value['items']).entries()) {
    const at = [...path, 'items', index];
    if (isMap(item)) yield* straysIn(item, at);
    else yield at;
  }
}
