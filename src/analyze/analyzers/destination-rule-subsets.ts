import type { Labels } from '../../mesh/types/common.ts';
import type { DestinationRule, Subset } from '../../mesh/types/destination-rule.ts';
import { asMap, asString } from '../../model/json.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { destinationRule, docs, pod, service } from '../example.ts';
import { podsOf } from '../facts/backends.ts';
import { type KnownHost, knownHosts, meantHost } from '../facts/hosts.ts';
import { isEmpty, LabelIndex, selects, serviceSelector } from '../facts/labels.ts';
import { OTHER_WORKLOADS, takesOtherWorkload } from '../facts/other-workloads.ts';
import { seesPods, seesServices } from '../facts/visible.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** Labels pods have from their nodes. */
const TOPOLOGY = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.istio.io/subzone'];
const HOSTNAME = 'kubernetes.io/hostname';

function withTopology(pod: AnalyzedResource, context: Context): AnalyzedResource {
  const node = asString(asMap(pod.object['spec'])['nodeName']) ?? '';
  const labels = node === '' ? undefined : context.find('Node', { namespace: '', name: node })?.labels;
  if (!labels) return pod;
  const more = TOPOLOGY.filter((key) => labels[key]).map((key) => [key, labels[key] ?? ''] as const);
  return { ...pod, labels: { ...pod.labels, ...Object.fromEntries(more), [HOSTNAME]: labels[HOSTNAME] ?? node } };
}

const locatedPods = (context: Context): LabelIndex =>
  new LabelIndex(context.all('Pod').map((pod) => withTopology(pod, context)));

/** Endpoints that are no pods: machines, and addresses of the entry itself. */
function otherEndpoints({ declaredBy }: KnownHost, context: Context): readonly Labels[] {
  if (declaredBy.of !== 'ServiceEntry') return [];
  const entry = context.find('ServiceEntry', declaredBy);
  return [
    ...(entry?.spec.endpoints ?? []).map(({ labels = {} }) => labels),
    ...context.all('WorkloadEntry').map(({ spec, labels }) => ({ ...labels, ...spec.labels })),
  ];
}

const isTopology = (labels: Labels): boolean =>
  Object.keys(labels).some((key) => [...TOPOLOGY, HOSTNAME].includes(key));

/** Whether a pod behind the Service has the labels; who is behind one without selector no file tells. */
function isServedBy(by: AnalyzedResource, labels: Labels, context: Context): boolean {
  const selector = serviceSelector(by);
  if (isEmpty(selector) || (isTopology(labels) && context.all('Node').length === 0)) return true;
  const members = { ...selector, ...labels };
  // A Service has the machines with its labels behind it as well.
  return (
    context.derive(locatedPods).matching(members, by.namespace).length > 0 ||
    takesOtherWorkload(members, by.namespace, context)
  );
}

/** Whether anything a subset could mean is there; topology cannot be judged without nodes. */
function isServed(subset: Subset, known: KnownHost, context: Context): boolean {
  const own = subset.labels ?? {};
  if (context.settings.view === 'own' && known.declaredBy.of === 'Service')
    return isServedBy(known.declaredBy, own, context);
  const entry = known.declaredBy.of === 'ServiceEntry' ? context.find('ServiceEntry', known.declaredBy) : undefined;
  const selector = { ...entry?.spec.workloadSelector?.labels, ...own };
  if (context.derive(locatedPods).matching(selector).length > 0) return true;
  if (context.settings.view === 'reference') return false;
  if (isTopology(own) && context.all('Node').length === 0) return true;
  return otherEndpoints(known, context).some((labels) => selects(selector, labels));
}

/** Whether workloads of the host are in the input, so that a subset without any has none. */
function seesMembers({ declaredBy }: KnownHost, context: Context): boolean {
  const { view, complete } = context.settings;
  if (view === 'own' && !complete && declaredBy.of === 'Service' && podsOf(declaredBy, context).length === 0)
    return false;
  return seesPods(context, declaredBy.namespace);
}

function* unknownHost(resource: AnalyzedResource<DestinationRule>, context: Context): Generator<Found> {
  const host = resource.spec.host ?? '';
  const suggestion = meantHost(host, resource.namespace, context);
  yield found('IST0174', ['spec', 'host'], {
    message: `no Service or ServiceEntry offers the host ${quoted(host)}`,
    ...(suggestion === undefined ? {} : { remediation: `Did you mean "${suggestion}"?` }),
  });
}

const SHOP = docs(
  service('shop/web', '{selector: {app: web}, ports: [{name: http, port: 80}]}'),
  pod('shop/web', '{app: web, version: v1}'),
);
const rule = (version: string): string =>
  destinationRule('shop/web', `{host: web, subsets: [{name: first, labels: {version: ${version}}}]}`);

/** Subsets have members, and hosts are offered. */
export const destinationRuleSubsets = analyzer({
  name: 'destination-rule-subsets',
  codes: ['IST0173', 'IST0174'],
  subjects: ['DestinationRule'],
  inputs: ['DestinationRule', 'Node', 'Pod', 'Service', 'ServiceEntry', ...OTHER_WORKLOADS],
  description: 'The host of a DestinationRule is offered by somebody, and each of its subsets has members.',
  examples: { bad: docs(SHOP, rule('v2')), good: docs(SHOP, rule('v1')) },
  reference: 'destinationrule.SubsetSelectPodAnalyzer',
  *analyze(resource, context) {
    const { spec, namespace } = resource;
    const covered = context.derive(knownHosts).covered(spec.host ?? '', namespace, spec.exportTo);
    if (covered.length === 0) {
      for (const finding of unknownHost(resource, context)) yield seesServices(context) ? finding : uncertain(finding);
      return;
    }
    for (const [index, subset] of (spec.subsets ?? []).entries()) {
      if (covered.some((known) => isServed(subset, known, context))) continue;
      const finding = found('IST0173', ['spec', 'subsets', index, 'labels'], {
        // One without a name is for validate; that nobody is in it is as true.
        message: `the subset ${quoted(asString(subset.name) ?? '')} has no members: no pod has its labels`,
        of: 'key',
      });
      yield covered.every((known) => seesMembers(known, context)) ? finding : uncertain(finding);
    }
  },
});
