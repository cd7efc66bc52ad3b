/** Kubernetes' functions of CEL for lists and sets. */
import type { Environment } from '@marcbachmann/cel-js';
import { isMap } from '../../model/json.ts';

/** Values that CEL has an order for, as this library represents them. */
type Ordered = bigint | number | string | boolean | Date;

/** Maps of the input are Maps, those a rule writes are plain objects. */
function mapOf(value: unknown): ReadonlyMap<unknown, unknown> | undefined {
  if (value instanceof Map) return value;
  return isMap(value) && Object.getPrototypeOf(value) === Object.prototype ? new Map(Object.entries(value)) : undefined;
}

/** Whether two values are the same for CEL, where a whole number of either kind is one number. */
function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => same(item, other[index]));
  const [mapOne, mapOther] = [mapOf(one), mapOf(other)];
  if (mapOne && mapOther)
    return mapOne.size === mapOther.size && [...mapOne].every(([key, value]) => same(value, mapOther.get(key)));
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  const numbers = [one, other].every((value) => typeof value === 'bigint' || typeof value === 'number');
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number that are equal are so for CEL too
  return numbers ? one == other : one === other;
}

const includes = (list: readonly unknown[], value: unknown): boolean => list.some((item) => same(item, value));

/** The one of the items that all others are on one side of. Throws for an empty list, as Kubernetes does. */
function extreme(list: readonly Ordered[], name: string, better: (one: Ordered, other: Ordered) => boolean): Ordered {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error(`${name} called on an empty list`);
  return rest.reduce((best, item) => (better(item, best) ? item : best), first);
}

function sum(list: readonly (bigint | number)[]): bigint | number {
  if (list.every((item) => typeof item === 'bigint')) return list.reduce((total: bigint, item) => total + item, 0n);
  return list.reduce((total: number, item) => total + Number(item), 0);
}

class SetsNamespace {}

/** Teaches an environment the functions of lists, and `sets.contains` with its like. */
export function addLists(environment: Environment): void {
  const contains = (_: unknown, list: readonly unknown[], part: readonly unknown[]): boolean =>
    part.every((item) => includes(list, item));
  environment
    .registerFunction('list.isSorted(): bool', (list: readonly Ordered[]) =>
      list.every((item, index) => index === 0 || (list[index - 1] ?? item) <= item),
    )
    .registerFunction('list.sum(): dyn', sum)
    .registerFunction('list.min(): dyn', (list: readonly Ordered[]) =>
      extreme(list, 'min', (one, other) => one < other),
    )
    .registerFunction('list.max(): dyn', (list: readonly Ordered[]) =>
      extreme(list, 'max', (one, other) => one > other),
    )
    .registerFunction('list.indexOf(dyn): int', (list: readonly unknown[], value: unknown) =>
      BigInt(list.findIndex((item) => same(item, value))),
    )
    .registerFunction('list.lastIndexOf(dyn): int', (list: readonly unknown[], value: unknown) =>
      BigInt(list.findLastIndex((item) => same(item, value))),
    )
    .registerType('kubernetes.Sets', SetsNamespace)
    .registerConstant('sets', 'kubernetes.Sets', new SetsNamespace())
    .registerFunction('kubernetes.Sets.contains(list, list): bool', contains)
    .registerFunction(
      'kubernetes.Sets.equivalent(list, list): bool',
      (sets: unknown, one: readonly unknown[], other: readonly unknown[]) =>
        contains(sets, one, other) && contains(sets, other, one),
    )
    .registerFunction(
      'kubernetes.Sets.intersects(list, list): bool',
      (_: unknown, one: readonly unknown[], other: readonly unknown[]) => one.some((item) => includes(other, item)),
    );
}
