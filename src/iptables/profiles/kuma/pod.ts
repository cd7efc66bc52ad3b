import { type AnnotationRule, annotatedValues } from '../pod-annotations.ts';
import type { PodSource, PodValues } from '../profile.ts';

const ON = { enabled: 'true', true: 'true', disabled: 'false', false: 'false' };
const OFF = { enabled: 'false', true: 'false', disabled: 'true', false: 'true' };

/** As the injector fills in the init container, with the defaults of the control plane. @see kuma annotations */
const RULES: readonly AnnotationRule[] = [
  { annotation: 'kuma.io/sidecar-uid', flag: 'kuma-dp-user' },
  { annotation: 'kuma.io/gateway', flag: 'redirect-inbound', words: { ...OFF, provided: 'false' } },
  { annotation: 'traffic.kuma.io/exclude-inbound-ports', flag: 'exclude-inbound-ports' },
  { annotation: 'traffic.kuma.io/exclude-outbound-ports', flag: 'exclude-outbound-ports' },
  { annotation: 'traffic.kuma.io/exclude-outbound-ports-for-uids', flag: 'exclude-outbound-ports-for-uids' },
  { annotation: 'traffic.kuma.io/exclude-inbound-ips', flag: 'exclude-inbound-ips' },
  { annotation: 'traffic.kuma.io/exclude-outbound-ips', flag: 'exclude-outbound-ips' },
  { annotation: 'kuma.io/builtin-dns', flag: 'redirect-all-dns-traffic', words: ON, absent: 'true' },
  { annotation: 'kuma.io/builtin-dns-port', flag: 'redirect-dns-port' },
  { annotation: 'kuma.io/transparent-proxying-ip-family-mode', flag: 'ip-family-mode' },
  { annotation: 'traffic.kuma.io/drop-invalid-packets', flag: 'drop-invalid-packets', words: ON },
  { annotation: 'traffic.kuma.io/iptables-logs', flag: 'iptables-logs', words: ON },
];

/** What Kuma's injector tells the transparent proxy for a pod. */
export function kumaPod(pod: PodSource): PodValues {
  return annotatedValues(RULES, pod);
}
