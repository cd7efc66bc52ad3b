/** Who is injected. */

import { isEmptySelector, matchesSelector } from '../mesh/selectors.ts';
import type { Path } from '../model/diagnostic.ts';
import { asList, asMap, asString, entry, type JsonMap, stringMap } from '../model/json.ts';
import { IGNORED_NAMESPACES, INJECT } from './constants.ts';
import type { Problem } from './problem.ts';

/** Every rule that can decide, in no particular order; the report and `--explain` name them. */
export type DecisionRule =
  | 'hostNetwork'
  | 'ignored-namespace'
  | 'inject-label'
  | 'inject-annotation'
  | 'never-inject-selector'
  | 'always-inject-selector'
  | 'policy'
  | 'default';

/** Whether a pod is injected, and by which rule. */
export interface Decision {
  readonly inject: boolean;
  readonly rule: DecisionRule;
  /** One sentence for people. */
  readonly reason: string;
  /** The field that decided, in the pod. */
  readonly path?: Path;
  readonly warnings: readonly Problem[];
}

/** What the injector's own configuration says about who is injected. */
export interface PolicyConfig {
  readonly policy: string;
  readonly neverInjectSelector: readonly unknown[];
  readonly alwaysInjectSelector: readonly unknown[];
}

/** What of a pod decides, and the policy it is under. */
export interface DecisionInput {
  readonly metadata: JsonMap;
  readonly spec: JsonMap;
  /** The namespace that is checked against the ignored ones: the template's in files, the request's in the webhook. */
  readonly namespace: string;
  /** Present for the webhook's semantics; files always default to "inject". */
  readonly policy?: PolicyConfig;
}

interface Asked {
  readonly inject?: boolean;
  readonly rule: 'inject-label' | 'inject-annotation';
  readonly path: Path;
  readonly warnings: readonly Problem[];
}

/** What the pod itself asks for: its label, else its annotation. */
function asked(metadata: JsonMap): Asked | undefined {
  const label = entry(metadata['labels'], INJECT);
  const annotation = entry(metadata['annotations'], INJECT);
  const byLabel = label !== undefined;
  const value = byLabel ? label : annotation;
  if (value === undefined) return undefined;
  const path = ['metadata', byLabel ? 'labels' : 'annotations', INJECT];
  const rule = byLabel ? 'inject-label' : 'inject-annotation';
  if (value === 'true' || value === 'false') {
    const opposite = byLabel && asString(annotation) !== undefined && annotation !== '' && annotation !== value;
    const warning: Problem = {
      code: 'MSH1102',
      message: `the label ${INJECT} "${value}" wins over the annotation of the same name, which says "${String(annotation)}"`,
      path: ['metadata', 'annotations', INJECT],
    };
    return { inject: value === 'true', rule, path, warnings: opposite ? [warning] : [] };
  }
  if (value === '') return undefined;
  const message = `the ${byLabel ? 'label' : 'annotation'} ${INJECT} is "${String(value)}", neither "true" nor "false", so the default applies`;
  return { rule, path, warnings: [{ code: 'MSH1101', message, path }] };
}

const matchesAny = (selectors: readonly unknown[], labels: unknown): boolean =>
  selectors.some((selector) => !isEmptySelector(selector) && matchesSelector(selector, labels));

function byPolicy(policy: PolicyConfig, labels: unknown): Omit<Decision, 'warnings'> {
  if (matchesAny(policy.neverInjectSelector, labels)) {
    return { inject: false, rule: 'never-inject-selector', reason: 'a neverInjectSelector matches the pod labels' };
  }
  if (matchesAny(policy.alwaysInjectSelector, labels)) {
    return { inject: true, rule: 'always-inject-selector', reason: 'an alwaysInjectSelector matches the pod labels' };
  }
  if (policy.policy === 'enabled') return { inject: true, rule: 'policy', reason: 'the policy is "enabled"' };
  if (policy.policy === 'disabled') return { inject: false, rule: 'policy', reason: 'the policy is "disabled"' };
  return { inject: false, rule: 'policy', reason: `the policy "${policy.policy}" is neither "enabled" nor "disabled"` };
}

