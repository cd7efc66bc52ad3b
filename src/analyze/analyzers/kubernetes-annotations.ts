import { validateAnnotations } from '../../inject/annotations.ts';
import { INJECT } from '../../inject/constants.ts';
import { analyzer, type Found, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc } from '../example.ts';
import { ANNOTATIONS, type AnnotationFacts } from '../facts/annotations.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** Written by the mesh itself. */
const WRITTEN: ReadonlySet<string> = new Set([
  'sidecar.istio.io/status',
  'gateway.istio.io/controller-version',
  'istio.io/rev',
]);

/** Whether the mesh may have a say in an annotation. */
export function isMeshAnnotation(name: string): boolean {
  if (WRITTEN.has(name)) return false;
  const [domain = ''] = name.split('/');
  return name === 'kubernetes.io/ingress.class' || domain.endsWith('istio.io');
}

function* deprecation(name: string, resource: AnalyzedResource): Generator<Found> {
  const byLabel = name === INJECT;
  if (byLabel && Object.hasOwn(resource.labels, INJECT)) return;
  yield found('IST0135', ['metadata', 'annotations', name], {
    message: `the annotation ${quoted(name)} is deprecated${byLabel ? `, the label ${quoted(INJECT)} takes its place` : ''}`,
    of: 'key',
  });
}

function* known(name: string, facts: AnnotationFacts, resource: AnalyzedResource): Generator<Found> {
  if (facts.deprecated) yield* deprecation(name, resource);
  if (facts.kinds.includes('Any')) return;
  if (!facts.kinds.includes(resource.kind)) {
    yield found('IST0107', ['metadata', 'annotations', name], {
      message: `the annotation ${quoted(name)} has no effect on a ${resource.kind}, only on ${facts.kinds.join(', ')}`,
      of: 'key',
    });
  }
}

function* values(resource: AnalyzedResource, { settings }: Context): Generator<Found> {
  for (const { message, path } of validateAnnotations({ annotations: resource.annotations })) {
    const name = String(path.at(-1));
    const facts = ANNOTATIONS.get(name);
    const checked = settings.view === 'own' ? facts !== undefined : facts?.checked === true;
    if (checked && facts?.kinds.includes(resource.kind) === true)
      yield found('IST0125', path, { message: message.replace(/^The /, 'the ').replace(/\.$/, ''), values: name });
  }
}

/** Annotations of the mesh: known, in their place, with values they take. */
export const kubernetesAnnotations = analyzer({
  name: 'kubernetes-annotations',
  codes: ['IST0108', 'IST0107', 'IST0125', 'IST0135'],
  subjects: ['Namespace', 'Service', 'Pod', 'Deployment'],
  inputs: ['Namespace', 'Service', 'Pod', 'Deployment'],
  description: 'Annotations of the mesh are known, stand on the kinds they work on, and have values they take.',
  examples: {
    bad: doc('v1', 'Service', '', 'metadata: {name: web, annotations: {networking.istio.io/exportThree: "*"}}'),
    good: doc('v1', 'Service', '', 'metadata: {name: web, annotations: {networking.istio.io/exportTo: "*"}}'),
  },
  reference: 'annotations.K8sAnalyzer',
  *analyze(resource, context) {
    for (const name of Object.keys(resource.annotations)) {
      if (!isMeshAnnotation(name)) continue;
      const facts = ANNOTATIONS.get(name);
      if (facts) yield* known(name, facts, resource);
      else {
        yield found('IST0108', ['metadata', 'annotations', name], {
          message: `the mesh knows no annotation ${quoted(name)}`,
          of: 'key',
        });
      }
    }
    yield* values(resource, context);
  },
});
