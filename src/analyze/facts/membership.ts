/** Who is in the mesh. */
import { INJECT, PROXY_CONTAINER } from '../../inject/constants.ts';
import type { Labels } from '../../mesh/types/common.ts';
import { asList, asMap, asString, getIn, type JsonMap, stringMap } from '../../model/json.ts';
import type { Context } from '../context.ts';
import type { AnalyzedResource } from '../resource.ts';

/** The labels by which a namespace asks for the mesh. */
export const INJECTION_LABEL = 'istio-injection';
export const REVISION_LABEL = 'istio.io/rev';
export const DATAPLANE_LABEL = 'istio.io/dataplane-mode';
const REDIRECTION = 'ambient.istio.io/redirection';

/** A pod or a template of one: its labels and annotations, and its containers. */
export interface PodParts {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: JsonMap;
}

/** The parts of a pod. */
export function podParts(pod: AnalyzedResource): PodParts {
  return { labels: pod.labels, annotations: pod.annotations, spec: asMap(pod.object['spec']) };
}

/** The parts of the pods a workload makes. */
export function templateParts(workload: AnalyzedResource): PodParts {
  const template = asMap(getIn(workload.object, ['spec', 'template']));
  const metadata = asMap(template['metadata']);
  return {
    labels: stringMap(metadata['labels']),
    annotations: stringMap(metadata['annotations']),
    spec: asMap(template['spec']),
  };
}

/** The containers of a list of a pod. */
export const containers = (spec: JsonMap, list: 'containers' | 'initContainers' = 'containers'): readonly JsonMap[] =>
  asList(spec[list]).map(asMap);

/** The image of the sidecar among containers; `undefined` when there is none that has one. */
export function proxyImage(list: readonly JsonMap[]): string | undefined {
  const proxy = list.find((container) => container['name'] === PROXY_CONTAINER && asString(container['image']));
  return proxy && asString(proxy['image']);
}

/** Whether a pod has a sidecar, native ones included. */
export function hasProxy(spec: JsonMap): boolean {
  return proxyImage(containers(spec)) !== undefined || proxyImage(containers(spec, 'initContainers')) !== undefined;
}

function asksFor({ labels, annotations }: PodParts): boolean | undefined {
  const asked = labels[INJECT] ?? annotations[INJECT];
  return asked === undefined ? undefined : asked === 'true';
}

/** Whether a pod in `namespace` is in the mesh by a sidecar: it has one, asks for one, or its namespace does. */
export function inMesh(parts: PodParts, namespace: string, context: Context): boolean {
  if (hasProxy(parts.spec)) return true;
  return asksFor(parts) ?? namespaceLabels(context, namespace)[INJECTION_LABEL] === 'enabled';
}

/** The labels of a namespace; none when it is not known. */
export function namespaceLabels(context: Context, name: string): Labels {
  return context.find('Namespace', { namespace: '', name })?.labels ?? {};
}

/** Whether the pod is in the mesh without a sidecar. */
export const isAmbientPod = ({ annotations }: Pick<PodParts, 'annotations'>): boolean =>
  annotations[REDIRECTION] === 'enabled';

/** Whether pods of the namespace join the mesh without sidecars. */
export function isAmbientNamespace(labels: Labels): boolean {
  const injected = labels[INJECTION_LABEL] === 'enabled' || (labels[REVISION_LABEL] ?? '') !== '';
  return labels[DATAPLANE_LABEL] === 'ambient' && !injected;
}

/** Whether a pod that is made now joins the mesh without a sidecar: it asks for that, or its namespace does and it does not refuse. */
export function joinsAmbient({ labels, namespace }: AnalyzedResource, context: Context): boolean {
  const asked = labels[DATAPLANE_LABEL];
  return asked === undefined ? isAmbientNamespace(namespaceLabels(context, namespace)) : asked === 'ambient';
}

/** Whether an object is part of the control plane. */
export function isControlPlane({ labels }: AnalyzedResource): boolean {
  return Object.hasOwn(labels, 'istio') || labels['release'] === 'istio';
}

/** The configuration of an injector is in ConfigMaps of this name, with `-<revision>` but for the default one. */
export const INJECTOR_CONFIG = 'istio-sidecar-injector';

/** The ConfigMap of a revision's injector. */
export function injectorConfigName(revision: string): string {
  return revision === '' || revision === 'default' ? INJECTOR_CONFIG : `${INJECTOR_CONFIG}-${revision}`;
}
