/** The mesh without sidecars: who is in it, and which waypoints requests pass. */
import type { Labels } from '../../mesh/types/common.ts';
import { asString, getIn } from '../../model/json.ts';
import type { Context } from '../context.ts';
import type { AnalyzedResource } from '../resource.ts';
import { INJECTION_LABEL, isAmbientNamespace, namespaceLabels, REVISION_LABEL } from './membership.ts';

/** Whose mesh is looked at: that of namespaces without sidecars, or that of everybody as if nobody had one. */
export type Reach = 'ambient' | 'everybody';

const WAYPOINT = 'istio.io/use-waypoint';
const WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';

/** The class of Gateways that are waypoints. */
export const WAYPOINT_CLASS = 'istio-waypoint';

/** Whether workloads of a namespace are, or would be, in the mesh without sidecars. */
export function isAmbientSpace(namespace: string, reach: Reach, context: Context): boolean {
  const labels = namespaceLabels(context, namespace);
  if (isAmbientNamespace(labels)) return true;
  return reach === 'everybody' && (labels[INJECTION_LABEL] === 'enabled' || (labels[REVISION_LABEL] ?? '') !== '');
}

/** A waypoint somebody asks for, and the label that does. */
export interface Waypoint {
  readonly namespace: string;
  readonly name: string;
}

/** The waypoint labels ask for; `none` for those that want none, `undefined` when they say nothing. */
export function askedWaypoint(labels: Labels, namespace: string): Waypoint | 'none' | undefined {
  const name = labels[WAYPOINT];
  if (name === undefined || name === '') return undefined;
  return name === 'none' ? 'none' : { name, namespace: labels[WAYPOINT_NAMESPACE] ?? namespace };
}

/** The label that asks for a waypoint. */
export const WAYPOINT_LABEL = ['metadata', 'labels', WAYPOINT] as const;

/** Whether requests to an object, or to its namespace, pass a waypoint, whether or not that exists. */
export function hasWaypoint({ labels, namespace }: AnalyzedResource, context: Context): boolean {
  const own = askedWaypoint(labels, namespace) ?? askedWaypoint(namespaceLabels(context, namespace), namespace);
  return own !== undefined && own !== 'none';
}

/** Pods that are proxies themselves stay so: ingress gateways, and what the Gateway API makes. */
export function isGatewayPod({ labels, annotations }: AnalyzedResource): boolean {
  const templates = annotations['inject.istio.io/templates'] ?? '';
  return Object.hasOwn(labels, 'gateway.networking.k8s.io/gateway-name') || templates.split(',').includes('gateway');
}

/** The class of a Gateway of the Gateway API. */
export function classOf(gateway: AnalyzedResource): string {
  return asString(getIn(gateway.object, ['spec', 'gatewayClassName'])) ?? '';
}
