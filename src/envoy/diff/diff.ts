import { compareBytes } from '../../gotext/compare.ts';
import { deepEqual, type JsonMap } from '../../model/json.ts';
import type { ConfigDump } from '../dump.ts';
import { OBJECT_KINDS, type ObjectKind, objectsOf } from './objects.ts';
import { differences, type FieldChange } from './values.ts';

/** An object that is not the same in two dumps. */
export interface ObjectChange {
  readonly kind: ObjectKind;
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Where it differs; empty for what was added or removed. */
  readonly fields: readonly FieldChange[];
}

/**
 * How the configuration of two dumps differs, by kind and name: versions, times and other things that change by themselves
 * do not count, nor does the order of objects and endpoints.
 */
export function diffDumps(before: ConfigDump, after: ConfigDump): readonly ObjectChange[] {
  return OBJECT_KINDS.flatMap((kind) => diffKind(kind, before, after));
}

function diffKind(kind: ObjectKind, before: ConfigDump, after: ConfigDump): readonly ObjectChange[] {
  const [left, right] = [objectsOf(before, kind), objectsOf(after, kind)];
  const names = [...new Set([...left.keys(), ...right.keys()])].sort(compareBytes);
  return names.flatMap((name) =>
    pairsOf(left.get(name) ?? [], right.get(name) ?? []).flatMap(([old, now]): readonly ObjectChange[] => {
      if (old === undefined) return [{ kind, name, change: 'added', fields: [] }];
      if (now === undefined) return [{ kind, name, change: 'removed', fields: [] }];
      const fields = differences(old, now);
      return fields.length === 0 ? [] : [{ kind, name, change: 'changed', fields }];
    }),
  );
}

type Pair = readonly [old: JsonMap | undefined, now: JsonMap | undefined];

/** Objects of one name side by side; equal ones are left out, whatever place they have. */
function pairsOf(before: readonly JsonMap[], after: readonly JsonMap[]): readonly Pair[] {
  const rest = [...after];
  const old = before.filter((object) => {
    const index = rest.findIndex((other) => deepEqual(object, other));
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
  return Array.from({ length: Math.max(old.length, rest.length) }, (_, index) => [old[index], rest[index]]);
}
