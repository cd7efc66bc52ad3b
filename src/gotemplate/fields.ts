/** Reading `.Name` from a value. */
import { GoError } from './errors.ts';
import type { GoFunction } from './functions.ts';
import { typeName } from './kinds.ts';
import { GoMap, GoStruct, GoValue, NO_FIELD } from './values.ts';

/** Calls a method with the arguments the template gives it; throws for a wrong number of them. */
export type CallMethod = (method: GoFunction, name: string) => unknown;

function structField(receiver: GoStruct, name: string): unknown {
  const value = receiver.isNil ? undefined : receiver.field(name);
  if (value === NO_FIELD || (receiver.isNil && receiver.field(name) === NO_FIELD)) {
    throw new GoError(`can't evaluate field ${name} in type ${receiver.type}`);
  }
  if (receiver.isNil) throw new GoError(`nil pointer evaluating ${receiver.type}.${name}`);
  return value;
}

/**
 * The field or map entry of a value, or what its method gives; `undefined` where there is none in a map, and of no value.
 * Throws {@link GoError} where Go's templates fail.
 */
export function fieldOf(receiver: unknown, name: string, call: CallMethod): unknown {
  if (receiver === undefined) return undefined;
  if (receiver === null) throw new GoError(`nil pointer evaluating interface {}.${name}`);
  if (!(receiver instanceof GoValue)) {
    if (typeof receiver !== 'object' || Array.isArray(receiver)) {
      throw new GoError(`can't evaluate field ${name} in type ${typeName(receiver)}`);
    }
    // An object that is no wrapper is a map; only its own keys count.
    return Object.hasOwn(receiver, name) ? (receiver as Readonly<Record<string, unknown>>)[name] : undefined;
  }
  const method = receiver.method(name);
  if (method) return call(method, name);
  if (receiver instanceof GoStruct) return structField(receiver, name);
  if (receiver instanceof GoMap) return Object.hasOwn(receiver.entries, name) ? receiver.entries[name] : undefined;
  throw new GoError(`can't evaluate field ${name} in type ${receiver.type}`);
}

/** Why a field cannot take arguments; `undefined` when it is a method and can. */
export function whyNoArguments(receiver: unknown, name: string): string | undefined {
  if (receiver instanceof GoValue && receiver.method(name)) return undefined;
  if (receiver instanceof GoStruct) return `${name} has arguments but cannot be invoked as function`;
  return `${name} is not a method but has arguments`;
}
