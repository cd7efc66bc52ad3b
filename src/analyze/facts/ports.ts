/** Ports of workloads, and what Services call them. */

import type { Labels } from '../../mesh/types/common.ts';
import { asList, asMap } from '../../model/json.ts';
import type { Context } from '../context.ts';
import type { AnalyzedResource } from '../resource.ts';
import { targetPorts } from './backends.ts';
import { servicePorts } from './hosts.ts';
import { podIndex } from './labels.ts';
import { containers, podParts } from './membership.ts';

/** A port of a Service that leads to another one of the pod. */
export interface Renamed {
  readonly service: AnalyzedResource;
  readonly target: number;
}

function declared(pod: AnalyzedResource): readonly unknown[] {
  return containers(podParts(pod).spec)
    .flatMap((container) => asList(container['ports']).map(asMap))
    .map(({ containerPort }) => containerPort);
}

/**
 * Whether a policy for pods names a port that only Services have: proxies of servers see the port of the pod. `undefined` where
 * a pod may have the port itself.
 */
export function servicePortOnly(
  port: number,
  { labels, namespace }: { readonly labels: Labels; readonly namespace: string | undefined },
  context: Context,
): Renamed | undefined {
  let renamed: Renamed | undefined;
  for (const pod of context.derive(podIndex).matching(labels, namespace)) {
    const ports = targetPorts(pod, context);
    if (declared(pod).includes(port) || ports.some(({ number }) => number === port)) return undefined;
    for (const { service, index, number } of ports)
      if (number !== undefined && servicePorts(service)[index]?.number === port)
        renamed ??= { service, target: number };
  }
  return renamed;
}
