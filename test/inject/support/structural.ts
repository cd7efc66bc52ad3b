/** The comparison of conformance/inject/README.md: equal but for what a Go round trip adds and for how numbers are written. */
import { canonicalQuantity } from '../../../src/k8s/quantity.ts';
import { deepEqual, isMap, type JsonMap } from '../../../src/model/json.ts';

const isEmptyMap = (value: unknown): boolean => isMap(value) && Object.keys(value).length === 0;

/** Fields that are dropped from both sides when they hold nothing: artefacts of the reference, and zero values it drops. */
const EMPTY_FIELDS = new Set(['status', 'strategy', 'updateStrategy', 'resources', 'metadata']);
const QUANTITY_PARENTS = new Set(['limits', 'requests']);

function isZero(value: unknown): boolean {
  if (isMap(value)) return Object.values(value).every(isZero);
  return value === null || value === undefined || value === false || value === 0 || value === '';
}

function isZeroStatus(value: unknown): boolean {
  return isMap(value) && Object.values(value).every((item) => item === 0);
}

function dropped(key: string, value: unknown): boolean {
  if (key === 'creationTimestamp' && value === null) return true;
  // Another field Go writes although it is empty: a DeploymentConfig's `test`.
  if (key === 'test' && value === false) return true;
  if (key === 'status' && isZeroStatus(value)) return true;
  if (EMPTY_FIELDS.has(key) && isEmptyMap(value)) return true;
  if (key === 'containers' && Array.isArray(value) && value.length === 0) return true;
  return value === null || value === undefined;
}

function scalar(value: unknown, parent: string | undefined): unknown {
  if (
    parent !== undefined &&
    QUANTITY_PARENTS.has(parent) &&
    (typeof value === 'string' || typeof value === 'number')
  ) {
    return canonicalQuantity(String(value)) ?? value;
  }
  return typeof value === 'bigint' ? Number(value) : value;
}

/** A document in the form two documents are compared in. */
export function comparable(value: unknown, key?: string, parent?: string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => comparable(item));
  if (!isMap(value)) return scalar(value, parent ?? key);
  const out: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const next = isMap(item) || Array.isArray(item) ? comparable(item, name) : scalar(item, key);
    if (!dropped(name, next)) out[name] = next;
  }
  return out;
}

/** The first place in which two documents differ, for a message; `undefined` when they are equal. `input` tells which zero values are the user's. */
export function firstDifference(actual: unknown, expected: unknown, path = '$'): string | undefined {
  if (deepEqual(actual, expected)) return undefined;
  if (isMap(actual) && isMap(expected)) return mapDifference(actual, expected, path);
  if (Array.isArray(actual) && Array.isArray(expected)) {
    if (actual.length !== expected.length) {
      return `${path}: ${actual.length} items instead of ${expected.length}: ${short(actual)} / ${short(expected)}`;
    }
    for (const [index, item] of actual.entries()) {
      const found = firstDifference(item, expected[index], `${path}[${index}]`);
      if (found) return found;
    }
    return undefined;
  }
  return `${path}: ${short(actual)} instead of ${short(expected)}`;
}

function mapDifference(actual: JsonMap, expected: JsonMap, path: string): string | undefined {
  for (const key of new Set([...Object.keys(actual), ...Object.keys(expected)])) {
    // The reference drops zero values that the user wrote; what it has itself must match.
    if (!Object.hasOwn(expected, key) && isZero(actual[key])) continue;
    const found = firstDifference(actual[key], expected[key], `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
};
