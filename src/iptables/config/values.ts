/** From flags and environment to the values that were given, and what to say when one is wrong. */

import type { Code } from '../../model/codes.ts';
import { CODES } from '../../model/codes.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { InputError, type MeshctlError, UsageError } from '../../model/errors.ts';
import { goBoolean } from '../../model/go-boolean.ts';
import type { Environment } from '../../model/host.ts';
import type { GivenValue, ProfileFlag, ValueSource } from '../profiles/profile.ts';

/** Values by the long name of their flag. */
export type Values = ReadonlyMap<string, GivenValue>;

/** Where values of flags come from, besides the profile's own files and annotations. */
export interface ValueSources {
  /** Texts given on the command line by long name; booleans as `true` or `false`. */
  readonly flags: ReadonlyMap<string, string>;
  readonly env: Environment;
}

/** The value an environment variable gives a flag; a boolean that is none gives nothing but a warning. */
function fromEnvironment(flag: ProfileFlag, env: Environment, warn: (finding: Diagnostic) => void) {
  for (const name of flag.env ?? []) {
    const text = env[name];
    if (text === undefined || (text === '' && !flag.emptyCounts)) continue;
    if (flag.kind !== 'boolean') return { text, source: { kind: 'environment', name } } as const;
    const on = goBoolean(text);
    if (on !== undefined) return { text: String(on), source: { kind: 'environment', name } } as const;
    warn(finding('MSH4001', `the environment variable ${name} is "${text}", which is neither true nor false`));
  }
  return undefined;
}

/** A flag as messages name it, with its letter: users know one or the other. */
const flagName = ({ long, short }: Pick<ProfileFlag, 'long' | 'short'>): string =>
  short === undefined ? `--${long}` : `--${long} (-${short})`;

/**
 * What was given for each flag of a profile: the flag, else the first of its environment variables that is set, else what
 * `beneath` (annotations, a file) says. A variable that is to be a boolean and is none is passed over with a warning.
 */
export function givenValues(
  flags: readonly ProfileFlag[],
  { flags: given, env }: ValueSources,
  beneath: Values = new Map(),
): { readonly values: Values; readonly diagnostics: readonly Diagnostic[] } {
  const values = new Map(beneath);
  const diagnostics: Diagnostic[] = [];
  for (const flag of flags) {
    const text = given.get(flag.long);
    const value: GivenValue | undefined =
      text === undefined
        ? fromEnvironment(flag, env, (warning) => diagnostics.push(warning))
        : { text, source: { kind: 'flag', name: flagName(flag) } };
    if (value) values.set(flag.long, value);
  }
  return { values, diagnostics };
}

/** The text given for a flag; `fallback` where nothing was. */
export function textOf(values: Values, long: string, fallback = ''): string {
  return values.get(long)?.text ?? fallback;
}

/** Whether a boolean flag is on. */
export function isOn(values: Values, long: string): boolean {
  return textOf(values, long) === 'true';
}

/** A finding of this area, its level and advice from the list of codes. */
export function finding(code: Code, message: string, source?: ValueSource): Diagnostic {
  const { level, remediation } = CODES[code];
  const origin = source?.file === undefined ? {} : { file: source.file };
  return { code, level, message, origin, remediation, ...(source?.range ? { range: source.range } : {}) };
}

/** How a message names where a value was given. */
export function sourceName({ kind, name, file, range }: ValueSource): string {
  const place = file === undefined ? '' : `${file}${range ? `:${range.start.line}:${range.start.col}` : ''}: `;
  const noun = {
    flag: 'the flag',
    environment: 'the environment variable',
    file: 'the key',
    annotation: 'the annotation',
    default: 'the default of',
  };
  return `${place}${noun[kind]} ${name}`;
}

/** How a value is shown: quoted, control characters escaped, long ones cut. */
export function shown(text: string): string {
  const limit = 80;
  return JSON.stringify(text.length > limit ? `${text.slice(0, limit)}…` : text);
}

/**
 * The error for a value that cannot be used: UsageError when it came from a flag or the environment, else InputError. `reason`
 * goes after the value; `part` is the item of a list that is meant.
 */
export function badValue({ text, source }: GivenValue, reason: string, part = text): MeshctlError {
  const inside = part === text ? '' : ` (in ${shown(text)})`;
  const message = `${sourceName(source)} has the value ${shown(part)}${inside}: ${reason}`;
  return source.kind === 'flag' || source.kind === 'environment'
    ? new UsageError('USAGE_VALUE', message)
    : new InputError('INPUT_VALUE', message);
}

/** What an item of a list became, or why it cannot be used. */
export type Parsed<T> = { readonly value: T } | { readonly reason: string };

/** The items of a comma-separated list: empty ones count for nothing, blanks are part of an item. */
export function itemsOf(text: string): readonly string[] {
  return text.split(',').filter((item) => item !== '');
}

/** A list of values, each item parsed by `parse`; empty when the flag was not given. Throws {@link badValue}. */
export function listOf<T>(values: Values, long: string, parse: (item: string) => Parsed<T>): readonly T[] {
  const given = values.get(long);
  return given ? itemsOf(given.text).map((item) => parsedOr(given, parse(item), item)) : [];
}

/** One value; `fallback` when the flag was not given or is empty. Throws {@link badValue}. */
export function oneOf<T>(values: Values, long: string, parse: (text: string) => Parsed<T>, fallback: T): T {
  const given = values.get(long);
  return given && given.text !== '' ? parsedOr(given, parse(given.text), given.text) : fallback;
}

function parsedOr<T>(given: GivenValue, parsed: Parsed<T>, item: string): T {
  if ('value' in parsed) return parsed.value;
  throw badValue(given, parsed.reason, item);
}
