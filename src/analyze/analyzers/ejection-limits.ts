import type { DestinationRule, OutlierDetection, PolicySections } from '../../mesh/types/destination-rule.ts';
import type { Path } from '../../model/diagnostic.ts';
import { analyzer, found } from '../analyzer.ts';
import { destinationRule } from '../example.ts';
import { quoted } from '../facts/wording.ts';

const ALL = 100;

interface DetectionAt {
  readonly detection: OutlierDetection;
  readonly path: Path;
}

/** Endpoints of other places stand in for all of one place; that they may all go is what failover needs. */
const failsOver = ({ loadBalancer }: PolicySections): boolean => {
  const { enabled, failover = [], failoverPriority = [] } = loadBalancer?.localityLbSetting ?? {};
  return enabled !== false && failover.length + failoverPriority.length > 0;
};

function* detectionOf(policy: PolicySections, path: Path): Generator<DetectionAt> {
  const { outlierDetection: detection } = policy;
  if (detection && !failsOver(policy)) yield { detection, path: [...path, 'outlierDetection'] };
}

function* detections({ trafficPolicy = {}, subsets = [] }: DestinationRule): Generator<DetectionAt> {
  const at: Path = ['spec', 'trafficPolicy'];
  yield* detectionOf(trafficPolicy, at);
  for (const [index, settings] of (trafficPolicy.portLevelSettings ?? []).entries())
    yield* detectionOf(settings, [...at, 'portLevelSettings', index]);
  for (const [index, { trafficPolicy: own }] of subsets.entries()) {
    const loadBalancer = own?.loadBalancer ?? trafficPolicy.loadBalancer;
    const policy = { ...own, ...(loadBalancer === undefined ? {} : { loadBalancer }) };
    yield* detectionOf(policy, ['spec', 'subsets', index, 'trafficPolicy']);
  }
}

const ejecting = (percent: number): string =>
  destinationRule(
    'shop/web',
    `{host: web.example.com, trafficPolicy: {outlierDetection: {consecutive5xxErrors: 1, maxEjectionPercent: ${percent}}}}`,
  );

/** Somebody is left. */
export const ejectionLimits = analyzer({
  name: 'ejection-limits',
  codes: ['MSH3024'],
  subjects: ['DestinationRule'],
  inputs: ['DestinationRule'],
  description: 'Outlier detection leaves some endpoints in the load balancing whatever they answer.',
  examples: { bad: ejecting(ALL), good: ejecting(50) },
  view: 'own',
  *analyze({ spec }) {
    for (const { detection, path } of detections(spec)) {
      if ((detection.maxEjectionPercent ?? 0) < ALL || (detection.minHealthPercent ?? 0) > 0) continue;
      yield found('MSH3024', [...path, 'maxEjectionPercent'], {
        message: `every endpoint of ${quoted(spec.host ?? '')} may be ejected at once`,
      });
    }
  },
});
