import { fieldName } from '../../mesh/describe.ts';
import type { Path } from '../../model/diagnostic.ts';
import { isMap } from '../../model/json.ts';
import { type LayerProblem, layerProblem } from '../problem.ts';
import type { CelRule, Structural } from '../structure/schema.ts';
import { GATEWAY_RULES } from './gateway.ts';
import { HTTP_ROUTE_RULES } from './http-route.ts';
import { NETWORKING_RULES } from './networking.ts';
import { ROUTE_RULES } from './routes.ts';
import type { OwnRule, Violation } from './rule.ts';
import { SELECTOR_RULES } from './selectors.ts';
import { VALUE_RULES } from './values.ts';

/** Every rule the tables name. */
export const OWN_RULES: Readonly<Record<string, OwnRule>> = {
  ...SELECTOR_RULES,
  ...VALUE_RULES,
  ...NETWORKING_RULES,
  ...GATEWAY_RULES,
  ...ROUTE_RULES,
  ...HTTP_ROUTE_RULES,
};

/** Evaluates a rule of a definition as it stands; what breaks it, or nothing. */
export type Evaluate = (rule: CelRule, schema: Structural, value: unknown) => readonly Violation[];

/** What a check goes by. */
export interface RuleCheck {
  /** For rules of definitions the user gave. */
  readonly evaluate: Evaluate;
  /** Places that do not have the form of the schema: rules on them, and on what holds them, have nothing to go by. */
  readonly malformed: readonly Path[];
}

/** What the API server's rules beyond form find in a value, defaults filled in. */
export function checkRules(schema: Structural, value: unknown, check: RuleCheck): readonly LayerProblem[] {
  const checker = new Checker(check);
  checker.value(schema, value);
  return checker.problems;
}

/** A message that names the field, which it may do already. */
function named(message: string, field: string): string {
  return field === '' || message.includes(field) ? message : `${field}: ${message}`;
}

const keyOf = (path: Path): string => JSON.stringify(path);

class Checker {
  readonly problems: LayerProblem[] = [];
  private readonly path: (string | number)[] = [];
  private readonly evaluate: Evaluate;
  /** Paths, as text, of what is malformed and of all that holds it. */
  private readonly malformed: ReadonlySet<string>;

  constructor({ evaluate, malformed }: RuleCheck) {
    this.evaluate = evaluate;
    this.malformed = new Set(malformed.flatMap((path) => [...path, ''].map((_, end) => keyOf(path.slice(0, end)))));
  }

  value(schema: Structural, value: unknown): void {
    if (value === null || value === undefined) return;
    if (schema.rules.length > 0 && !this.isMalformed()) for (const rule of schema.rules) this.rule(rule, schema, value);
    if (Array.isArray(value)) {
      const { items } = schema;
      if (items) for (const [index, item] of value.entries()) this.at(index, items, item);
    } else if (isMap(value)) {
      for (const name of Object.keys(value)) {
        const inner = schema.properties.get(name) ?? schema.additional;
        if (inner) this.at(name, inner, value[name]);
      }
    }
    for (const inner of schema.junctors?.allOf ?? []) this.value(inner, value);
  }

  private isMalformed(): boolean {
    return this.malformed.size > 0 && this.malformed.has(keyOf(this.path));
  }

  private rule(rule: string | CelRule, schema: Structural, value: unknown): void {
    if (typeof rule !== 'string') {
      this.report('MSH2950', this.evaluate(rule, schema, value));
      return;
    }
    const own = OWN_RULES[rule];
    if (own === undefined) throw new Error(`no rule named ${rule}`);
    this.report(own.code, own.check(value));
  }

  private report(code: LayerProblem['code'], violations: readonly Violation[]): void {
    for (const { message, at, of = 'value', code: own = code } of violations) {
      const path = [...this.path, ...at];
      this.problems.push(layerProblem(own, path, { message: named(message, fieldName(path)), of }));
    }
  }

  private at(step: string | number, schema: Structural, value: unknown): void {
    this.path.push(step);
    this.value(schema, value);
    this.path.pop();
  }
}
