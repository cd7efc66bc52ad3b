import type { DestinationRule } from '../../mesh/types/destination-rule.ts';
import type { VirtualService } from '../../mesh/types/virtual-service.ts';
import { gatewayNames, MESH_GATEWAY } from '../../mesh/virtual-services.ts';
import type { Path } from '../../model/diagnostic.ts';
import { asList, asMap, asString } from '../../model/json.ts';
import { analyzer, found, type ShownAnalyzer } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { docs, namespace, service, virtualService } from '../example.ts';
import { hasWaypoint, isAmbientSpace, type Reach } from '../facts/ambient.ts';
import { knownHosts } from '../facts/hosts.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** A host whose requests are to be handled, and where it is named. */
interface Handled {
  readonly host: string;
  readonly path: Path;
}

function* hostsOf(resource: AnalyzedResource): Generator<Handled> {
  if (resource.of === 'VirtualService') {
    const { hosts = [], gateways, http = [] } = resource.spec as VirtualService;
    const forMesh = gatewayNames(gateways, resource.namespace).includes(MESH_GATEWAY);
    for (const [index, host] of forMesh && http.length > 0 ? hosts.entries() : [])
      yield { host, path: ['spec', 'hosts', index] };
  } else if (resource.of === 'DestinationRule') {
    const { host = '', trafficPolicy = {}, subsets = [] } = resource.spec as DestinationRule;
    const handles = subsets.length > 0 || Object.keys(trafficPolicy).some((section) => section !== 'tls');
    if (handles) yield { host, path: ['spec', 'host'] };
  } else {
    for (const [index, item] of asList(asMap(resource.object['spec'])['parentRefs']).entries()) {
      const { group, kind, name, namespace: space } = asMap(item);
      const host = `${asString(name)}.${asString(space) ?? resource.namespace}.svc.cluster.local`;
      if (group === '' && kind === 'Service') yield { host, path: ['spec', 'parentRefs', index, 'name'] };
    }
  }
}

/** The Service behind a host whose requests nobody but a waypoint could handle, and that has none. */
function unhandled(
  host: string,
  from: AnalyzedResource,
  { reach, context }: { readonly reach: Reach; readonly context: Context },
): AnalyzedResource | undefined {
  const by = context.derive(knownHosts).find(host, from.namespace)?.declaredBy;
  if (by?.of !== 'Service' || !isAmbientSpace(by.namespace, reach, context)) return undefined;
  return hasWaypoint(by, context) ? undefined : by;
}

const WEB = service('shop/web', '{ports: [{name: http, port: 80}]}');
const ROUTE = virtualService('shop/web', '{hosts: [web], http: [{timeout: 1s, route: [{destination: {host: web}}]}]}');
const space = (more: string): string => namespace('shop', `{istio.io/dataplane-mode: ambient${more}}`);

/** Somebody handles requests. */
export const ambientRoutes = (reach: Reach): ShownAnalyzer =>
  analyzer({
    name: 'ambient-routes',
    codes: ['MSH3061'],
    subjects: ['VirtualService', 'DestinationRule', 'HTTPRoute', 'GRPCRoute'],
    inputs: ['VirtualService', 'DestinationRule', 'HTTPRoute', 'GRPCRoute', 'Namespace', 'Service', 'ServiceEntry'],
    description: 'Without sidecars, routes and traffic policies are for Services whose requests pass a waypoint.',
    examples: {
      bad: docs(space(''), WEB, ROUTE),
      good: docs(space(', istio.io/use-waypoint: waypoint'), WEB, ROUTE),
    },
    view: 'own',
    *analyze(resource, context) {
      for (const { host, path } of hostsOf(resource)) {
        const by = unhandled(host, resource, { reach, context });
        if (!by) continue;
        yield found('MSH3061', path, {
          message: `requests to the Service ${quoted(`${by.namespace}/${by.name}`)} pass no waypoint, and without sidecars nobody else handles them`,
        });
      }
    },
  });
