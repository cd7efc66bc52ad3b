/** Selectors as `kubectl -l` takes them. */
import type { Labels } from '../mesh/types/common.ts';

/** Whether labels are what a selector asks for. */
export type LabelQuery = (labels: Labels) => boolean;

/** Commas between conditions, not those of the lists in them. */
const CONDITIONS = /,(?![^(]*\))/;
const SET = /^([^\s!=(),]+)\s+(in|notin)\s+\(([^()]*)\)$/;
const EQUALITY = /^([^\s!=(),]+)\s*(==|=|!=)\s*([^\s!=(),]*)$/;
const PRESENCE = /^(!?)\s*([^\s!=(),]+)$/;

function condition(text: string): LabelQuery | undefined {
  const [, key = '', operator, list] = SET.exec(text) ?? [];
  if (operator !== undefined) {
    const values = (list ?? '').split(',').map((value) => value.trim());
    const isIn: LabelQuery = (labels) => Object.hasOwn(labels, key) && values.includes(labels[key] ?? '');
    return operator === 'in' ? isIn : (labels) => !isIn(labels);
  }
  const [, name = '', sign, value = ''] = EQUALITY.exec(text) ?? [];
  if (sign !== undefined) {
    const equals: LabelQuery = (labels) => Object.hasOwn(labels, name) && labels[name] === value;
    return sign === '!=' ? (labels) => !equals(labels) : equals;
  }
  const [, not, label] = PRESENCE.exec(text) ?? [];
  if (label === undefined) return undefined;
  return (labels) => Object.hasOwn(labels, label) !== (not === '!');
}

/**
 * A selector: `app=web,tier!=test`, `app in (web,api)`, `canary`, `!canary`; all of it has to hold. `undefined` for a text that
 * is none.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function labelQuery(text: string): LabelQuery | undefined {
  const conditions = text.split(CONDITIONS).map((part) => condition(part.trim()));
  const known = conditions.filter((each) => each !== undefined);
  return known.length < conditions.length ? undefined : (labels) => known.every((each) => each(labels));
}
