import type { Labels } from '../../mesh/types/common.ts';
import { getIn, stringMap } from '../../model/json.ts';
import { nearest } from '../../model/suggest.ts';
import { analyzer, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { destinationRule, doc, docs, pod } from '../example.ts';
import { isEmpty, podIndex, selectorText } from '../facts/labels.ts';
import { OTHER_WORKLOADS, takesOtherWorkload } from '../facts/other-workloads.ts';
import { seesPods } from '../facts/visible.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedKind } from '../kinds.ts';
import type { AnalyzedResource } from '../resource.ts';

/** Where kinds have the labels they are for. The reference looks at those of other kinds, with codes of its own. */
const LABELS_AT = [
  ['DestinationRule', 'workloadSelector', 'matchLabels'],
  ['EnvoyFilter', 'workloadSelector', 'labels'],
  ['PeerAuthentication', 'selector', 'matchLabels'],
  ['ProxyConfig', 'selector', 'matchLabels'],
  ['RequestAuthentication', 'selector', 'matchLabels'],
  ['ServiceEntry', 'workloadSelector', 'labels'],
  ['TrafficExtension', 'selector', 'matchLabels'],
  ['WasmPlugin', 'selector', 'matchLabels'],
] as const satisfies readonly (readonly [AnalyzedKind, string, string])[];

const SUBJECTS = LABELS_AT.map(([kind]) => kind);

/** The value that pods have for a label, where the one that is asked for is a misspelt form of it. */
function meantValue([key, value]: readonly [string, string], pods: readonly AnalyzedResource[]): string | undefined {
  const values = pods.flatMap(({ labels }) => labels[key] ?? []);
  return values.includes(value) ? undefined : nearest(value, values);
}

/** The remediation that names the value that was meant. */
function advice(labels: Labels, namespace: string | undefined, context: Context): { readonly remediation?: string } {
  const pods = context.derive(podIndex).matching({}, namespace);
  for (const [key, value] of Object.entries(labels)) {
    const meant = meantValue([key, value], pods);
    if (meant !== undefined) return { remediation: `Did you mean "${key}=${meant}"?` };
  }
  return {};
}

const rule = (app: string): string =>
  destinationRule('shop/api', `{host: api.example.com, workloadSelector: {matchLabels: {app: ${app}}}}`);

/** What is for workloads with certain labels has an effect only where there are some. */
export const idleSelectors = analyzer({
  name: 'idle-selectors',
  codes: ['MSH3019'],
  subjects: SUBJECTS,
  inputs: [...SUBJECTS, 'Pod', ...OTHER_WORKLOADS],
  description: 'What is for workloads with certain labels finds some with them.',
  examples: {
    bad: docs(
      pod('shop/web', '{app: web}'),
      rule('wbe'),
      doc(
        'security.istio.io/v1',
        'PeerAuthentication',
        'shop/web',
        'spec: {selector: {matchLabels: {app: web-v1}}, mtls: {mode: STRICT}}',
      ),
    ),
    good: docs(pod('shop/web', '{app: web}'), rule('web')),
  },
  view: 'own',
  *analyze(resource, context) {
    const [, ...at] = LABELS_AT.find(([kind]) => kind === resource.of) ?? [];
    const labels = stringMap(getIn(resource.spec, at));
    if (at.length === 0 || isEmpty(labels)) return;
    const root = resource.namespace === context.settings.rootNamespace;
    // What is in the root namespace is for workloads of all of them.
    const within = root ? undefined : resource.namespace;
    if (context.derive(podIndex).matching(labels, within).length > 0) return;
    if (takesOtherWorkload(labels, within, context)) return;
    const where = within === undefined ? '' : ` of the namespace ${quoted(within)}`;
    const finding = found('MSH3019', ['spec', ...at], {
      message: `no workload${where} has the labels ${quoted(selectorText(labels))}`,
      of: 'key',
      ...advice(labels, within, context),
    });
    // The root namespace is for the workloads of everybody's files.
    yield context.settings.complete || (!root && seesPods(context, within)) ? finding : uncertain(finding);
  },
});
