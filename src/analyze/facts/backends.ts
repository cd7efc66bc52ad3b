/** What stands behind Services, and which Services stand before pods. */
import { type Protocol, portProtocol } from '../../mesh/protocol.ts';
import { asList, asMap, asString } from '../../model/json.ts';
import type { Context } from '../context.ts';
import type { AnalyzedResource } from '../resource.ts';
import { servicePorts } from './hosts.ts';
import { isEmpty, type LabelIndex, podIndex, selects, serviceSelector } from './labels.ts';
import { containers, podParts } from './membership.ts';

/** The pods a Service selects. */
export function podsOf(service: AnalyzedResource, context: Context): readonly AnalyzedResource[] {
  const selector = serviceSelector(service);
  const index: LabelIndex = context.derive(podIndex);
  return isEmpty(selector) ? [] : index.matching(selector, service.namespace);
}

/** The Services with a selector, by namespace. */
export function selectingServices(context: Context): ReadonlyMap<string, readonly AnalyzedResource[]> {
  const out = new Map<string, AnalyzedResource[]>();
  for (const service of context.all('Service')) {
    if (isEmpty(serviceSelector(service))) continue;
    const list = out.get(service.namespace);
    if (list) list.push(service);
    else out.set(service.namespace, [service]);
  }
  return out;
}

/** The Services that select a pod. */
export function servicesOf(pod: AnalyzedResource, context: Context): readonly AnalyzedResource[] {
  const services = context.derive(selectingServices).get(pod.namespace) ?? [];
  return services.filter((service) => selects(serviceSelector(service), pod.labels));
}

/** The number behind the name of a container's port; `undefined` when the pod has none of that name. */
export function namedPort(pod: AnalyzedResource, name: string): number | undefined {
  const ports = containers(podParts(pod).spec).flatMap((container) => asList(container['ports']).map(asMap));
  const number = ports.find((port) => port['name'] === name)?.['containerPort'];
  return typeof number === 'number' ? number : undefined;
}

/** A port of a Service as a pod has it. */
export interface TargetPort {
  readonly service: AnalyzedResource;
  /** Of the port in the Service. */
  readonly index: number;
  /** Of the pod; `undefined` when a name leads nowhere. */
  readonly number: number | undefined;
  readonly protocol: Protocol;
}

/** The ports by which Services reach a pod. */
export function targetPorts(pod: AnalyzedResource, context: Context): readonly TargetPort[] {
  return servicesOf(pod, context).flatMap((service) => {
    const facts = servicePorts(service);
    return asList(asMap(service.object['spec'])['ports']).map((item, index) => {
      const target = asMap(item)['targetPort'];
      const port = facts[index];
      const own = port?.number ?? 0;
      const name = asString(target);
      const number =
        name === undefined || name === ''
          ? typeof target === 'number' && target !== 0
            ? target
            : own
          : namedPort(pod, name);
      return { service, index, number, protocol: port === undefined ? 'AUTO' : portProtocol(port) };
    });
  });
}
