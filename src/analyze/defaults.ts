/** What is assumed where only files are read: the ingress gateway of an installation, and the mesh config. */
import { asList, asMap, asString, deepMerge, getIn, type JsonMap } from '../model/json.ts';
import { loadYaml, YamlLoadError } from '../yaml/load.ts';
import type { AnalyzedKind } from './kinds.ts';
import type { AnalyzedResource } from './resource.ts';

/** The mesh config of an installation that says nothing, as far as analyzers read it. */
const MESH_CONFIG: JsonMap = {
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  ingressService: 'istio-ingressgateway',
  ingressControllerMode: 'STRICT',
  enableAutoMtls: true,
  defaultProviders: {},
  extensionProviders: [
    { name: 'prometheus', prometheus: {} },
    { name: 'stackdriver', stackdriver: {} },
    { name: 'envoy', envoyFileAccessLog: { path: '/dev/stdout' } },
  ],
};

const PROVIDERS = 'extensionProviders';

/** A mesh config with what it leaves out; the providers an installation brings are there beside the given ones. */
export function completeMeshConfig(given: JsonMap): JsonMap {
  const own = asList(given[PROVIDERS]);
  const names = new Set(own.map((item) => asMap(item)['name']));
  const others = asList(MESH_CONFIG[PROVIDERS]).filter((item) => !names.has(asMap(item)['name']));
  return { ...asMap(deepMerge(MESH_CONFIG, given)), [PROVIDERS]: [...own, ...others] };
}

/** The ConfigMap of the control plane, and its key of the mesh config. */
const CONTROL_PLANE_CONFIG = 'istio';

/** Whether the control plane of that namespace reads a ConfigMap. */
export const isOfControlPlane = ({ name, namespace }: AnalyzedResource, istioNamespace: string): boolean =>
  name === CONTROL_PLANE_CONFIG && namespace === istioNamespace;

/** What a ConfigMap of the control plane has below a key. Throws YamlLoadError for what is no YAML. */
export function embedded(config: AnalyzedResource, key: 'mesh' | 'meshNetworks'): unknown {
  const text = asString(getIn(config.object, ['data', key]));
  return text === undefined ? undefined : loadYaml(text);
}

function embeddedMap(config: AnalyzedResource | undefined, key: 'mesh' | 'meshNetworks'): JsonMap {
  try {
    return config ? asMap(embedded(config, key)) : {};
  } catch (error) {
    // Told by an analyzer, with its place.
    if (!(error instanceof YamlLoadError)) throw error;
    return {};
  }
}

/** The mesh config among ConfigMaps; empty where there is none, or none that can be read. */
export function meshConfigIn(configMaps: readonly AnalyzedResource[], istioNamespace: string): JsonMap {
  return embeddedMap(
    configMaps.find((config) => isOfControlPlane(config, istioNamespace)),
    'mesh',
  );
}

/** The networks of the mesh among ConfigMaps; what is found in them is shown there. */
export function meshNetworksIn(
  configMaps: readonly AnalyzedResource[],
  istioNamespace: string,
): AnalyzedResource | undefined {
  const config = configMaps.find((each) => isOfControlPlane(each, istioNamespace));
  const networks = embeddedMap(config, 'meshNetworks');
  if (!config || Object.keys(networks).length === 0) return undefined;
  return {
    ...meshObject('MeshNetworks', istioNamespace, networks),
    owner: config,
    origin: config.origin,
    locate: () => config.locate(['data', 'meshNetworks'], 'key'),
  };
}

/** Where an object that nobody wrote is. */
interface Assumed {
  readonly of: AnalyzedKind;
  readonly namespace: string;
  readonly name: string;
  readonly object: JsonMap;
}

function assumed({ of, namespace, name, object }: Assumed): AnalyzedResource {
  const metadata = asMap(object['metadata']);
  return {
    of,
    group: '',
    kind: of,
    namespace,
    name,
    // Only this file makes them, with labels that are text.
    labels: asMap(metadata['labels']) as Readonly<Record<string, string>>,
    annotations: {},
    created: '',
    spec: asMap(object['spec']),
    object,
    origin: { resource: { apiVersion: of.startsWith('Mesh') ? 'v1alpha1' : 'v1', kind: of, namespace, name } },
    locate: () => undefined,
    referenceLine: () => undefined,
  };
}

/** The ports of the ingress gateway: name, port, port of the nodes. */
const INGRESS_PORTS = [
  ['http2', 80, 31_380],
  ['https', 443, 31_390],
  ['tcp', 31_400, 31_400],
  ['tls', 15_443, 31_447],
] as const;

const INGRESS_LABELS = { istio: 'ingressgateway' };

/** The pod and Service of the ingress gateway; none where the mesh config says there is no such gateway. */
export function defaultIngress(config: JsonMap): readonly AnalyzedResource[] {
  if (config['ingressControllerMode'] === 'OFF') return [];
  const service = asString(config['ingressService']) ?? '';
  const namespace = asString(config['rootNamespace']) ?? '';
  const ports = INGRESS_PORTS.map(([name, port, nodePort]) => ({
    name,
    port,
    targetPort: port,
    nodePort,
    protocol: 'TCP',
  }));
  return [
    assumed({
      of: 'Pod',
      namespace,
      name: `${service}-dummypod`,
      object: { metadata: { labels: INGRESS_LABELS }, spec: { containers: [{ name: 'istio-proxy' }] } },
    }),
    assumed({ of: 'Service', namespace, name: service, object: { spec: { selector: INGRESS_LABELS, ports } } }),
  ];
}

/** The mesh config, or the networks of the mesh, as an object. */
export function meshObject(of: 'MeshConfig' | 'MeshNetworks', namespace: string, spec: JsonMap): AnalyzedResource {
  return assumed({ of, namespace, name: of.toLowerCase(), object: { spec } });
}

/** A host that is there, as if a ServiceEntry said so. */
export function externalHost(host: string): AnalyzedResource {
  return assumed({ of: 'ServiceEntry', namespace: '', name: host, object: { spec: { hosts: [host] } } });
}
