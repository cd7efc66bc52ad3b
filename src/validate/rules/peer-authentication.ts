/** The rules for PeerAuthentication. @see https://istio.io/latest/docs/reference/config/security/peer_authentication/ */
import { type Problems, problem, quoted } from './problem.ts';
import type { Resource } from './resource.ts';
import { workloadSelector } from './shared/labels.ts';
import { isPort } from './shared/numbers.ts';

/** The rules for PeerAuthentication. */
export function* peerAuthentication(resource: Resource): Problems {
  const { spec } = resource;
  const ports = spec.at('portLevelMtls');
  const entries = spec.entries('portLevelMtls');
  const selector = spec.at('selector');
  if (entries.length > 0 && selector.entries('matchLabels').length === 0)
    yield problem('MSH2770', ports, 'portLevelMtls stands in a policy without selector');
  if (ports.exists && entries.length === 0) yield problem('MSH2771', ports, 'portLevelMtls has no port');
  for (const { key, at } of entries)
    if (!isPort(Number(key)))
      yield problem('MSH2772', at, `${quoted(key)} in portLevelMtls is not a port`, { of: 'key' });
  yield* workloadSelector(selector);
}
