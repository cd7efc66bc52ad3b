/** Which workload a bare pod belongs to, as templates name it. */
import { asList, asMap, asString, entry, type JsonMap } from '../model/json.ts';

/** What templates see as TypeMeta and DeploymentMeta. */
export interface Workload {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

const text = (value: unknown): string => asString(value) ?? '';

interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** Controllers that stand between a workload and its pods, and the workload behind them. */
function behind(owner: Owner, labels: JsonMap): Owner {
  const { apiVersion, kind, name } = owner;
  const hash = text(labels['pod-template-hash']);
  const rollout = text(labels['rollouts-pod-template-hash']);
  if (kind === 'ReplicaSet' && rollout !== '' && name.endsWith(`-${rollout}`)) {
    return { apiVersion: 'v1alpha1', kind: 'Rollout', name: name.slice(0, -rollout.length - 1) };
  }
  if (kind === 'ReplicaSet' && hash !== '' && name.endsWith(`-${hash}`)) {
    return { apiVersion, kind: 'Deployment', name: name.slice(0, -hash.length - 1) };
  }
  const config = text(labels['deploymentconfig']);
  if (kind === 'ReplicationController' && config !== '') {
    return { apiVersion, kind: 'DeploymentConfig', name: config };
  }
  const scheduled = kind === 'Job' ? /^(.+)-[0-9]{8,10}$/.exec(name) : null;
  if (scheduled) return { apiVersion: 'batch/v1', kind: 'CronJob', name: scheduled[1] ?? name };
  return owner;
}

/** The workload of a Pod by its owner reference; the pod itself when nobody controls it. */
export function workloadOfPod(metadata: JsonMap, namespace: string): Workload {
  const own = { apiVersion: 'v1', kind: 'Pod', name: text(metadata['name']), namespace };
  if (text(metadata['generateName']) === '') return own;
  const controller = asList(metadata['ownerReferences'])
    .map(asMap)
    .find((item) => entry(item, 'controller') === true);
  if (!controller) return own;
  const owner = {
    apiVersion: text(controller['apiVersion']),
    kind: text(controller['kind']),
    name: text(controller['name']),
  };
  return { ...behind(owner, asMap(metadata['labels'])), namespace };
}
