import type { EnvoyFilter } from '../../mesh/types/networking.ts';
import { analyzer, type Found, found, type ShownAnalyzer } from '../analyzer.ts';
import { docs, namespace, pod } from '../example.ts';
import { isAmbientSpace, isGatewayPod, type Reach } from '../facts/ambient.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** Annotations that only injection and sidecars read. */
const OF_SIDECARS =
  /^(?:(?:status\.|traffic\.|readiness\.status\.)?sidecar\.istio\.io|inject\.istio\.io|proxy\.istio\.io)\//;

/** What the injector leaves behind for itself. */
const OWN = 'sidecar.istio.io/status';

function* annotations(resource: AnalyzedResource): Generator<Found> {
  for (const name of Object.keys(resource.annotations)) {
    if (!OF_SIDECARS.test(name) || name === OWN) continue;
    yield found('MSH3063', ['metadata', 'annotations', name], {
      message: `the annotation ${quoted(name)} has no effect without a sidecar`,
      of: 'key',
    });
  }
}

const SHOP = namespace('shop', '{istio.io/dataplane-mode: ambient}');
const annotated = (annotation: string): string => pod('shop/web', '{app: web}', `, annotations: {${annotation}}`);

/** What was for sidecars is gone with them. */
export const ambientLeftovers = (reach: Reach): ShownAnalyzer =>
  analyzer({
    name: 'ambient-leftovers',
    codes: ['MSH3063'],
    subjects: ['EnvoyFilter', 'Pod'],
    inputs: ['EnvoyFilter', 'Namespace', 'Pod'],
    description: 'Without sidecars, nothing is left that only sidecars read.',
    examples: {
      bad: docs(SHOP, annotated('sidecar.istio.io/proxyCPU: 100m')),
      good: docs(SHOP, annotated('example.com/a: b')),
    },
    view: 'own',
    *analyze(resource, context) {
      if (!isAmbientSpace(resource.namespace, reach, context)) return;
      if (resource.of === 'Pod') {
        if (!isGatewayPod(resource)) yield* annotations(resource);
        return;
      }
      const { targetRefs = [], workloadSelector } = resource.spec as EnvoyFilter;
      if (targetRefs.length > 0 || resource.namespace === context.settings.rootNamespace) return;
      yield found('MSH3063', ['spec', ...(workloadSelector === undefined ? [] : ['workloadSelector'])], {
        message: 'an EnvoyFilter has no effect without a sidecar unless targetRefs name a waypoint',
        of: 'key',
      });
    },
  });
