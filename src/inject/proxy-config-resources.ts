/** ProxyConfig resources that apply to a pod, least specific first. */
import { matchesLabels } from '../mesh/selectors.ts';
import { asMap, asString, entry, getIn, type JsonMap, stringMap } from '../model/json.ts';
import type { InjectConfig } from './config.ts';
import type { PodSubject } from './inject-pod.ts';
import { mergeProxyConfig } from './mesh-config.ts';

/** The fields of a ProxyConfig resource under the names MeshConfig's ProxyConfig gives them. */
function asProxyConfig(resource: JsonMap): JsonMap {
  const spec = asMap(resource['spec']);
  const out: Record<string, unknown> = {};
  if (spec['concurrency'] !== undefined) out['concurrency'] = spec['concurrency'];
  if (spec['image'] !== undefined) out['image'] = spec['image'];
  if (spec['environmentVariables'] !== undefined) out['proxyMetadata'] = spec['environmentVariables'];
  return out;
}

/** Mesh-wide (root namespace), then the pod's namespace, then those that select the pod, merged in that order. */
export function proxyConfigResources(
  subject: PodSubject,
  config: InjectConfig,
  resources: readonly JsonMap[],
): JsonMap {
  const root = asString(config.meshConfig['rootNamespace']) ?? 'istio-system';
  const namespace = subject.namespace === '' ? 'default' : subject.namespace;
  const labels = stringMap(subject.pod.metadata['labels']);
  const rank = (resource: JsonMap): number => {
    const home = asString(getIn(resource, ['metadata', 'namespace'])) || 'default';
    const selector = asMap(entry(getIn(resource, ['spec', 'selector']), 'matchLabels'));
    if (Object.keys(selector).length > 0) return home === namespace && matchesLabels(selector, labels) ? 2 : -1;
    if (home === namespace) return 1;
    return home === root ? 0 : -1;
  };
  const ranked = resources.map((resource) => ({ resource, at: rank(resource) })).filter(({ at }) => at >= 0);
  return ranked
    .sort((a, b) => a.at - b.at)
    .reduce<JsonMap>((done, { resource }) => mergeProxyConfig(done, asProxyConfig(resource)), {});
}
