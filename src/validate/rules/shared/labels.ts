/** Labels of workloads, and selectors of them. */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import { isDnsLabel } from './names.ts';

const MAX_NAME = 63;
const MAX_PREFIX = 253;
const NAME = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const isName = (text: string): boolean => NAME.test(text) && text.length <= MAX_NAME;

/** Whether a text is a label's key: a name, before it perhaps a domain and a slash. */
function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  if (slash < 0) return isName(key);
  const prefix = key.slice(0, slash);
  return prefix.length <= MAX_PREFIX && prefix.split('.').every(isDnsLabel) && isName(key.slice(slash + 1));
}

/** The labels under `key`: keys and values as Kubernetes takes them. */
export function* labelMap(of: Cursor, key: string): Problems {
  for (const label of of.entries(key)) {
    if (!isLabelKey(label.key))
      yield problem('MSH2012', label.at, `${quoted(label.key)} is not the key of a label`, { of: 'key' });
    const value = label.at.text;
    if (value !== '' && !isName(value))
      yield problem('MSH2013', label.at, `${quoted(value)} is not the value of a label`);
  }
}

/** The labels a selector asks for, under `key`: no empty keys, no wildcards. */
function* selectorLabels(selector: Cursor, key: string): Problems {
  for (const label of selector.entries(key)) {
    const pair = `${label.key}=${label.at.text}`;
    if (label.key === '')
      yield problem('MSH2022', label.at, `the selector ${quoted(pair)} has an empty key`, { of: 'key' });
    if (pair.includes('*')) yield problem('MSH2023', label.at, `the selector ${quoted(pair)} has a wildcard`);
  }
}

/**
 * A selector of workloads, when there is one: by `matchLabels`, in older kinds by `labels`. One without labels selects
 * everything in the namespace and is reported.
 */
export function* workloadSelector(selector: Cursor, key: 'matchLabels' | 'labels' = 'matchLabels'): Problems {
  if (!selector.exists) return;
  yield* selectorLabels(selector, key);
  if (selector.entries(key).length === 0)
    yield problem('MSH2024', selector, 'the selector has no labels and so selects every workload of the namespace');
}
