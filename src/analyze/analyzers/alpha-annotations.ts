import { INIT_CONTAINER } from '../../inject/constants.ts';
import { analyzer, found } from '../analyzer.ts';
import { doc } from '../example.ts';
import { ANNOTATIONS } from '../facts/annotations.ts';
import { containers, podParts } from '../facts/membership.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';
import { isMeshAnnotation } from './kubernetes-annotations.ts';

/** What the injector itself writes into pods whose capture rules it does not set up. */
const INJECTED: ReadonlySet<string> = new Set([
  'sidecar.istio.io/interceptionMode',
  'traffic.sidecar.istio.io/includeOutboundIPRanges',
  'traffic.sidecar.istio.io/includeInboundPorts',
  'traffic.sidecar.istio.io/excludeInboundPorts',
]);

function isInjected(resource: AnalyzedResource, name: string): boolean {
  if (resource.of !== 'Pod' || !INJECTED.has(name)) return false;
  return !containers(podParts(resource).spec, 'initContainers').some((item) => item['name'] === INIT_CONTAINER);
}

/** Annotations whose features are in their alpha phase; not run unless it is named. */
export const alphaAnnotations = analyzer({
  name: 'alpha-annotations',
  codes: ['IST0136'],
  subjects: ['Namespace', 'Service', 'Pod', 'Deployment'],
  inputs: ['Namespace', 'Service', 'Pod', 'Deployment'],
  description: 'Annotations do not depend on features in their alpha phase.',
  examples: {
    bad: doc('v1', 'Service', '', 'metadata: {name: web, annotations: {networking.istio.io/exportTo: "*"}}'),
    good: doc('v1', 'Service', '', 'metadata: {name: web, annotations: {traffic.istio.io/nodeSelector: a=b}}'),
  },
  reference: 'annotations.AlphaAnalyzer',
  *analyze(resource) {
    for (const name of Object.keys(resource.annotations)) {
      if (!isMeshAnnotation(name) || ANNOTATIONS.get(name)?.alpha !== true || isInjected(resource, name)) continue;
      yield found('IST0136', ['metadata', 'annotations', name], {
        message: `the annotation ${quoted(name)} belongs to a feature in its alpha phase`,
        of: 'key',
      });
    }
  },
});
