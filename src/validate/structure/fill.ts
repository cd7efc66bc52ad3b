import { isMap, type JsonMap } from '../../model/json.ts';
import type { Structural } from './schema.ts';

/**
 * The value with the defaults of its schema, also where a null stands that the schema knows nothing of. The input is not
 * changed; what stays as it is is shared.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting-and-nullable
 */
export function filled(schema: Structural, value: unknown): unknown {
  if (!hasDefaults(schema)) return value;
  if (Array.isArray(value)) return filledList(schema, value);
  return isMap(value) ? filledMap(schema, value) : value;
}

const withDefaults = new WeakMap<Structural, boolean>();

/** Whether anything below the schema has a default; most kinds have none. */
function hasDefaults(schema: Structural): boolean {
  const known = withDefaults.get(schema);
  if (known !== undefined) return known;
  const { properties, additional, items } = schema;
  const below = [...properties.values(), ...(additional ? [additional] : []), ...(items ? [items] : [])];
  const any = below.some((inner) => inner.fallback !== undefined || hasDefaults(inner));
  withDefaults.set(schema, any);
  return any;
}

function filledList({ items }: Structural, list: readonly unknown[]): unknown {
  if (items === undefined) return list;
  const made = list.map((item) => filled(items, item));
  return made.every((item, index) => item === list[index]) ? list : made;
}

function filledMap(schema: Structural, map: JsonMap): JsonMap {
  const changed = new Map<string, unknown>();
  for (const [name, property] of schema.properties) {
    const given = Object.hasOwn(map, name) ? map[name] : undefined;
    const next = filledEntry(property, given);
    if (next !== given) changed.set(name, next);
  }
  for (const [name, given] of schema.additional ? Object.entries(map) : []) {
    if (schema.additional === undefined || schema.properties.has(name)) continue;
    const next = filled(schema.additional, given);
    if (next !== given) changed.set(name, next);
  }
  if (changed.size === 0) return map;
  return { ...map, ...Object.fromEntries(changed) };
}

function filledEntry(schema: Structural, given: unknown): unknown {
  const absent = given === undefined || (given === null && !schema.nullable);
  const value = absent && schema.fallback !== undefined ? schema.fallback : given;
  return value === undefined ? undefined : filled(schema, value);
}
