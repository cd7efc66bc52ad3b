/** Rules in CEL, evaluated as they stand in definitions. */
import {
  TypeError as CelTypeError,
  Environment,
  EvaluationError,
  Optional,
  ParseError,
  type ParseResult,
} from '@marcbachmann/cel-js';
import { isMap } from '../../model/json.ts';
import type { Evaluate } from '../cel/check.ts';
import type { Violation } from '../cel/rule.ts';
import type { CelRule, Structural } from '../structure/schema.ts';
import { toDialect } from './dialect.ts';
import { addKubernetes } from './library.ts';

/** Names that are no identifiers in CEL, and the words of the language, stand in rules under another name. */
const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);
const ESCAPES: readonly (readonly [RegExp, string])[] = [
  [/__/g, '__underscores__'],
  [/\./g, '__dot__'],
  [/-/g, '__dash__'],
  [/\//g, '__slash__'],
];

function escapedName(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  return ESCAPES.reduce((text, [from, to]) => text.replace(from, to), name);
}

/** A value as CEL sees it: whole numbers apart from others, fields under their escaped names, null as absence. */
function celValue(schema: Structural, value: unknown): unknown {
  if (typeof value === 'number') {
    const whole = schema.type === 'integer' || (schema.type !== 'number' && Number.isInteger(value));
    return whole ? BigInt(value) : value;
  }
  if (Array.isArray(value)) return value.map((item) => (schema.items ? celValue(schema.items, item) : item));
  if (!isMap(value)) return value;
  return new Map(
    Object.entries(value)
      .filter(([, entry]) => entry !== null)
      .map(([name, entry]) => {
        const property = schema.properties.get(name);
        const inner = property ?? schema.additional;
        return [property ? escapedName(name) : name, inner ? celValue(inner, entry) : entry];
      }),
  );
}

/** Rules on changes say nothing of an object that is new, unless they say that they do. */
const IS_TRANSITION = /\boldSelf\b/;
const NOTHING_BEFORE = Optional.none();

class Evaluator {
  readonly #environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });
  readonly #parsed = new Map<string, ParseResult>();

  constructor() {
    this.#environment.registerVariable('self', 'dyn').registerVariable('oldSelf', 'dyn');
    addKubernetes(this.#environment);
  }

  evaluate(rule: CelRule, schema: Structural, value: unknown): readonly Violation[] {
    if (IS_TRANSITION.test(rule.rule) && rule.optionalOldSelf !== true) return [];
    const self = celValue(schema, value);
    try {
      const answer = this.#run(rule.rule, self);
      if (answer === true) return [];
      if (answer !== false) return [unevaluated(rule, 'it does not say true or false')];
      return [{ message: this.#message(rule, self), at: [] }];
    } catch (error) {
      return [failure(rule, error)];
    }
  }

  #run(text: string, self: unknown): unknown {
    const known = this.#parsed.get(text);
    const parsed = known ?? this.#environment.parse(toDialect(text));
    if (!known) this.#parsed.set(text, parsed);
    return parsed({ self, oldSelf: NOTHING_BEFORE });
  }

  #message({ rule, message, messageExpression }: CelRule, self: unknown): string {
    const made = messageExpression === undefined ? undefined : this.#attempt(messageExpression, self);
    return typeof made === 'string' && made.trim() !== '' ? made : (message ?? `the rule does not hold: ${rule}`);
  }

  /** What an expression gives; `undefined` when it fails, as for the API server. */
  #attempt(text: string, self: unknown): unknown {
    try {
      return this.#run(text, self);
    } catch {
      return undefined;
    }
  }
}

/** What goes wrong with values; anything else is about the rule, which the API server took when it was given the definition. */
const OF_VALUES: ReadonlySet<string> = new Set([
  'division_by_zero',
  'evaluation_error',
  'index_out_of_range',
  'int_conversion_error',
  'invalid_duration',
  'invalid_regular_expression',
  'invalid_timestamp',
  'modulo_by_zero',
  'no_such_key',
  'numeric_overflow',
  'optional_value_missing',
  'uint_conversion_error',
]);

/** Rules with what is not known here cannot be told, which is not to say that they are broken. */
function isOfRule(error: unknown): boolean {
  if (error instanceof ParseError || error instanceof CelTypeError) return true;
  return error instanceof EvaluationError && !OF_VALUES.has(error.code);
}

const unevaluated = ({ rule }: CelRule, reason: string): Violation => ({
  code: 'MSH2951',
  message: `the rule ${JSON.stringify(rule)} is not evaluated: ${reason}`,
  at: [],
});

function failure(rule: CelRule, error: unknown): Violation {
  const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return isOfRule(error) ? unevaluated(rule, reason) : { message: `${rule.message ?? rule.rule}: ${reason}`, at: [] };
}

/** Evaluates rules of definitions; what fails while it is evaluated is broken, as for the API server. */
export function celEvaluator(): Evaluate {
  const evaluator = new Evaluator();
  return (rule, schema, value) => evaluator.evaluate(rule, schema, value);
}
