/** The rules for ProxyConfig. @see https://istio.io/latest/docs/reference/config/networking/proxy-config/ */
import { type Problems, problem } from './problem.ts';
import type { Resource } from './resource.ts';
import { workloadSelector } from './shared/labels.ts';

/** The rules for ProxyConfig. */
export function* proxyConfig(resource: Resource): Problems {
  const { spec } = resource;
  yield* workloadSelector(spec.at('selector'));
  const concurrency = spec.at('concurrency');
  if (concurrency.number < 0) yield problem('MSH2870', concurrency, `concurrency ${concurrency.number} is negative`);
}
