/** What an injection webhook does with a pod, as its selectors say. */

import { compareBytes } from '../../gotext/compare.ts';
import { matchesSelector } from '../../mesh/selectors.ts';
import { asList, asMap, asString, type JsonMap, stringMap } from '../../model/json.ts';

/** What one webhook configuration does. */
export interface Verdict {
  readonly webhook: string;
  readonly revision: string;
  readonly injected: boolean;
  readonly reason: string;
}

type Labels = Readonly<Record<string, string>>;

/** The labels that decide. */
export interface Subject {
  readonly namespace: Labels;
  readonly pod: Labels;
}

/** How Istio's injection webhooks are named, whatever the release is called. */
const INJECTOR_SUFFIX = 'sidecar-injector.istio.io';

/** The verdict of every injector among some webhook configurations, by name. */
export function verdictsOf(configurations: readonly JsonMap[], subject: Subject): readonly Verdict[] {
  return configurations
    .filter((item) => hooksOf(item).length > 0)
    .map((item) => verdictOf(item, subject))
    .sort((a, b) => compareBytes(a.webhook, b.webhook));
}

function hooksOf(configuration: JsonMap): readonly JsonMap[] {
  const hooks = asList(configuration['webhooks']).map(asMap);
  return hooks.some(({ name }) => asString(name)?.endsWith(INJECTOR_SUFFIX)) ? hooks : [];
}

function verdictOf(configuration: JsonMap, subject: Subject): Verdict {
  const metadata = asMap(configuration['metadata']);
  const hooks = hooksOf(configuration);
  const hit = hooks.find(
    (hook) =>
      matchesSelector(hook['namespaceSelector'], subject.namespace) &&
      matchesSelector(hook['objectSelector'], subject.pod),
  );
  return {
    webhook: asString(metadata['name']) ?? '',
    revision: stringMap(metadata['labels'])['istio.io/rev'] ?? '',
    injected: hit !== undefined,
    reason: hit ? whyTaken(hit, subject) : whyLeft(hooks, subject),
  };
}

/** A label a selector asks for, or forbids. */
interface Term {
  readonly key: string;
  /** Those asked for; none when the label must not be there. */
  readonly values: readonly string[];
  readonly wants: boolean;
}

function termsOf(selector: unknown): readonly Term[] {
  const map = asMap(selector);
  const equal = Object.entries(stringMap(map['matchLabels'])).map(([key, value]) => ({
    key,
    values: [value],
    wants: true,
  }));
  const expressions = asList(map['matchExpressions']).map((item) => {
    const { key, operator, values } = asMap(item);
    return { key: String(key), values: asList(values).map(String), wants: operator === 'In' || operator === 'Exists' };
  });
  return [...equal, ...expressions];
}

function wanted(selector: unknown): readonly string[] {
  return termsOf(selector)
    .filter(({ wants }) => wants)
    .flatMap(({ key, values }) => (values.length === 0 ? [key] : values.map((value) => `${key}=${value}`)));
}

function whyTaken(hook: JsonMap, { namespace, pod }: Subject): string {
  const [fromNamespace] = termsOf(hook['namespaceSelector']).filter(({ wants }) => wants);
  if (fromNamespace) return `Namespace label ${fromNamespace.key}=${namespace[fromNamespace.key]} matches`;
  const [fromPod] = termsOf(hook['objectSelector']).filter(({ wants }) => wants);
  if (fromPod) return `Pod label ${fromPod.key}=${pod[fromPod.key]} matches`;
  return 'No label prevents injection';
}

function whyLeft(hooks: readonly JsonMap[], { namespace, pod }: Subject): string {
  for (const hook of hooks) {
    const { namespaceSelector, objectSelector } = hook;
    if (matchesSelector(namespaceSelector, namespace)) {
      const label = forbidden(objectSelector, pod);
      if (label !== undefined) return `Pod has ${label} label, preventing injection`;
    } else if (wanted(objectSelector).length > 0 && matchesSelector(objectSelector, pod)) {
      const label = forbidden(namespaceSelector, namespace);
      if (label !== undefined) return `Namespace has ${label} label, preventing injection`;
    }
  }
  const listed = (field: string): string => [...new Set(hooks.flatMap((hook) => wanted(hook[field])))].join(', ');
  return `No matching namespace labels (${listed('namespaceSelector')}) or pod labels (${listed('objectSelector')})`;
}

/** The label that is there and must not be. */
function forbidden(selector: unknown, labels: Labels): string | undefined {
  const found = termsOf(selector).find(({ key, values, wants }) => {
    const value = labels[key];
    return !wants && value !== undefined && (values.length === 0 || values.includes(value));
  });
  return found && `${found.key}=${labels[found.key]}`;
}
