/** What the mesh wants of a Deployment: labels that its telemetry calls the workload by. */
import { describeValue } from '../../../mesh/describe.ts';
import { isMap } from '../../../model/json.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import type { Resource } from '../resource.ts';

/** Labels of which one names the workload, and of which one names its version. */
const TELEMETRY_LABELS: readonly (readonly [string, readonly string[]])[] = [
  ['a name', ['service.istio.io/canonical-name', 'app.kubernetes.io/name', 'app']],
  ['a version', ['service.istio.io/canonical-revision', 'app.kubernetes.io/version', 'version']],
];

/** The rules for Deployment. */
export function* deployment(resource: Resource): Problems {
  if (resource.namespace === resource.istioNamespace) return;
  const metadata = resource.spec.at('template').at('metadata');
  const labels = metadata.at('labels');
  for (const { key, at } of metadata.entries('labels'))
    if (at.exists && typeof at.value !== 'string') {
      yield problem('MSH2062', at, `the label ${quoted(key)} is ${describeValue(at.value)} instead of text`);
      return;
    }
  const missing = TELEMETRY_LABELS.filter(
    ([, keys]) => !keys.some((key) => isMap(labels.value) && Object.hasOwn(labels.value, key)),
  );
  if (missing.length > 0)
    yield problem(
      'MSH2063',
      labels,
      `the pods have no label for ${missing.map(([what]) => what).join(' and none for ')}`,
    );
}
