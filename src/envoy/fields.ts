/** Fields of Envoy's messages as JSON has them: in snake_case (Envoy) or camelCase (istiod), absent when at their default. */
import { asList, asMap, asString, type JsonMap } from '../model/json.ts';
import { camelCase } from './json/project.ts';

const camelNames = new Map<string, string>();

function camelName(name: string): string {
  let camel = camelNames.get(name);
  if (camel === undefined) {
    camel = camelCase(name);
    camelNames.set(name, camel);
  }
  return camel;
}

/** A field by its name in snake_case; `undefined` when the value is no map or has no such field. */
export function field(value: unknown, name: string): unknown {
  const map = asMap(value);
  if (Object.hasOwn(map, name)) return map[name];
  const camel = camelName(name);
  return Object.hasOwn(map, camel) ? map[camel] : undefined;
}

/** A field below fields. */
export function fieldAt(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce(field, value);
}

/** A field that is text; empty when it is absent. */
export function text(value: unknown, name: string): string {
  return asString(field(value, name)) ?? '';
}

/** A field that is a list; empty when it is absent. */
export function list(value: unknown, name: string): readonly unknown[] {
  return asList(field(value, name));
}

/** A field that is a map; empty when it is absent. */
export function map(value: unknown, name: string): JsonMap {
  return asMap(field(value, name));
}

/** A field that is a number, also when it is written as text or in a wrapper; 0 when it is absent. */
export function number(value: unknown, name: string): number {
  const found = field(value, name);
  const parsed = typeof found === 'string' ? Number(found) : found;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : 0;
}

/** A field that is true or false; false when it is absent. */
export function flag(value: unknown, name: string): boolean {
  return field(value, name) === true;
}

/**
 * A field whose values have names: the name, also where the text has the number. The first of `names` when the field is
 * absent, the number itself when it has no name.
 */
export function enumName(value: unknown, name: string, names: readonly string[]): string {
  const found = field(value, name);
  if (typeof found === 'string') return found;
  const index = typeof found === 'number' ? found : 0;
  return names[index] ?? String(index);
}
