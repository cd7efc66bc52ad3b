import { parseProtocol } from '../../mesh/protocol.ts';
import { asList, asMap, asString, type JsonMap } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { docs, namespace, pod, service } from '../example.ts';
import { isEmpty, podIndex, serviceSelector } from '../facts/labels.ts';
import { inMesh, isControlPlane, podParts } from '../facts/membership.ts';
import { seesPods } from '../facts/visible.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

const MANAGED = 'gateway.istio.io/managed';
const CONTROLLERS: ReadonlySet<string | undefined> = new Set([
  'istio.io-gateway-controller',
  'istio.io-mesh-controller',
  'istio.io-eastwest-controller',
]);

/** Ports whose protocol is taken for granted: mail, names, MySQL, MongoDB. */
const TAKEN_FOR_TCP: ReadonlySet<unknown> = new Set([25, 53, 3306, 27_017]);

/** Protocols Kubernetes defines for appProtocol only. */
const APP_PROTOCOLS = /^kubernetes\.io\/(?:h2c|ws|wss)$/;

function saysProtocol(port: JsonMap): boolean {
  if (port['protocol'] === 'UDP') return true;
  const app = asString(port['appProtocol']);
  if (app !== undefined && APP_PROTOCOLS.test(app)) return true;
  const name = app ?? asString(port['name']) ?? '';
  if (name.toLowerCase().startsWith('grpc-web')) return true;
  const protocol = parseProtocol(name.split('-')[0] ?? '');
  return protocol !== undefined || TAKEN_FOR_TCP.has(port['port']);
}

/** Whether the mesh has anything to do with a Service: its pods are in it, or nobody knows. */
function concernsMesh(resource: AnalyzedResource, context: Context): boolean {
  const selector = serviceSelector(resource);
  if (context.settings.view === 'reference' || isEmpty(selector) || !seesPods(context, resource.namespace)) return true;
  const pods = context.derive(podIndex).matching(selector, resource.namespace);
  return pods.length === 0 || pods.some((each) => inMesh(podParts(each), each.namespace, context));
}

const SHOP = docs(namespace('shop', '{istio-injection: enabled}'), pod('shop/web', '{app: web}'));
const named = (name: string): string =>
  service('shop/web', `{selector: {app: web}, ports: [{name: ${name}, port: 80}]}`);

/** Ports say their protocol. */
export const servicePortNames = analyzer({
  name: 'service-port-names',
  codes: ['IST0118', 'IST0150'],
  subjects: ['Service'],
  inputs: ['Service', 'Pod', 'Namespace'],
  description: 'The name of a Service port begins with its protocol, or appProtocol says it.',
  examples: { bad: docs(SHOP, named('web')), good: docs(SHOP, named('http-web')) },
  reference: 'service.PortNameAnalyzer',
  *analyze(resource, context) {
    if (isControlPlane(resource) || CONTROLLERS.has(resource.labels[MANAGED]) || !concernsMesh(resource, context))
      return;
    const spec = asMap(resource.object['spec']);
    const external = spec['type'] === 'ExternalName';
    for (const [index, item] of asList(spec['ports']).entries()) {
      const port = asMap(item);
      const name = asString(port['name']) ?? '';
      if (typeof port['port'] !== 'number') continue;
      if (saysProtocol(port) && !(external && name === 'tcp')) continue;
      const line = ['spec', 'ports', index, 'port'];
      const path = ['spec', 'ports', index, ...(name === '' ? [] : ['name'])];
      if (external) {
        const message = `the port ${quoted(name)} of an ExternalName Service may keep other traffic from getting through`;
        yield found('IST0150', path, { message, line, values: '' });
      } else {
        const target = asString(port['targetPort']) ?? String(Number(port['targetPort'] ?? port['port']));
        const message = `the name ${quoted(name)} of port ${port['port']} (target port ${quoted(target)}) says no protocol`;
        yield found('IST0118', path, { message, line });
      }
    }
  },
});
