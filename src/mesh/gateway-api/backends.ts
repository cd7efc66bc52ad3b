/** Where Gateway API routes lead. */
import type { JsonMap } from '../../model/json.ts';
import { serviceHost } from '../hosts.ts';
import type { MeshResource } from '../resource.ts';
import type { MeshResources } from '../resources.ts';
import type { Destination } from '../types/common.ts';
import { maps, type Reference, referenceOf, textOr } from './fields.ts';

const CORE_GROUPS: ReadonlySet<string> = new Set(['', 'core']);
const HOSTNAME_GROUP = 'networking.istio.io';

/** Whether a grant in the namespace of the object lets resources of this kind and namespace refer to it. */
function isGranted(resources: MeshResources, route: MeshResource, to: Reference): boolean {
  return resources.referenceGrants.some(({ namespace, spec }) => {
    if (namespace !== to.namespace) return false;
    const from = maps(spec['from']).some(
      (each) =>
        textOr(each['group'], '') === route.group &&
        each['kind'] === route.kind &&
        each['namespace'] === route.namespace,
    );
    const target = maps(spec['to']).some(
      (each) =>
        textOr(each['group'], '') === to.group &&
        each['kind'] === to.kind &&
        (each['name'] === undefined || each['name'] === '' || each['name'] === to.name),
    );
    return from && target;
  });
}

/** The destination of a reference to a backend; `undefined` for one that may not or cannot be used. */
export function backendDestination(
  resources: MeshResources,
  route: MeshResource,
  backend: JsonMap,
): Destination | undefined {
  const reference = referenceOf(backend, { group: '', kind: 'Service', namespace: route.namespace });
  const port = reference.port === undefined ? {} : { port: { number: reference.port } };
  if (reference.group === HOSTNAME_GROUP && reference.kind === 'Hostname') return { host: reference.name, ...port };
  if (!CORE_GROUPS.has(reference.group) || reference.kind !== 'Service') return undefined;
  if (reference.namespace !== route.namespace && !isGranted(resources, route, reference)) return undefined;
  return { host: serviceHost(reference.name, reference.namespace), ...port };
}
