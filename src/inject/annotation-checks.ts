/** What the values of the injector's annotations must look like. Each check gives a reason, or nothing when the value is fine. */
import { goBoolean } from '../model/go-boolean.ts';
import { isMap } from '../model/json.ts';

type Check = (value: string) => string | undefined;

const PORT_MAX = 65_535;
const UINT32_MAX = 4_294_967_295;
/** Linux's IFNAMSIZ less the terminating zero. */
const INTERFACE_MAX = 15;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const CONTROL = /[\u0000-\u001f\u007f]/;

const isUint = (text: string, max: number): boolean => /^[0-9]+$/.test(text) && Number(text) <= max;

function octets(text: string): boolean {
  return (
    /^(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255)
  );
}

function isIPv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || text.includes(':::')) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups[groups.length - 1];
  const mapped = last?.includes('.') ?? false;
  if (mapped && !octets(last ?? '')) return false;
  const plain = mapped ? groups.slice(0, -1) : groups;
  const count = plain.length + (mapped ? 2 : 0);
  return plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) && (halves.length === 2 ? count < 8 : count === 8);
}

/** Whether the text is an address and a prefix length, without blanks or zone. */
function isCidr(text: string): boolean {
  const match = /^([^/]+)\/(0|[1-9][0-9]{0,2})$/.exec(text);
  const [, address = '', bits = ''] = match ?? [];
  return (octets(address) && Number(bits) <= 32) || (isIPv6(address) && Number(bits) <= 128);
}

const oneOf =
  (...allowed: string[]): Check =>
  (value) =>
    allowed.includes(value) ? undefined : `must be one of ${allowed.join(', ')}`;

const uint =
  (max: number, what: string): Check =>
  (value) =>
    isUint(value, max) ? undefined : `must be ${what} from 0 to ${max}`;

const each =
  (separator: string, test: (item: string) => string | undefined): Check =>
  (value) => {
    if (value.trim() === '') return undefined;
    return value
      .split(separator)
      .map(test)
      .find((reason) => reason !== undefined);
  };

const orStar =
  (check: Check): Check =>
  (value) =>
    value === '*' ? undefined : check(value);

/** `parameter` is what the values call the same setting. */
const cidrs = (parameter: string): Check =>
  each(',', (item) =>
    isCidr(item) ? undefined : `"${item}" in ${parameter} is not a CIDR such as 10.0.0.0/8 (no blanks around commas)`,
  );
const ports = each(',', (item) =>
  isUint(item.trim(), PORT_MAX) ? undefined : `"${item.trim()}" is not a port from 0 to ${PORT_MAX}`,
);

const interfaces = each(',', (item) => {
  const name = item.trim();
  if (name.length > INTERFACE_MAX) return `the interface name "${name}" is longer than ${INTERFACE_MAX} characters`;
  return /^[A-Za-z][A-Za-z0-9_.-]*$/.test(name) ? undefined : `"${name}" is not the name of a network interface`;
});

const boolean: Check = (value) => (goBoolean(value) === undefined ? 'must be true or false' : undefined);

const jsonObject: Check = (value) => {
  try {
    return isMap(JSON.parse(value)) ? undefined : 'must be a JSON object';
  } catch {
    return 'must be a JSON object';
  }
};

/** Nothing a log level, an image or a ConfigMap's name can hold, and everything that could end a quoted string in somebody's template. */
const token: Check = (value) =>
  CONTROL.test(value) || /[\s"'`{}\\]/.test(value)
    ? 'must not contain blanks, quotes, braces or control characters'
    : undefined;

/** The check of every annotation that has one, quantities and ProxyConfig excepted (they need more than their text). */
export const ANNOTATION_CHECKS: Readonly<Record<string, Check>> = {
  'sidecar.istio.io/interceptionMode': oneOf('REDIRECT', 'TPROXY', 'NONE'),
  'status.sidecar.istio.io/port': uint(PORT_MAX, 'a port'),
  'readiness.status.sidecar.istio.io/initialDelaySeconds': uint(UINT32_MAX, 'a number'),
  'readiness.status.sidecar.istio.io/periodSeconds': uint(UINT32_MAX, 'a number'),
  'readiness.status.sidecar.istio.io/failureThreshold': uint(UINT32_MAX, 'a number'),
  'traffic.sidecar.istio.io/includeOutboundIPRanges': orStar(cidrs('includeIPRanges')),
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': cidrs('excludeIPRanges'),
  'traffic.sidecar.istio.io/includeInboundPorts': orStar(ports),
  'traffic.sidecar.istio.io/excludeInboundPorts': ports,
  'traffic.sidecar.istio.io/includeOutboundPorts': ports,
  'traffic.sidecar.istio.io/excludeOutboundPorts': ports,
  'traffic.sidecar.istio.io/excludeInterfaces': interfaces,
  'traffic.sidecar.istio.io/kubevirtInterfaces': interfaces,
  'istio.io/reroute-virtual-interfaces': interfaces,
  'prometheus.istio.io/merge-metrics': boolean,
  'sidecar.istio.io/nativeSidecar': boolean,
  'sidecar.istio.io/rewriteAppHTTPProbers': boolean,
  'sidecar.istio.io/capNetBindService': boolean,
  'sidecar.istio.io/userVolume': jsonObject,
  'sidecar.istio.io/userVolumeMount': jsonObject,
  'apm.datadoghq.com/env': jsonObject,
  'sidecar.istio.io/logLevel': token,
  'sidecar.istio.io/componentLogLevel': token,
  'sidecar.istio.io/agentLogLevel': token,
  'sidecar.istio.io/proxyImage': token,
  'sidecar.istio.io/proxyImageType': token,
  'sidecar.istio.io/bootstrapOverride': token,
};

/** The annotations that set the proxy's resources; each holds a Kubernetes quantity. */
export const QUANTITY_ANNOTATIONS: readonly string[] = ['CPU', 'Memory', 'CPULimit', 'MemoryLimit'].map(
  (name) => `sidecar.istio.io/proxy${name}`,
);

/** Why the text cannot stand as a quantity in a pod; `isQuantity` decides the number itself. */
export function quantityReason(value: string, isQuantity: (text: string) => boolean): string | undefined {
  if (CONTROL.test(value)) return 'must not contain control characters';
  return isQuantity(value) ? undefined : 'must be a Kubernetes quantity such as 100m or 128Mi';
}
