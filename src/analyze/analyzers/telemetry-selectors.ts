import { analyzer, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs, pod } from '../example.ts';
import { isEmpty, podIndex, selectorText } from '../facts/labels.ts';
import { OTHER_WORKLOADS, takesOtherWorkload } from '../facts/other-workloads.ts';
import { seesPods } from '../facts/visible.ts';
import { listed, quoted } from '../facts/wording.ts';
import type { Telemetry } from '../kinds.ts';
import type { AnalyzedResource } from '../resource.ts';

type TelemetryAt = AnalyzedResource<Telemetry>;

const labelsOf = ({ spec }: TelemetryAt) => spec.selector?.matchLabels ?? {};

function selections(context: Context): ReadonlyMap<AnalyzedResource, readonly TelemetryAt[]> {
  const out = new Map<AnalyzedResource, TelemetryAt[]>();
  for (const item of context.all('Telemetry')) {
    if (isEmpty(labelsOf(item))) continue;
    for (const each of context.derive(podIndex).matching(labelsOf(item), item.namespace))
      out.set(each, [...(out.get(each) ?? []), item]);
  }
  return out;
}

const WEB = pod('shop/web', '{app: web}');
const choosing = (app: string): string =>
  doc(
    'telemetry.istio.io/v1',
    'Telemetry',
    'shop/web',
    `spec: {selector: {matchLabels: {app: ${app}}}, metrics: [{reportingInterval: 5s}]}`,
  );

/** A workload has one Telemetry. */
export const telemetrySelectors = analyzer({
  name: 'telemetry-selectors',
  codes: ['IST0101', 'IST0159'],
  subjects: ['Telemetry'],
  inputs: ['Telemetry', 'Pod', ...OTHER_WORKLOADS],
  description: 'A Telemetry with a selector is for pods there are, and no pod has two of them.',
  examples: { bad: docs(WEB, choosing('wbe')), good: docs(WEB, choosing('web')) },
  reference: 'telemetry.SelectorAnalyzer',
  *analyze(resource, context) {
    const labels = labelsOf(resource);
    if (isEmpty(labels)) return;
    const { namespace } = resource;
    const [label = ''] = Object.keys(labels);
    const line = ['spec', 'selector', 'matchLabels', label];
    const pods = context.derive(podIndex).matching(labels, namespace);
    if (pods.length === 0 && !takesOtherWorkload(labels, namespace, context)) {
      const message = `no pod of the namespace ${quoted(namespace)} has the labels ${quoted(selectorText(labels))}`;
      const finding = found('IST0101', line, { message, line });
      yield seesPods(context, namespace) ? finding : uncertain(finding);
    }
    for (const each of pods) {
      const those = context.derive(selections).get(each) ?? [];
      if (those.length < 2) continue;
      const names = listed(those.map(({ name }) => name).sort());
      const message = `the Telemetries ${names} of the namespace ${quoted(namespace)} select the same pod ${quoted(each.name)}`;
      yield found('IST0159', ['spec', 'selector'], { message, of: 'key', line: ['metadata', 'name'] });
    }
  },
});
