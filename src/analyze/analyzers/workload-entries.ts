import type { Labels } from '../../mesh/types/common.ts';
import { analyzer, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs, serviceEntry } from '../example.ts';
import { selectingServices } from '../facts/backends.ts';
import { isEmpty, selectorText, selects, serviceSelector } from '../facts/labels.ts';
import { quoted } from '../facts/wording.ts';

/** The selectors in a namespace that take machines. */
function selectorsIn(namespace: string, context: Context): readonly Labels[] {
  const entries = context.all('ServiceEntry').filter((entry) => entry.namespace === namespace);
  const services = context.derive(selectingServices).get(namespace) ?? [];
  const labels = entries.map(({ spec }) => spec.workloadSelector?.labels ?? {});
  return [...labels, ...services.map(serviceSelector)].filter((selector) => !isEmpty(selector));
}

const DATABASE = serviceEntry(
  'shop/db',
  '{hosts: [db.example.com], addresses: [240.240.1.1], location: MESH_INTERNAL, resolution: STATIC, ports: [{number: 5432, name: tcp, protocol: TCP}], workloadSelector: {labels: {app: db}}}',
);
const machine = (app: string): string =>
  doc('networking.istio.io/v1', 'WorkloadEntry', 'shop/db-1', `spec: {address: 192.0.2.1, labels: {app: ${app}}}`);

/** Machines get traffic by services only. */
export const workloadEntries = analyzer({
  name: 'workload-entries',
  codes: ['MSH3040'],
  subjects: ['WorkloadEntry'],
  inputs: ['WorkloadEntry', 'Service', 'ServiceEntry'],
  description: 'A WorkloadEntry is selected by a ServiceEntry or Service of its namespace.',
  examples: { bad: docs(DATABASE, machine('database')), good: docs(DATABASE, machine('db')) },
  view: 'own',
  *analyze({ spec, labels, namespace }, context) {
    const own = { ...labels, ...spec.labels };
    const selectors = selectorsIn(namespace, context);
    if (selectors.some((selector) => selects(selector, own))) return;
    const finding = found('MSH3040', ['spec', 'labels'], {
      message: `no ServiceEntry or Service of the namespace ${quoted(namespace)} selects the labels ${quoted(selectorText(own))}`,
      of: 'key',
    });
    yield selectors.length > 0 || context.settings.complete ? finding : uncertain(finding);
  },
});
