import { type AnnotationRule, annotatedValues } from '../pod-annotations.ts';
import type { PodSource, PodValues } from '../profile.ts';

const prefixed = (last: string): string => `config.linkerd.io/${last}`;

/** Ports of Galera, whose servers speak first; Linkerd's chart leaves them alone. */
const SKIPPED = '4567,4568';

/** The proxy's own servers for policy and metrics, which are called directly. */
const CONTROL_PORT = '4190';
const ADMIN_PORT = '4191';

/** As the injector fills in the init container, with the defaults of Linkerd's chart. @see linkerd2 charts, proxyInit */
function rules({ annotations }: PodSource): readonly AnnotationRule[] {
  const port = (key: string, preset: string): string => annotations.get(prefixed(key))?.text ?? preset;
  const own = `${port('control-port', CONTROL_PORT)},${port('admin-port', ADMIN_PORT)},`;
  return [
    { annotation: prefixed('inbound-port'), flag: 'incoming-proxy-port', absent: '4143' },
    { annotation: prefixed('outbound-port'), flag: 'outgoing-proxy-port', absent: '4140' },
    { annotation: prefixed('proxy-uid'), flag: 'proxy-uid', absent: '2102' },
    { annotation: prefixed('proxy-gid'), flag: 'proxy-gid' },
    { annotation: prefixed('skip-inbound-ports'), flag: 'inbound-ports-to-ignore', before: own, absent: SKIPPED },
    { annotation: prefixed('skip-outbound-ports'), flag: 'outbound-ports-to-ignore', absent: SKIPPED },
    { annotation: prefixed('skip-subnets'), flag: 'subnets-to-ignore' },
  ];
}

/** What Linkerd's injector tells proxy-init for a pod. */
export function linkerdPod(pod: PodSource): PodValues {
  return annotatedValues(rules(pod), pod);
}
