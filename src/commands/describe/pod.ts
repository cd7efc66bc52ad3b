/** The head of a pod's description. */
import { asList, asMap, asString, getIn, type JsonMap, stringMap } from '../../model/json.ts';
import { containersOf, hasSidecar, identity, labelsOf, type Scene, shownName } from './subject.ts';

/** Envoy's own user: traffic of containers that run as it is not intercepted. */
const PROXY_USER = 1337;

/** Name, revision and ports of a pod, and what is wrong with it. */
export function podHead(scene: Pick<Scene, 'reader' | 'peer'>, pod: JsonMap): readonly string[] {
  const { name, namespace } = identity(pod);
  const shown = shownName(scene, name, namespace);
  const lines = [`Pod: ${shown}`, `   Pod Revision: ${revisionOf(pod)}`, `   Pod Ports: ${portsText(pod)}`];
  if (!hasSidecar(pod)) return [...lines, `WARNING: ${shown} is not part of mesh; no Istio sidecar`];
  return [...lines, ...warnings(pod, shown), ...labelAdvice(pod, scene.peer)];
}

function revisionOf(pod: JsonMap): string {
  const annotations = stringMap(getIn(pod, ['metadata', 'annotations']));
  const named = labelsOf(pod)['istio.io/rev'] ?? annotations['istio.io/rev'];
  return named ?? injectedBy(annotations['sidecar.istio.io/status'] ?? '');
}

function injectedBy(status: string): string {
  try {
    return asString(asMap(JSON.parse(status))['revision']) ?? '';
  } catch {
    return '';
  }
}

function portsText(pod: JsonMap): string {
  const ports = containersOf(pod).flatMap((container) =>
    asList(container['ports']).map((item) => {
      const { containerPort, protocol = 'TCP' } = asMap(item);
      return `${String(containerPort)}${protocol === 'TCP' ? '' : `/${String(protocol)}`} (${String(container['name'])})`;
    }),
  );
  return ports.join(', ');
}

function warnings(pod: JsonMap, shown: string): readonly string[] {
  const as1337 = containersOf(pod)
    .filter(({ name, securityContext }) => name !== 'istio-proxy' && asMap(securityContext)['runAsUser'] === PROXY_USER)
    .map(
      ({ name }) =>
        `   WARNING: container ${String(name)} runs as user ${PROXY_USER}, the proxy's own: its traffic bypasses the proxy`,
    );
  const states = [
    ...asList(getIn(pod, ['status', 'containerStatuses'])),
    ...asList(getIn(pod, ['status', 'initContainerStatuses'])).filter((item) => asMap(item)['name'] === 'istio-proxy'),
  ];
  const notReady = states
    .map(asMap)
    .filter(({ ready }) => ready !== true)
    .map(({ name }) => `WARNING: Pod ${shown} Container ${String(name)} NOT READY`);
  return [...as1337, ...notReady];
}

/** Labels that say as whose telemetry counts; the first of each that is there counts. */
const CANONICAL = [
  ['name', ['service.istio.io/canonical-name', 'app.kubernetes.io/name', 'app']],
  ['revision', ['service.istio.io/canonical-revision', 'app.kubernetes.io/version', 'version']],
] as const;

function labelAdvice(pod: JsonMap, peer: boolean): readonly string[] {
  const labels = labelsOf(pod);
  const missing = CANONICAL.filter(([, names]) => !names.some((name) => name in labels)).map(([what]) => what);
  if (missing.length === 0) return [];
  if (!peer)
    return [
      `Suggestion: add labels for the ${missing.join(' and the ')} of the service, by which telemetry is told apart (app, version)`,
    ];
  const words = `service ${missing.join(' and ')} label${missing.length > 1 ? 's' : ''}`;
  return [
    `Suggestion: add required ${words} for Istio telemetry. See https://istio.io/v1.30/docs/ops/deployment/requirements/.`,
  ];
}
