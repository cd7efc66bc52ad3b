/** The template functions of sprig 3.3, its text set. */
import { GoError } from '../errors.ts';
import { type FunctionSet, fn, STRING } from '../functions.ts';
import { CASE_FUNCTIONS } from './case.ts';
import { CONVERSION_FUNCTIONS } from './convert.ts';
import { dateFunctions } from './dates.ts';
import { DEFAULT_FUNCTIONS } from './defaults.ts';
import { DICT_FUNCTIONS } from './dicts.ts';
import { checksumFunctions, type Digest, ENCODING_FUNCTIONS } from './encoding.ts';
import { LIST_FUNCTIONS } from './lists.ts';
import { MATH_FUNCTIONS } from './math.ts';
import { PATH_FUNCTIONS } from './paths.ts';
import { type Random, randomFunctions } from './random.ts';
import { type RegexEngine, regexFunctions } from './regex.ts';
import { SEMVER_FUNCTIONS } from './semver.ts';
import { STRING_FUNCTIONS } from './strings.ts';

/** What sprig takes from its surroundings. Functions fail when they need something that is not given. */
export interface SprigOptions {
  readonly now?: () => Date;
  readonly random?: Random;
  /** SHA-1 and SHA-2. */
  readonly digest?: Digest;
  /** Regular expressions: the library re2js. */
  readonly regex?: RegexEngine;
  /** Environment variables; none when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** `$name` and `${name}`, or one of the shell's special names. */
const VARIABLE = /\$(?:\{([^}]*)\}|([A-Za-z_][A-Za-z0-9_]*|[*#$@!?0-9-]))/g;

function environmentFunctions(env: SprigOptions['env']): FunctionSet {
  const read = (name: string): string => (env && Object.hasOwn(env, name) ? (env[name] ?? '') : '');
  return {
    env: fn([STRING], read),
    expandenv: fn([STRING], (text) =>
      text.replace(VARIABLE, (_all, braced?: string, bare?: string) => read(braced ?? bare ?? '')),
    ),
  };
}

const volatile = (functions: FunctionSet): FunctionSet =>
  Object.fromEntries(Object.entries(functions).map(([name, target]) => [name, { ...target, volatile: true }]));

/**
 * The functions of sprig's text set. Results that are random in Go fail unless `random` is given, and those that need keys,
 * certificates or the network always fail (`REFUSED_FUNCTIONS` in random.ts). The local time zone is UTC.
 *
 * @see https://masterminds.github.io/sprig/
 */
export function sprigFunctions(options: SprigOptions = {}): FunctionSet {
  return {
    ...STRING_FUNCTIONS,
    ...CASE_FUNCTIONS,
    ...CONVERSION_FUNCTIONS,
    ...MATH_FUNCTIONS,
    ...LIST_FUNCTIONS,
    ...DICT_FUNCTIONS,
    ...DEFAULT_FUNCTIONS,
    ...ENCODING_FUNCTIONS,
    ...checksumFunctions(options.digest),
    ...regexFunctions(options.regex),
    ...SEMVER_FUNCTIONS,
    ...PATH_FUNCTIONS,
    ...volatile({ ...randomFunctions(options.random), ...dateFunctions(options.now) }),
    ...environmentFunctions(options.env),
    fail: fn([STRING], (message) => {
      throw new GoError(message);
    }),
    hello: fn([], () => 'Hello!'),
  };
}
