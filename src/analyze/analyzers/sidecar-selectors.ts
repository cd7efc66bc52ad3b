import type { Sidecar } from '../../mesh/types/networking.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { docs, pod, sidecar } from '../example.ts';
import { isEmpty, podIndex, selectorText } from '../facts/labels.ts';
import { isAmbientNamespace, isAmbientPod, namespaceLabels } from '../facts/membership.ts';
import { OTHER_WORKLOADS, takesOtherWorkload } from '../facts/other-workloads.ts';
import { seesPods } from '../facts/visible.ts';
import { listed, quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

type SidecarAt = AnalyzedResource<Sidecar>;

const labelsOf = ({ spec }: SidecarAt) => spec.workloadSelector?.labels ?? {};

/** Pods with the Sidecars that select them. */
function selections(context: Context): ReadonlyMap<AnalyzedResource, readonly SidecarAt[]> {
  const out = new Map<AnalyzedResource, SidecarAt[]>();
  for (const item of context.all('Sidecar')) {
    if (isEmpty(labelsOf(item))) continue;
    for (const each of context.derive(podIndex).matching(labelsOf(item), item.namespace))
      out.set(each, [...(out.get(each) ?? []), item]);
  }
  return out;
}

const ineffective = (path: readonly string[]): Found =>
  found('IST0167', path, { message: 'a Sidecar has no effect on workloads without sidecars', of: 'key', values: '' });

function* selecting(resource: SidecarAt, context: Context): Generator<Found> {
  const { namespace } = resource;
  const labels = labelsOf(resource);
  const [label = ''] = Object.keys(labels);
  const path = ['spec', 'workloadSelector'];
  const pods = context.derive(podIndex).matching(labels, namespace);
  if (pods.length === 0 && !takesOtherWorkload(labels, namespace, context)) {
    const text = quoted(selectorText(labels));
    const finding = found('IST0101', [...path, 'labels', label], {
      message: `no pod of the namespace ${quoted(namespace)} has the labels ${text}`,
      pinned: true,
    });
    yield seesPods(context, namespace) ? finding : uncertain(finding);
  }
  let ambient = false;
  for (const each of pods) {
    const those = context.derive(selections).get(each) ?? [];
    if (isAmbientPod(each)) {
      if (!ambient) yield ineffective(path);
      ambient = true;
    } else if (those.length > 1) {
      const names = listed(those.map(({ name }) => name).sort());
      const message = `the Sidecars ${names} of the namespace ${quoted(namespace)} select the same pod ${quoted(each.name)}`;
      yield found('IST0110', path, { message, of: 'key', line: ['metadata', 'name'] });
    }
  }
}

function* forAll(resource: SidecarAt, context: Context): Generator<Found> {
  const { namespace } = resource;
  if (isAmbientNamespace(namespaceLabels(context, namespace))) {
    yield ineffective(['spec']);
    return;
  }
  const those = context.all('Sidecar').filter((item) => item.namespace === namespace && isEmpty(labelsOf(item)));
  if (those.length < 2) return;
  const names = listed(those.map(({ name }) => name).sort());
  yield found('IST0111', ['spec'], {
    message: `the Sidecars ${names} of the namespace ${quoted(namespace)} have no selector`,
    of: 'key',
  });
}

const WEB = pod('shop/web', '{app: web}');
const choosing = (app: string): string =>
  sidecar('shop/web', `{workloadSelector: {labels: {app: ${app}}}, egress: [{hosts: ["./*"]}]}`);

/** A workload has one Sidecar. */
export const sidecarSelectors = analyzer({
  name: 'sidecar-selectors',
  codes: ['IST0101', 'IST0110', 'IST0111', 'IST0167'],
  subjects: ['Sidecar'],
  inputs: ['Sidecar', 'Pod', 'Namespace', ...OTHER_WORKLOADS],
  description: 'A Sidecar is for pods there are, and no pod has two of them.',
  examples: { bad: docs(WEB, choosing('wbe')), good: docs(WEB, choosing('web')) },
  reference: 'sidecar.SelectorAnalyzer',
  *analyze(resource, context) {
    yield* isEmpty(labelsOf(resource)) ? forAll(resource, context) : selecting(resource, context);
  },
});
