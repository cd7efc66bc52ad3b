/** Kubernetes label selectors (apimachinery LabelSelector). */
import { asList, asMap, asString, entry, type JsonMap, stringMap } from '../model/json.ts';

const OPERATORS: Readonly<Record<string, (value: string | undefined, values: readonly unknown[]) => boolean>> = {
  In: (value, values) => value !== undefined && values.includes(value),
  // Without values the expression is invalid, and matches nothing.
  NotIn: (value, values) => values.length > 0 && (value === undefined || !values.includes(value)),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
};

/** Whether a selector asks for nothing at all: what that means differs by API, so the caller decides. */
export function isEmptySelector(selector: unknown): boolean {
  const map = asMap(selector);
  return Object.keys(asMap(map['matchLabels'])).length === 0 && asList(map['matchExpressions']).length === 0;
}

/** Whether all of `matchLabels` are among the labels. */
export function matchesLabels(matchLabels: unknown, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(asMap(matchLabels)).every(
    ([key, value]) => Object.hasOwn(labels, key) && labels[key] === value,
  );
}

/** Whether the labels satisfy `matchLabels` and `matchExpressions`; an unknown operator never matches. */
export function matchesSelector(selector: unknown, labels: unknown): boolean {
  const has = stringMap(labels);
  const map = asMap(selector);
  if (!matchesLabels(map['matchLabels'], has)) return false;
  return asList(map['matchExpressions']).every((expression: unknown) => matchesExpression(asMap(expression), has));
}

function matchesExpression(expression: JsonMap, labels: Readonly<Record<string, string>>): boolean {
  const key = asString(expression['key']) ?? '';
  const test = entry(OPERATORS, asString(expression['operator']) ?? '');
  if (typeof test !== 'function') return false;
  return test(Object.hasOwn(labels, key) ? labels[key] : undefined, asList(expression['values'])) === true;
}
