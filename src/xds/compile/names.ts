/** The names Istio's control plane gives to what it generates; other tools take them apart again. */
import { serviceHost } from '../../mesh/hosts.ts';
import type { MeshResource } from '../../mesh/resource.ts';
import type { Metadata } from '../resources/common.ts';

/** What a cluster is for. */
export interface ClusterKey {
  readonly direction: 'inbound' | 'outbound';
  readonly port: number;
  readonly subset: string;
  readonly host: string;
}

/** `outbound|9080|v1|reviews.default.svc.cluster.local`. */
export function clusterName({ direction, port, subset, host }: ClusterKey): string {
  return `${direction}|${port}|${subset}|${host}`;
}

/** The server name a proxy of the mesh asks for: `outbound_.9080_.v1_.reviews.default.svc.cluster.local`. */
export function meshServerName({ direction, port, subset, host }: ClusterKey): string {
  return `${direction}_.${port}_.${subset === '' ? '_' : `${subset}_`}.${host}`;
}

/** The short name of a service of Kubernetes by its host; any other host as it is. */
export function shortName(host: string, namespace: string): string {
  const [name = host] = host.split('.');
  return serviceHost(name, namespace) === host ? name : host;
}

const KEBAB = /([a-z0-9])([A-Z])/g;

/** Metadata that names the resource something was made from, as a path of the API. */
export function configMetadata(resource: MeshResource): Metadata {
  return { filter_metadata: { istio: { config: configPath(resource) } } };
}

/** `/apis/networking.istio.io/v1/namespaces/default/virtual-service/vs`: whatever version was written, it is shown as the newest. */
export function configPath({ group, kind, namespace, name }: MeshResource): string {
  const type = kind.replace(KEBAB, '$1-$2').toLowerCase();
  const version = kind === 'EnvoyFilter' ? 'v1alpha3' : 'v1';
  return `/apis/${group}/${version}/namespaces/${namespace}/${type}/${name}`;
}
