import { type AnnotationRule, annotatedValues } from '../pod-annotations.ts';
import type { PodSource, PodValues } from '../profile.ts';

/** @see istio annotations: ambient.istio.io, istio.io/reroute-virtual-interfaces */
const RULES: readonly AnnotationRule[] = [
  { annotation: 'istio.io/reroute-virtual-interfaces', flag: 'virtual-interfaces' },
  {
    annotation: 'ambient.istio.io/dns-capture',
    flag: 'pod-dns-override',
    words: { true: 'enabled', false: 'disabled' },
  },
  {
    annotation: 'ambient.istio.io/bypass-inbound-capture',
    flag: 'ingress-mode',
    words: { true: 'true', false: 'false' },
  },
];

/** What the node agent reads from a pod. */
export function ambientPod(pod: PodSource): PodValues {
  return annotatedValues(RULES, pod);
}
