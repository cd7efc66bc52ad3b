/** Services: their ports, and what the mesh has for each. */

import { isNotFound } from '../../kube/problems.ts';
import { RESOURCES } from '../../kube/resources.ts';
import { asList, asMap, asString, getIn, type JsonMap } from '../../model/json.ts';
import type { ConfigRef } from './proxy.ts';
import { destinationRuleLines, type Subsets, subsetsOf, virtualServiceLines } from './routing.ts';
import { containersOf, identity, indented, type Scene, shownName } from './subject.ts';

/** The host name of a service in the mesh. */
export function hostOf(service: JsonMap): string {
  const { name, namespace } = identity(service);
  return `${name}.${namespace}.svc.cluster.local`;
}

/** A service, its ports, and for each the rules and policies behind it. */
export async function serviceLines(scene: Scene, service: JsonMap): Promise<readonly string[]> {
  const { name, namespace } = identity(service);
  const ports = asList(asMap(service['spec'])['ports']).map(asMap);
  const lines = [`Service: ${shownName(scene, name, namespace)}`, ...ports.map((port) => portLine(scene, port))];
  for (const port of ports) {
    const number = Number(port['port']);
    const rules = await ruleLines(scene, hostOf(service), number);
    const several = ports.length > 1;
    lines.push(...(several ? [`${number}:`, ...indented(rules, '   ')] : rules));
    const policies = scene.proxy.rbac({ first: scene.peer });
    if (policies.length > 0) lines.push(`${several ? `${number} ` : ''}RBAC policies: ${policies.join(', ')}`);
  }
  return lines;
}

function portLine(scene: Scene, port: JsonMap): string {
  const name = asString(port['name']) ?? '';
  // The reference leaves a place for the name that is not there.
  const label = name === '' && !scene.peer ? 'Port:' : `Port: ${name}`;
  return `   ${label} ${String(port['port'])}/${protocolOf(port)} targets pod port ${targetOf(scene, port)}`;
}

/** Protocols by the first word of a port's name, or its `appProtocol`. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  http: 'HTTP',
  http2: 'HTTP2',
  https: 'HTTPS',
  grpc: 'GRPC',
  'grpc-web': 'GRPCWeb',
  tcp: 'TCP',
  tls: 'TLS',
  udp: 'UDP',
  mongo: 'Mongo',
  redis: 'Redis',
  mysql: 'MySQL',
};

function protocolOf({ name, appProtocol, protocol }: JsonMap): string {
  if (protocol === 'UDP') return 'UDP';
  const word = asString(appProtocol) ?? asString(name) ?? '';
  if (word === '') return 'auto-detect';
  const known = PROTOCOLS[word.toLowerCase()] ?? PROTOCOLS[word.split('-')[0]?.toLowerCase() ?? ''];
  return known ?? 'UnsupportedProtocol';
}

/** The number of the port of the pods a port leads to, also where it is given by name. */
function targetOf({ pods }: Scene, { targetPort, port }: JsonMap): string {
  if (typeof targetPort !== 'string') return String(targetPort ?? port);
  const ports = pods.flatMap((pod) => containersOf(pod).flatMap((container) => asList(container['ports']).map(asMap)));
  const found = ports.find(({ name }) => name === targetPort);
  return String(found?.['containerPort'] ?? targetPort);
}

async function ruleLines(scene: Scene, host: string, port: number): Promise<readonly string[]> {
  const lines: string[] = [];
  const ref = scene.proxy.destinationRule(host, port);
  const rule = ref && (await ruleOf(scene, ref));
  if (ref && !rule) {
    lines.push(`WARNING: Proxy is stale; it references to non-existent destination rule ${ref.name}.${ref.namespace}`);
  }
  if (rule) lines.push(...destinationRuleLines(scene, rule));
  const subsets = rule && subsetsOf(rule, scene.pods);
  lines.push(...(await virtualLines(scene, scene.proxy.virtualServices(host, port), { host, subsets })));
  return lines;
}

/** What some VirtualServices say of the way to a host. */
export async function virtualLines(
  scene: Scene,
  refs: readonly ConfigRef[],
  reach: { readonly host: string; readonly subsets: Subsets | undefined },
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const ref of refs) {
    const service = await present(scene, RESOURCES.virtualServices, ref);
    if (service) lines.push(...virtualServiceLines(scene, service, reach));
    else
      lines.push(`WARNING: Proxy is stale; it references to non-existent virtual service ${ref.name}.${ref.namespace}`);
  }
  return lines;
}

/** The DestinationRule a proxy names; `undefined` when it is gone. */
export function ruleOf(scene: Scene, ref: ConfigRef): Promise<JsonMap | undefined> {
  return present(scene, RESOURCES.destinationRules, ref);
}

async function present(
  { reader }: Scene,
  resource: (typeof RESOURCES)['virtualServices' | 'destinationRules'],
  ref: ConfigRef,
): Promise<JsonMap | undefined> {
  try {
    return await reader.get(resource, ref);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The services of a pod's namespace that select it. */
export async function servicesOf({ reader }: Pick<Scene, 'reader'>, pod: JsonMap): Promise<readonly JsonMap[]> {
  const { namespace } = identity(pod);
  const labels = asMap(getIn(pod, ['metadata', 'labels']));
  const services = await reader.list(RESOURCES.services, { namespace });
  return services.filter((service) => {
    const selector = Object.entries(asMap(getIn(service, ['spec', 'selector'])));
    return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
  });
}
