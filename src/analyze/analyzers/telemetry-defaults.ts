import { analyzer, found } from '../analyzer.ts';
import type { View } from '../context.ts';
import { doc, docs } from '../example.ts';
import { isEmpty } from '../facts/labels.ts';
import { listed, quoted } from '../facts/wording.ts';
import type { Telemetry } from '../kinds.ts';
import type { AnalyzedResource } from '../resource.ts';

function isForAll({ spec }: AnalyzedResource<Telemetry>, view: View): boolean {
  if (!isEmpty(spec.selector?.matchLabels)) return false;
  return view === 'reference' || (spec.targetRef === undefined && (spec.targetRefs ?? []).length === 0);
}

const forAll = (name: string): string =>
  doc('telemetry.istio.io/v1', 'Telemetry', `shop/${name}`, 'spec: {metrics: [{reportingInterval: 5s}]}');

/** A namespace has one Telemetry for all. */
export const telemetryDefaults = analyzer({
  name: 'telemetry-defaults',
  codes: ['IST0160'],
  subjects: ['Telemetry'],
  inputs: ['Telemetry'],
  description: 'A namespace has one Telemetry without a selector.',
  examples: { bad: docs(forAll('one'), forAll('two')), good: forAll('one') },
  reference: 'telemetry.DefaultSelectorAnalyzer',
  *analyze(resource, context) {
    const { view } = context.settings;
    const { namespace } = resource;
    if (!isForAll(resource, view)) return;
    const those = context.all('Telemetry').filter((item) => item.namespace === namespace && isForAll(item, view));
    if (those.length < 2) return;
    const names = listed(those.map(({ name }) => name).sort());
    yield found('IST0160', ['spec'], {
      message: `the Telemetries ${names} of the namespace ${quoted(namespace)} have no selector`,
      of: 'key',
    });
  },
});
