/** Pods that exist, and those that workloads would make. */

import type { Path } from '../../model/diagnostic.ts';
import { asList, asMap, asString, getIn, type JsonMap, stringMap } from '../../model/json.ts';
import type { Labels } from '../types/common.ts';
import type { PodSpec } from '../types/kubernetes.ts';

const TEMPLATE: Path = ['spec', 'template'];

/** Where the kinds that make pods keep the template of them. */
export const POD_TEMPLATES: Readonly<Record<string, Path>> = {
  Deployment: TEMPLATE,
  StatefulSet: TEMPLATE,
  DaemonSet: TEMPLATE,
  ReplicaSet: TEMPLATE,
  ReplicationController: TEMPLATE,
  Job: TEMPLATE,
  Rollout: TEMPLATE,
  CloneSet: TEMPLATE,
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** A pod with the labels it has or will have. */
export interface PodReading {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: PodSpec;
}

function containerPorts(spec: JsonMap): PodSpec['ports'] {
  return asList(spec['containers']).flatMap((container) =>
    asList(asMap(container)['ports']).flatMap((item) => {
      const port = asMap(item);
      const number = port['containerPort'];
      return typeof number === 'number' ? [{ name: asString(port['name']) ?? '', number }] : [];
    }),
  );
}

function podSpec(spec: JsonMap, status: JsonMap, owner: string | undefined): PodSpec {
  return {
    ip: asString(status['podIP']),
    serviceAccount: asString(spec['serviceAccountName']) ?? asString(spec['serviceAccount']) ?? 'default',
    nodeName: asString(spec['nodeName']),
    hostNetwork: spec['hostNetwork'] === true,
    ports: containerPorts(spec),
    owner,
  };
}

/** A Pod as it stands. */
export function readPod(object: JsonMap): PodReading {
  const metadata = asMap(object['metadata']);
  const owner = asMap(asList(metadata['ownerReferences'])[0]);
  const maker = asString(owner['kind']);
  return {
    labels: stringMap(metadata['labels']),
    annotations: stringMap(metadata['annotations']),
    spec: podSpec(
      asMap(object['spec']),
      asMap(object['status']),
      maker === undefined ? undefined : `${maker}/${asString(owner['name']) ?? ''}`,
    ),
  };
}

/**
 * The pod a workload would make; `undefined` for kinds that make none. A ReplicaSet or Job with an owner is left out: its
 * owner stands for it.
 */
export function readPodTemplate(object: JsonMap): PodReading | undefined {
  const kind = asString(object['kind']) ?? '';
  const path = POD_TEMPLATES[kind];
  if (path === undefined || asList(getIn(object, ['metadata', 'ownerReferences'])).length > 0) return undefined;
  const template = asMap(getIn(object, path));
  const metadata = asMap(template['metadata']);
  const name = asString(getIn(object, ['metadata', 'name'])) ?? '';
  return {
    labels: stringMap(metadata['labels']),
    annotations: stringMap(metadata['annotations']),
    spec: podSpec(asMap(template['spec']), {}, `${kind}/${name}`),
  };
}
