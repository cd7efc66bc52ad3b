/** What stands behind Services, and which Services stand before pods. */
import { type Protocol, portProtocol } from '../../mesh/protocol.ts';
import type { Labels } from '../../mesh/types/common.ts';
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

/** A Service with a selector, and its place among the Services. */
interface Selecting {
  readonly service: AnalyzedResource;
  readonly selector: Labels;
  readonly place: number;
}

const pairsOf = (labels: Labels, namespace: string): readonly string[] =>
  Object.entries(labels).map(([key, value]) => `${namespace}/${key}=${value}`);

/** The Services with a selector, each by the label of its selector that the fewest others ask for. */
function byRarestLabel(context: Context): ReadonlyMap<string, readonly Selecting[]> {
  const services = [...context.derive(selectingServices).values()]
    .flat()
    .map((service, place) => ({ service, selector: serviceSelector(service), place }));
  const uses = new Map<string, number>();
  const pairs = services.map(({ service, selector }) => pairsOf(selector, service.namespace));
  for (const pair of pairs.flat()) uses.set(pair, (uses.get(pair) ?? 0) + 1);
  const out = new Map<string, Selecting[]>();
  for (const [index, item] of services.entries()) {
    const [rarest = ''] = (pairs[index] ?? []).toSorted((one, other) => (uses.get(one) ?? 0) - (uses.get(other) ?? 0));
    const list = out.get(rarest);
    if (list) list.push(item);
    else out.set(rarest, [item]);
  }
  return out;
}

/** The Services that select a pod, or the pods of a template, in their order. */
export function servicesOf(
  pod: Pick<AnalyzedResource, 'labels' | 'namespace'>,
  context: Context,
): readonly AnalyzedResource[] {
  const index = context.derive(byRarestLabel);
  return pairsOf(pod.labels, pod.namespace)
    .flatMap((pair) => index.get(pair) ?? [])
    .filter(({ selector }) => selects(selector, pod.labels))
    .sort((one, other) => one.place - other.place)
    .map(({ service }) => service);
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
