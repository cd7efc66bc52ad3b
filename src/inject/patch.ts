/** What injection changes in an object, as patches other tools apply. Pure. */
import { createPatch } from 'rfc6902';
import type { FieldType, StructType } from '../k8s/schema.ts';
import { K8S, rootType } from '../k8s/types.ts';
import type { ResourceRef } from '../model/diagnostic.ts';
import { asList, asMap, deepEqual, entry, isMap, type JsonMap } from '../model/json.ts';

/** One entry of a kustomization's `patches`: the object it is for and the JSON patch (RFC 6902) as operations. */
export interface ObjectPatch {
  readonly target: {
    readonly group?: string;
    readonly version: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  };
  readonly operations: readonly unknown[];
}

/** The operations that turn `before` into `after`, for the object named. */
export function jsonPatch(resource: ResourceRef, before: unknown, after: unknown): ObjectPatch {
  const [version = '', group] = resource.apiVersion.split('/').reverse();
  const { kind, name, namespace } = resource;
  const target = { ...(group ? { group } : {}), version, kind, name, ...(namespace ? { namespace } : {}) };
  return { target, operations: createPatch(before, after) };
}

function mergeList(type: FieldType & { kind: 'list' }, before: unknown, after: readonly unknown[]): unknown {
  const key = type.mergeKey;
  if (!key || type.of.kind !== 'struct') return after;
  const of = type.of;
  const known = new Map(asList(before).map((item) => [entry(item, key), item]));
  const wanted = new Set(after.map((item) => entry(item, key)));
  const changed = after.filter((item) => !deepEqual(known.get(entry(item, key)), item));
  const gone = [...known.keys()].filter((name) => !wanted.has(name)).map((name) => ({ [key]: name, $patch: 'delete' }));
  const merged = changed.map((item) => ({
    [key]: entry(item, key),
    ...mergeStruct(K8S.struct(of.struct), asMap(known.get(entry(item, key))), asMap(item)),
  }));
  return [...merged, ...gone];
}

function mergeField(type: FieldType | undefined, before: unknown, after: unknown): unknown {
  if (type?.kind === 'struct' && isMap(after) && isMap(before))
    return mergeStruct(K8S.struct(type.struct), before, after);
  if (type?.kind === 'list' && Array.isArray(after)) return mergeList(type, before, after);
  if (isMap(after) && isMap(before)) return mergeStruct(undefined, before, after);
  return after;
}

function mergeStruct(type: StructType | undefined, before: JsonMap, after: JsonMap): JsonMap {
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) out[key] = null;
  for (const [key, value] of Object.entries(after)) {
    if (!deepEqual(before[key], value)) out[key] = mergeField(type?.byJson.get(key)?.type, before[key], value);
  }
  return out;
}

/** The strategic merge patch that turns `before` into `after`, but for the order of containers: names the object and holds what changes. */
export function strategicPatch(resource: ResourceRef, before: unknown, after: unknown): JsonMap {
  const name = rootType(resource.apiVersion, resource.kind);
  const changes = mergeStruct(name ? K8S.struct(name) : undefined, asMap(before), asMap(after));
  const metadata = {
    name: resource.name,
    ...(resource.namespace ? { namespace: resource.namespace } : {}),
    ...asMap(changes['metadata']),
  };
  return {
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    metadata,
    ...Object.fromEntries(Object.entries(changes).filter(([key]) => key !== 'metadata')),
  };
}
