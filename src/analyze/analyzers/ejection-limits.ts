import type { DestinationRule, OutlierDetection } from '../../mesh/types/destination-rule.ts';
import type { Path } from '../../model/diagnostic.ts';
import { analyzer, found } from '../analyzer.ts';
import { destinationRule } from '../example.ts';
import { quoted } from '../facts/wording.ts';

const ALL = 100;

function* detections({
  trafficPolicy,
  subsets = [],
}: DestinationRule): Generator<{ readonly detection: OutlierDetection; readonly path: Path }> {
  const at: Path = ['spec', 'trafficPolicy'];
  if (trafficPolicy?.outlierDetection)
    yield { detection: trafficPolicy.outlierDetection, path: [...at, 'outlierDetection'] };
  for (const [index, { outlierDetection }] of (trafficPolicy?.portLevelSettings ?? []).entries())
    if (outlierDetection)
      yield { detection: outlierDetection, path: [...at, 'portLevelSettings', index, 'outlierDetection'] };
  for (const [index, subset] of subsets.entries()) {
    const detection = subset.trafficPolicy?.outlierDetection;
    if (detection) yield { detection, path: ['spec', 'subsets', index, 'trafficPolicy', 'outlierDetection'] };
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
