import { typeSet } from './schema.ts';
import { CONTAINER_TYPES } from './types-containers.ts';
import { JOB_TYPES } from './types-jobs.ts';
import { META_TYPES } from './types-meta.ts';
import { OPENSHIFT_TYPES } from './types-openshift.ts';
import { POD_TYPES } from './types-pods.ts';
import { POD_STATUS_TYPES } from './types-status.ts';
import { VOLUME_TYPES } from './types-volumes.ts';
import { WORKLOAD_TYPES } from './types-workloads.ts';

/**
 * The Go structs behind every kind that carries a pod, under their Go names.
 *
 * @see https://pkg.go.dev/k8s.io/api the modules core/v1, apps/v1 and batch/v1 at v0.37, and
 * https://pkg.go.dev/github.com/openshift/api/apps/v1
 */
export const K8S = typeSet({
  ...META_TYPES,
  ...VOLUME_TYPES,
  ...CONTAINER_TYPES,
  ...POD_TYPES,
  ...POD_STATUS_TYPES,
  ...WORKLOAD_TYPES,
  ...JOB_TYPES,
  ...OPENSHIFT_TYPES,
});

const ROOT_KINDS = new Map([
  ['v1', ['Pod', 'ReplicationController', 'List', 'DeploymentConfig']],
  ['apps/v1', ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet']],
  ['batch/v1', ['Job', 'CronJob']],
  ['extensions/v1beta1', ['Deployment', 'DaemonSet', 'ReplicaSet']],
  ['apps.openshift.io/v1', ['DeploymentConfig']],
]);

/**
 * The struct of an object that carries pods, which is named like its kind; `undefined` for every other pair, also for
 * most older versions of these kinds. The workloads of `extensions/v1beta1` have the structs of `apps/v1`; OpenShift's
 * first releases served DeploymentConfig in `v1`.
 */
export function rootType(apiVersion: string, kind: string): string | undefined {
  return ROOT_KINDS.get(apiVersion)?.includes(kind) ? kind : undefined;
}
