import { asList, asMap } from '../../model/json.ts';
import { analyzer, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { docs, gateway, pod, service } from '../example.ts';
import { podIndex, selectorText, selects, serviceSelector } from '../facts/labels.ts';
import { seesPods, seesServices } from '../facts/visible.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** The Services of each namespace. */
function servicesByNamespace(context: Context): ReadonlyMap<string, readonly AnalyzedResource[]> {
  const out = new Map<string, AnalyzedResource[]>();
  for (const service of context.all('Service')) {
    const list = out.get(service.namespace);
    if (list) list.push(service);
    else out.set(service.namespace, [service]);
  }
  return out;
}

/** The ports the Services of these pods reach: those of the pods, and those of the Services that lead there. */
function reachable(pods: readonly AnalyzedResource[], context: Context): ReadonlySet<unknown> {
  const out = new Set<unknown>();
  const services = context.derive(servicesByNamespace);
  const namespaces = new Set(pods.map(({ namespace }) => namespace));
  for (const item of [...namespaces].flatMap((namespace) => services.get(namespace) ?? [])) {
    const selector = serviceSelector(item);
    if (!pods.some((each) => each.namespace === item.namespace && selects(selector, each.labels))) continue;
    for (const each of asList(asMap(item.object['spec'])['ports'])) {
      const { protocol, port, targetPort } = asMap(each);
      // A file that is to be applied may leave the protocol to the API server.
      if (protocol !== 'TCP' && !(protocol === undefined && context.settings.view === 'own')) continue;
      out.add(port);
      if (typeof targetPort === 'number' && targetPort !== 0) out.add(targetPort);
    }
  }
  return out;
}

const INGRESS = docs(
  pod('edge/ingress', '{app: ingress}'),
  service('edge/ingress', '{selector: {app: ingress}, ports: [{name: http, port: 80, protocol: TCP}]}'),
);
const serving = (port: number): string =>
  gateway(
    'edge/web',
    `{selector: {app: ingress}, servers: [{port: {number: ${port}, name: http, protocol: HTTP}, hosts: ["*"]}]}`,
  );

/** Gateways have pods, and their ports are reached. */
export const gatewayPorts = analyzer({
  name: 'gateway-ports',
  codes: ['IST0162', 'IST0101'],
  subjects: ['Gateway'],
  inputs: ['Gateway', 'Pod', 'Service'],
  description: 'A Gateway selects pods, and a Service of those pods reaches the ports of its servers.',
  examples: { bad: docs(INGRESS, serving(8443)), good: docs(INGRESS, serving(80)) },
  reference: 'gateway.IngressGatewayPortAnalyzer',
  *analyze(resource, context) {
    const selector = resource.spec.selector ?? {};
    const text = selectorText(selector);
    const [label] = Object.keys(selector);
    const at = label === undefined ? ['spec', 'selector'] : ['spec', 'selector', label];
    const pods = context.derive(podIndex).matching(selector);
    if (pods.length === 0) {
      const missing = found('IST0101', at, {
        message: `no pod has the labels ${quoted(text)}`,
        pinned: true,
        values: `selector ${text}`,
      });
      yield seesPods(context) ? missing : uncertain(missing);
      return;
    }
    const ports = reachable(pods, context);
    for (const [index, { port }] of (resource.spec.servers ?? []).entries()) {
      if (port === undefined || ports.has(port.number ?? 0)) continue;
      const finding = found('IST0162', ['spec', 'servers', index, 'port', 'number'], {
        message: `no Service of the pods ${quoted(text)} reaches port ${port.number ?? 0}`,
        line: at,
      });
      const sure = pods.some(({ namespace }) => seesServices(context, namespace));
      yield sure ? finding : uncertain(finding);
    }
  },
});
