import { RESOURCES } from '../../kube/resources.ts';
import { parseWorkload } from '../../kube/workload.ts';
import { NoInputError } from '../../model/errors.ts';
import { asMap, getIn, type JsonMap } from '../../model/json.ts';
import type { ObjectReader } from './reader.ts';

/** The kinds whose pods a file describes. */
const TEMPLATED = [
  RESOURCES.deployments,
  RESOURCES.statefulSets,
  RESOURCES.daemonSets,
  RESOURCES.replicaSets,
  RESOURCES.jobs,
] as const;

/** Where a workload's pods are, and the labels they have. */
export interface WorkloadLabels {
  readonly namespace: string;
  readonly labels: JsonMap;
}

/** A workload of files, as its pods will be. Throws NoInputError when no file has it. */
export async function workloadIn(reader: ObjectReader, text: string): Promise<WorkloadLabels> {
  const { type, name, namespace } = parseWorkload(text, reader.namespace);
  if (type === '' || RESOURCES.pods.plural === type || RESOURCES.pods.names.includes(type)) {
    const pod = await reader.get(RESOURCES.pods, { namespace, name });
    return { namespace, labels: asMap(getIn(pod, ['metadata', 'labels'])) };
  }
  const resource = TEMPLATED.find(({ plural, names }) => plural === type || names.includes(type));
  if (!resource) throw new NoInputError('NO_INPUT_WORKLOAD', `"${type}" is no kind whose pods a file describes`);
  const object = await reader.get(resource, { namespace, name });
  return { namespace, labels: asMap(getIn(object, ['spec', 'template', 'metadata', 'labels'])) };
}
