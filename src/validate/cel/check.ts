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

/**
 * What the API server's rules beyond form find in a value that has the form of its schema, defaults filled in. Rules of
 * definitions the user gave go to `evaluate`.
 */
export function checkRules(schema: Structural, value: unknown, evaluate: Evaluate): readonly LayerProblem[] {
  const checker = new Checker(evaluate);
  checker.value(schema, value);
  return checker.problems;
}

class Checker {
  readonly problems: LayerProblem[] = [];
  private readonly path: (string | number)[] = [];
  private readonly evaluate: Evaluate;

  constructor(evaluate: Evaluate) {
    this.evaluate = evaluate;
  }

  value(schema: Structural, value: unknown): void {
    if (value === null || value === undefined) return;
    for (const rule of schema.rules) this.rule(rule, schema, value);
    if (Array.isArray(value)) {
      const { items } = schema;
      if (items) for (const [index, item] of value.entries()) this.at(index, () => this.value(items, item));
    } else if (isMap(value)) {
      for (const [name, entry] of Object.entries(value)) {
        const inner = schema.properties.get(name) ?? schema.additional;
        if (inner) this.at(name, () => this.value(inner, entry));
      }
    }
    for (const inner of schema.junctors?.allOf ?? []) this.value(inner, value);
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
      this.problems.push(layerProblem(own, [...this.path, ...at], { message, of }));
    }
  }

  private at(step: string | number, look: () => void): void {
    this.path.push(step);
    look();
    this.path.pop();
  }
}
