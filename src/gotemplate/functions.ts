/** How Go functions are declared here: parameters with Go types, so that calls convert and refuse arguments as Go does. */
import { GoError } from './errors.ts';
import { GoMap, GoPointer, isPlainMap } from './values.ts';

/** What {@link Param.accept} gives for a value of another type. */
export const MISMATCH = Symbol('value of another type');

/** The type of a parameter. `T` is what the function gets. */
export interface Param<T> {
  /** The type's Go name. */
  readonly name: string;
  /** Which literals of a template may stand for it: `any` keeps the literal's own type. */
  readonly literal: 'any' | 'bool' | 'string' | 'int' | 'float' | 'none';
  /** Takes a value; `undefined` is "no value" and `null` an explicit nil. */
  accept(value: unknown): T | typeof MISMATCH;
}

/** A template function or a method. */
export interface GoFunction {
  readonly params: readonly Param<unknown>[];
  /** The type of any further arguments; absent when there may be none. */
  readonly rest?: Param<unknown>;
  /** Throws {@link GoError} where the Go function returns an error or panics. */
  readonly call: (args: readonly unknown[]) => unknown;
  /** True when the function changes a map it is given. */
  readonly mutates?: boolean;
  /** True when the result depends on more than the arguments: on the clock or on chance. */
  readonly volatile?: boolean;
  /** The only field of the first argument the function looks at, and of structs alone. */
  readonly looksAt?: string;
  /** True for `and` and `or`: arguments behind the one that decides are not evaluated. */
  readonly shortCircuit?: 'and' | 'or';
  /** Where the result comes from, given where each argument comes from; all of these when absent. */
  readonly sources?: (args: readonly unknown[], sources: readonly (readonly string[])[]) => readonly string[];
}

/** Functions by the name templates call them. */
export type FunctionSet = Readonly<Record<string, GoFunction>>;

type Accepted<P extends readonly Param<unknown>[]> = {
  -readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never;
};

type Extras = Pick<GoFunction, 'mutates' | 'looksAt' | 'sources'>;

/** A function with a fixed number of parameters. */
export function fn<const P extends readonly Param<unknown>[]>(
  params: P,
  implementation: (...args: Accepted<P>) => unknown,
  extras: Extras = {},
): GoFunction {
  // The engine calls with exactly what the parameters accepted.
  return { params, call: (args) => implementation(...(args as Accepted<P>)), ...extras };
}

/** A function whose last parameter may be given any number of times. */
export function variadic<const P extends readonly Param<unknown>[], R>(
  params: P,
  rest: Param<R>,
  implementation: (...args: [...Accepted<P>, ...R[]]) => unknown,
  extras: Extras = {},
): GoFunction {
  // As in `fn`.
  return { params, rest, call: (args) => implementation(...(args as [...Accepted<P>, ...R[]])), ...extras };
}

/** A parameter type. `take` gives `MISMATCH` for values of other types; it is asked again for what a pointer points to, as Go does. */
export function param<T>(
  name: string,
  literal: Param<T>['literal'],
  take: (value: unknown) => T | typeof MISMATCH,
): Param<T> {
  return {
    name,
    literal,
    accept(value) {
      const taken = take(value);
      return taken === MISMATCH && value instanceof GoPointer && value.target !== undefined
        ? take(value.target)
        : taken;
    },
  };
}

/** `interface {}`: any value, nil as `null`. */
export const ANY: Param<unknown> = { name: 'interface {}', literal: 'any', accept: (value) => value ?? null };

/** Any value as it stands, "no value" included: what Go's own built-ins take. */
export const VALUE: Param<unknown> = { name: 'reflect.Value', literal: 'any', accept: (value) => value };

/** `string`. */
export const STRING = param('string', 'string', (value) => (typeof value === 'string' ? value : MISMATCH));
/** `bool`. */
export const BOOL = param('bool', 'bool', (value) => (typeof value === 'boolean' ? value : MISMATCH));
/** `float64`. */
export const FLOAT = param('float64', 'float', (value) => (typeof value === 'number' ? value : MISMATCH));

/** `int`; the function gets a number, exact up to 2^53. */
export const INT = param('int', 'int', (value) => (typeof value === 'bigint' ? Number(value) : MISMATCH));

const NIL_MAP: Record<string, unknown> = Object.freeze({});

/** `map[string]interface {}`; nil is an empty map that cannot be written. */
export const MAP = param('map[string]interface {}', 'none', (value) =>
  value === undefined ? NIL_MAP : isPlainMap(value) ? value : MISMATCH,
);

/** `map[string]string`; nil is an empty map. */
export const STRING_MAP = param('map[string]string', 'none', (value) => {
  if (value === undefined) return {};
  return value instanceof GoMap && value.elem === 'string' ? stringEntries(value) : MISMATCH;
});

function stringEntries(map: GoMap): Readonly<Record<string, string>> {
  // A map whose element type is string holds nothing else.
  return map.entries as Readonly<Record<string, string>>;
}

/** Writes an entry of a map a function was given; throws for Go's nil map. */
export function assignEntry(map: Record<string, unknown>, key: string, value: unknown): void {
  if (map === NIL_MAP) throw new GoError('assignment to entry in nil map');
  // Not by assignment: a key `__proto__` of a plain object would set its prototype.
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
}