/** Whether a pod is injected, by which rule, and what is odd about how it asked. */
export function decide(input: DecisionInput): Decision {
  const { metadata, spec, namespace, policy } = input;
  if (spec['hostNetwork'] === true) {
    return {
      inject: false,
      rule: 'hostNetwork',
      reason: 'it has host networking enabled',
      path: ['spec', 'hostNetwork'],
      warnings: [],
    };
  }
  if (IGNORED_NAMESPACES.includes(namespace)) {
    return {
      inject: false,
      rule: 'ignored-namespace',
      reason: `pods in namespace "${namespace}" are never injected`,
      warnings: [],
    };
  }
  const wish = asked(metadata);
  const warnings = wish?.warnings ?? [];
  if (wish?.inject !== undefined) {
    const how = wish.rule === 'inject-label' ? 'label' : 'annotation';
    const reason = `its ${how} ${INJECT} is "${wish.inject}"`;
    return { inject: wish.inject, rule: wish.rule, reason, path: wish.path, warnings };
  }
  if (!policy) return { inject: true, rule: 'default', reason: 'nothing says otherwise', warnings };
  return { ...byPolicy(policy, asMap(metadata['labels'])), warnings };
}

const inNamespace = (labels: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined;

/**
 * Which entry of the injector's webhook configuration would be called for a pod, or why none would.
 * It does not decide here, since files are injected on demand; it tells what the cluster would do.
 */
export function webhookEntry(
  namespaceLabels: unknown,
  podLabels: unknown,
  { revision, everywhere }: { readonly revision: string; readonly everywhere: boolean },
): { readonly entry?: string; readonly reason: string } {
  const ns = stringMap(namespaceLabels);
  const pod = stringMap(podLabels);
  const injection = inNamespace(ns, 'istio-injection');
  const nsRevision = inNamespace(ns, 'istio.io/rev');
  const podInject = inNamespace(pod, INJECT);
  const podRevision = inNamespace(pod, 'istio.io/rev');
  const own = revision === '' ? 'default' : revision;
  if (podInject === 'false') return { reason: `the pod's label ${INJECT} is "false"` };
  if (injection === 'enabled' && own === 'default')
    return { entry: 'namespace', reason: 'the namespace has the label istio-injection=enabled' };
  if (injection !== undefined) return { reason: `the namespace's label istio-injection is "${injection}"` };
  if (nsRevision !== undefined) {
    if (nsRevision === own)
      return { entry: 'rev.namespace', reason: `the namespace has the label istio.io/rev=${own}` };
    return { reason: `the namespace belongs to revision "${nsRevision}", not to "${own}"` };
  }
  if (podRevision !== undefined) {
    if (podRevision === own) return { entry: 'rev.object', reason: `the pod has the label istio.io/rev=${own}` };
    return { reason: `the pod asks for revision "${podRevision}", not for "${own}"` };
  }
  if (podInject === 'true' && own === 'default')
    return { entry: 'object', reason: `the pod has the label ${INJECT}=true` };
  if (everywhere && podInject === undefined && !IGNORED_NAMESPACES.includes(ns['kubernetes.io/metadata.name'] ?? ''))
    return { entry: 'auto', reason: 'enableNamespacesByDefault is set' };
  return { reason: 'neither the namespace nor the pod asks for injection' };
}

/** The policy part of an injector configuration as it is read from a file; what is absent is empty. */
export function policyOf(config: unknown): PolicyConfig {
  const map = asMap(config);
  return {
    policy: asString(map['policy']) ?? '',
    neverInjectSelector: asList(map['neverInjectSelector']),
    alwaysInjectSelector: asList(map['alwaysInjectSelector']),
  };
}
