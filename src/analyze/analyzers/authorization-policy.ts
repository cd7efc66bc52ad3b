import type { AuthorizationPolicy } from '../../mesh/types/security.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs, namespace, pod } from '../example.ts';
import { isEmpty, podIndex, selectorText } from '../facts/labels.ts';
import { inMesh, isAmbientPod, joinsAmbient, podParts } from '../facts/membership.ts';
import { OTHER_WORKLOADS, takesOtherWorkload } from '../facts/other-workloads.ts';
import { isAssumed, seesPods } from '../facts/visible.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

type Policy = AnalyzedResource<AuthorizationPolicy>;

/** The namespaces with a pod in the mesh. */
function meshNamespaces(context: Context): ReadonlySet<string> {
  const out = new Set<string>();
  for (const pod of context.all('Pod')) if (!out.has(pod.namespace) && isMember(pod, context)) out.add(pod.namespace);
  return out;
}

const isMember = (pod: AnalyzedResource, context: Context): boolean =>
  isAmbientPod(pod) ||
  inMesh(podParts(pod), pod.namespace, context) ||
  (context.settings.view === 'own' && (joinsAmbient(pod, context) || isAssumed(pod)));

const targets = ({ spec }: Policy): boolean => spec.targetRef !== undefined || (spec.targetRefs ?? []).length > 0;

function* workloads(policy: Policy, context: Context): Generator<Found> {
  const { view, rootNamespace } = context.settings;
  if (view === 'own' && targets(policy)) return;
  const selector = policy.spec.selector?.matchLabels ?? {};
  const root = policy.namespace === rootNamespace;
  if (root && isEmpty(selector)) return;
  const within = root ? undefined : policy.namespace;
  const selected = isEmpty(selector)
    ? context.derive(meshNamespaces).has(policy.namespace)
    : context
        .derive(podIndex)
        .matching(selector, within)
        .some((pod) => isMember(pod, context));
  if (selected || takesOtherWorkload(selector, within, context)) return;
  const text = selectorText(selector);
  const where = root ? 'the mesh' : `the namespace ${quoted(policy.namespace)}`;
  const finding = found(
    'IST0127',
    isEmpty(selector) ? ['metadata', 'namespace'] : ['spec', 'selector', 'matchLabels'],
    {
      message: isEmpty(selector)
        ? `no workload of the namespace ${quoted(policy.namespace)} is in the mesh`
        : `no workload in ${where} has the labels ${quoted(text)}`,
      of: isEmpty(selector) ? 'value' : 'key',
      values: text,
    },
  );
  yield seesPods(context, within) ? finding : uncertain(finding);
}

function isKnownNamespace(pattern: string, names: readonly string[]): boolean {
  const wanted = pattern.toLowerCase();
  if (pattern === '*') return names.length > 0;
  return names.some((name) => {
    if (pattern.startsWith('*')) return name.endsWith(pattern.slice(1));
    if (pattern.endsWith('*')) return name.startsWith(pattern.slice(0, -1));
    return name.toLowerCase() === wanted;
  });
}

/** Namespaces every cluster has, whatever it is given. */
const BUILT_IN = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Namespaces that are looked up: the declared ones, those that pods and Services are in, and those of every mesh. */
function namespaceNames(context: Context): readonly string[] {
  const declared = context.all('Namespace').map(({ name }) => name);
  const { view, istioNamespace, rootNamespace } = context.settings;
  if (view === 'reference') return declared;
  const inhabited = [...context.all('Pod'), ...context.all('Service')].filter((each) => !isAssumed(each));
  const there = inhabited.map(({ namespace }) => namespace);
  return [...new Set([...declared, ...there, istioNamespace, rootNamespace, ...BUILT_IN])];
}

/** Whether the input declares namespaces, so that one that is missing is missing. */
const seesNamespaces = (context: Context): boolean =>
  context.settings.view === 'reference' || context.settings.complete || context.all('Namespace').length > 0;

function* namespaces(policy: Policy, context: Context): Generator<Found> {
  const names = context.derive(namespaceNames);
  for (const [i, rule] of (policy.spec.rules ?? []).entries()) {
    for (const [j, { source }] of (rule.from ?? []).entries()) {
      for (const field of ['namespaces', 'notNamespaces'] as const) {
        for (const [k, pattern] of (source?.[field] ?? []).entries()) {
          if (isKnownNamespace(pattern, names)) continue;
          const finding = found('IST0101', ['spec', 'rules', i, 'from', j, 'source', field, k], {
            message: `there is no namespace ${quoted(pattern)}`,
            // The reference looks the names of both lists up in the first one.
            line: ['spec', 'rules', i, 'from', j, 'source', 'namespaces', k],
          });
          yield seesNamespaces(context) ? finding : uncertain(finding);
        }
      }
    }
  }
}

const policy = (spec: string): string =>
  doc('security.istio.io/v1', 'AuthorizationPolicy', 'shop/web', `spec: ${spec}`);
const SHOP = docs(namespace('shop', '{istio-injection: enabled}'), pod('shop/web', '{app: web}'));

/** Policies that are for somebody, and name namespaces there are. */
export const authorizationPolicy = analyzer({
  name: 'authorization-policy',
  codes: ['IST0127', 'IST0101'],
  subjects: ['AuthorizationPolicy'],
  inputs: ['AuthorizationPolicy', 'Namespace', 'Pod', 'Service', ...OTHER_WORKLOADS],
  description: 'An AuthorizationPolicy selects workloads of the mesh and names namespaces that exist.',
  examples: {
    bad: docs(SHOP, policy('{selector: {matchLabels: {app: wbe}}, rules: [{}]}')),
    good: docs(SHOP, policy('{selector: {matchLabels: {app: web}}, rules: [{}]}')),
  },
  reference: 'auth.AuthorizationPoliciesAnalyzer',
  *analyze(resource, context) {
    yield* workloads(resource, context);
    yield* namespaces(resource, context);
  },
});
