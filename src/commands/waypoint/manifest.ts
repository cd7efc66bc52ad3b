/** Waypoints are Gateways of a class of their own. */
import { asList, asMap, getIn, type JsonMap, stringMap } from '../../model/json.ts';

const CLASS = 'istio-waypoint';
const HBONE_PORT = 15_008;

/** Labels of waypoints and of what uses them. */
export const LABELS = {
  traffic: 'istio.io/waypoint-for',
  revision: 'istio.io/rev',
  use: 'istio.io/use-waypoint',
  dataPlane: 'istio.io/dataplane-mode',
} as const;

/** What a waypoint is to be. */
export interface WaypointSpec {
  readonly name: string;
  readonly namespace?: string;
  readonly traffic?: string;
  readonly revision?: string;
}

/** The Gateway of a waypoint. */
export function waypointGateway({ name, namespace, traffic, revision }: WaypointSpec): JsonMap {
  const labels = {
    ...(revision !== undefined && { [LABELS.revision]: revision }),
    ...(traffic !== undefined && { [LABELS.traffic]: traffic }),
  };
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: {
      ...(Object.keys(labels).length > 0 && { labels }),
      name,
      ...(namespace !== undefined && { namespace }),
    },
    spec: { gatewayClassName: CLASS, listeners: [{ name: 'mesh', port: HBONE_PORT, protocol: 'HBONE' }] },
  };
}

/** Whether a Gateway is a waypoint. */
export function isWaypoint(gateway: JsonMap): boolean {
  return asMap(gateway['spec'])['gatewayClassName'] === CLASS;
}

/** What lists say of a waypoint. */
export interface WaypointFacts {
  readonly namespace: string;
  readonly name: string;
  readonly revision: string;
  readonly traffic: string;
  /** `True`, `False`, `Unknown`. */
  readonly programmed: string;
  readonly reason: string;
  readonly message: string;
}

/** The facts of a waypoint's Gateway. */
export function waypointFacts(gateway: JsonMap): WaypointFacts {
  const { name, namespace, labels } = asMap(gateway['metadata']);
  const own = stringMap(labels);
  const conditions = asList(getIn(gateway, ['status', 'conditions'])).map(asMap);
  const programmed = conditions.find(({ type }) => type === 'Programmed') ?? {};
  return {
    namespace: String(namespace ?? ''),
    name: String(name ?? ''),
    revision: own[LABELS.revision] ?? 'default',
    traffic: own[LABELS.traffic] ?? 'service',
    programmed: String(programmed['status'] ?? 'Unknown'),
    reason: String(programmed['reason'] ?? ''),
    message: String(programmed['message'] ?? ''),
  };
}
