import { PROXY_CONFIG, PROXY_IMAGE } from '../../inject/constants.ts';
import { asString, getIn, isMap, stringMap } from '../../model/json.ts';
import { loadYaml, YamlLoadError } from '../../yaml/load.ts';
import { analyzer, found } from '../analyzer.ts';
import { type Context, meshConfigOf } from '../context.ts';
import { docs, namespace } from '../example.ts';
import { selects } from '../facts/labels.ts';
import {
  containers,
  INJECTION_LABEL,
  INJECTOR_CONFIG,
  podParts,
  proxyImage,
  REVISION_LABEL,
} from '../facts/membership.ts';
import { listed } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** The image an injector gives its pods; `undefined` when its values do not tell. */
function imageOf({ object }: AnalyzedResource): string | undefined {
  try {
    const values: unknown = JSON.parse(asString(getIn(object, ['data', 'values'])) ?? '');
    const image = asString(getIn(values, ['global', 'proxy', 'image'])) ?? '';
    if (image.includes('/')) return image;
    const [hub, tag] = [getIn(values, ['global', 'hub']), getIn(values, ['global', 'tag'])];
    return `${String(hub)}/${image}:${String(tag)}`;
  } catch {
    return undefined;
  }
}

/** The images of the injectors, by revision; that of the default one is empty. */
function images(context: Context): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const config of context.all('ConfigMap')) {
    if (!config.name.startsWith(INJECTOR_CONFIG)) continue;
    const revision = config.name.slice(INJECTOR_CONFIG.length).replace(/^-/, '');
    const image = imageOf(config);
    if (image !== undefined) out.set(revision === 'default' ? '' : revision, image);
  }
  return out;
}

function annotatedType(pod: AnalyzedResource): string | undefined {
  try {
    return asString(getIn(loadYaml(pod.annotations[PROXY_CONFIG] ?? ''), ['image', 'imageType']));
  } catch (error) {
    if (!(error instanceof YamlLoadError)) throw error;
    return undefined;
  }
}

/** The type of image a pod asks for: its own word, that for its workload, its namespace, the mesh. */
function imageType(pod: AnalyzedResource, context: Context): string {
  const configs = context.all('ProxyConfig');
  const typeIn = (namespace: string, ofWorkload: boolean): string | undefined =>
    configs
      .filter((config) => {
        const { selector } = config.spec;
        if (config.namespace !== namespace || isMap(selector) !== ofWorkload) return false;
        return !ofWorkload || selects(stringMap(getIn(selector, ['matchLabels'])), pod.labels);
      })
      .map(({ spec }) => asString(getIn(spec, ['image', 'imageType'])))
      .find(Boolean);
  return (
    annotatedType(pod) ??
    typeIn(pod.namespace, true) ??
    typeIn(pod.namespace, false) ??
    typeIn(context.settings.rootNamespace, false) ??
    asString(getIn(meshConfigOf(context), ['defaultConfig', 'image', 'imageType'])) ??
    ''
  );
}

function isOther(pod: AnalyzedResource, image: string, context: Context): boolean {
  const { spec } = podParts(pod);
  const running = proxyImage([...containers(spec), ...containers(spec, 'initContainers')]);
  if (pod.owner || running === undefined || Object.hasOwn(pod.annotations, PROXY_IMAGE)) return false;
  const type = imageType(pod, context);
  return running !== image && running !== (type === '' || type === 'default' ? image : `${image}-${type}`);
}

function podsByNamespace(context: Context): ReadonlyMap<string, readonly AnalyzedResource[]> {
  const out = new Map<string, AnalyzedResource[]>();
  for (const pod of context.all('Pod')) out.set(pod.namespace, [...(out.get(pod.namespace) ?? []), pod]);
  return out;
}

const INJECTOR =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: istio-system, name: istio-sidecar-injector}\n' +
  'data: {values: \'{"global":{"hub":"docker.io/istio","tag":"1.26.0","proxy":{"image":"proxyv2"}}}\'}\n';
const running = (tag: string): string =>
  'apiVersion: v1\nkind: Pod\nmetadata: {namespace: shop, name: web}\n' +
  `spec: {containers: [{name: istio-proxy, image: "docker.io/istio/proxyv2:${tag}"}]}\n`;
const SHOP = docs(namespace('shop', '{istio-injection: enabled}'), INJECTOR);

/** Sidecars are those of the control plane. */
export const sidecarImage = analyzer({
  name: 'sidecar-image',
  codes: ['IST0158'],
  subjects: ['Namespace'],
  inputs: ['Namespace', 'Pod', 'ConfigMap', 'MeshConfig', 'ProxyConfig'],
  description: 'The sidecars that run have the image the injector would give them today.',
  examples: { bad: docs(SHOP, running('1.20.0')), good: docs(SHOP, running('1.26.0')) },
  reference: 'injection.ImageAnalyzer',
  *analyze(resource, context) {
    const { labels, name } = resource;
    const revision = labels[INJECTION_LABEL] === 'enabled' ? '' : labels[REVISION_LABEL];
    const image =
      revision === undefined ? undefined : context.derive(images).get(revision === 'default' ? '' : revision);
    if (image === undefined) return;
    const pods = context.derive(podsByNamespace).get(name) ?? [];
    const names = pods.filter((pod) => isOther(pod, image, context)).map((pod) => pod.name);
    if (names.length === 0) return;
    yield found('IST0158', ['metadata', 'name'], {
      message: `sidecars with other images than their injector's run in the pods ${listed(names.sort())}`,
    });
  },
});
