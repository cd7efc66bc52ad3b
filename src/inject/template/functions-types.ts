/** The types of Kubernetes and Istio that template functions take. */
import { MISMATCH, param } from '../../gotemplate/functions.ts';
import { GoList } from '../../gotemplate/values.ts';
import { K8sStruct } from './k8s-view.ts';
import { ProtoMessage } from './proto.ts';

/** Metadata of a pod, given as such or as a pointer. */
export const OBJECT_META = param('v1.ObjectMeta', 'none', (value) =>
  value instanceof K8sStruct && value.type.replace('*', '') === 'v1.ObjectMeta' ? value : MISMATCH,
);

/** `[]v1.Container`. */
export const CONTAINERS = param<readonly K8sStruct[]>('[]v1.Container', 'none', (value) => {
  if (value === undefined) return [];
  if (!(value instanceof GoList) || value.elem !== 'v1.Container') return MISMATCH;
  return value.items.filter((item) => item instanceof K8sStruct);
});

/** A mesh's configuration. */
export const MESH_CONFIG = param('*v1alpha1.MeshConfig', 'none', (value) =>
  value instanceof ProtoMessage && value.type === '*v1alpha1.MeshConfig' ? value : MISMATCH,
);
