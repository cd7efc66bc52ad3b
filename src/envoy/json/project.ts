import type { JsonScanner } from './scanner.ts';

/** What to read of a value: all of it, or of a map (or of every map in a list) these entries. */
export type Shape = typeof WHOLE | ShapeMap;

/** Entries by name in snake_case. The text may have the name in camelCase as well. */
export interface ShapeMap {
  readonly [key: string]: Shape;
}

/** The whole value. */
export const WHOLE = Symbol('whole');

/** The name JSON has for a field: `dynamicActiveClusters`. */
export function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

const entriesOf = new WeakMap<ShapeMap, ReadonlyMap<string, Shape>>();

function entries(shape: ShapeMap): ReadonlyMap<string, Shape> {
  const known = entriesOf.get(shape);
  if (known) return known;
  const made = new Map<string, Shape>();
  for (const [key, inner] of Object.entries(shape)) made.set(key, inner).set(camelCase(key), inner);
  entriesOf.set(shape, made);
  return made;
}

/**
 * Reads the next value of a text as far as a shape says; keys stay as they are written. A value that is no map where the
 * shape wants one is left out of a list and `undefined` elsewhere.
 */
export function project(scanner: JsonScanner, shape: Shape): unknown {
  if (shape === WHOLE) return scanner.value();
  const map = entries(shape);
  const out: Record<string, unknown> = {};
  const found = scanner.eachEntry((key) => {
    const inner = map.get(key);
    if (inner === undefined) scanner.skip();
    else out[key] = project(scanner, inner);
  });
  if (found) return out;
  const items: unknown[] = [];
  const isList = scanner.eachItem(() => {
    const item = project(scanner, shape);
    if (item !== undefined) items.push(item);
  });
  if (isList) return items;
  scanner.skip();
  return undefined;
}
