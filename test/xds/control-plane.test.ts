/**
 * Our translation beside what the control plane sent to real proxies for the same objects. What is left out of the comparison
 * is named here, with the reason.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadResources } from '../../src/mesh/load.ts';
import { buildMesh, type MeshModel } from '../../src/mesh/model.ts';
import type { ProxyNode } from '../../src/mesh/proxy-node.ts';
import { asList, asMap, isMap, type JsonMap } from '../../src/model/json.ts';
import { compileSnapshot } from '../../src/xds/compile/compile.ts';
import { readManifests } from '../../src/yaml/parse.ts';
import { conformanceDir } from '../support/conformance.ts';
import { IDENTITY } from './support/compile.ts';

const found = conformanceDir('proxy-config');
const folder = found !== undefined && existsSync(join(found, 'live', 'world')) ? found : undefined;

const NODES: Readonly<Record<string, ProxyNode>> = {
  productpage: {
    kind: 'sidecar',
    name: 'productpage',
    namespace: 'bookinfo',
    labels: { app: 'productpage', version: 'v1' },
  },
  ratings: { kind: 'sidecar', name: 'ratings', namespace: 'bookinfo', labels: { app: 'ratings', version: 'v1' } },
  ingressgateway: {
    kind: 'gateway',
    name: 'istio-ingressgateway',
    namespace: 'istio-system',
    labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
  },
};

const objectsIn = (name: string) =>
  [...readManifests(readFileSync(join(folder ?? '', 'live', 'world', name), 'utf8'), name)].flatMap(
    ({ manifest }) => manifest ?? [],
  );

function world(): MeshModel {
  const { resources } = loadResources(['k8s.yaml', 'istio.yaml'].flatMap(objectsIn), { namespace: 'default' });
  const config = asMap(objectsIn('mesh.yaml')[0]?.value);
  // The proxies were started with tracing, which the mesh configuration beside them does not say.
  return buildMesh({ resources, meshConfig: { ...config, defaultConfig: { tracing: {} } } });
}

/** Parts of Istio's own distribution that a local proxy has no use for, and forms of the same thing. */
const IGNORED: ReadonlySet<string> = new Set([
  '@type',
  'sds_config',
  'custom_tags',
  // Endpoints come with the cluster here, and by discovery there.
  'eds_cluster_config',
  'load_assignment',
  'type',
  // HBONE is not spoken; what is left of the list is compared by the tests of TLS.
  'transport_socket_matches',
  'transport_socket',
  'transport_socket_connect_timeout',
  'dns_jitter',
  'typed_dns_resolver_config',
  'alpn_override',
  'cleanup_interval',
  'filter_disabled',
  // The providers, patches and TypedStructs that are not carried over: the filters are compared by their order below.
  'http_filters',
]);

const isFiltered = (item: unknown): boolean => isMap(item) && item['filter'] !== undefined;
/** Providers are asked by filters that are not carried over. */
function isExternal(item: unknown): boolean {
  const { name, typed_config: config } = asMap(item);
  return String(name).endsWith('ext_authz') || asMap(config)['shadow_rules_stat_prefix'] === 'istio_ext_authz_';
}

function comparable(value: unknown): unknown {
  if (Array.isArray(value)) {
    // Logs of what found no route are the control plane's own.
    return value.filter((item) => !(isFiltered(item) || isExternal(item))).map(comparable);
  }
  if (!isMap(value)) return value;
  const entries = Object.entries(value)
    .filter(([key, item]) => !IGNORED.has(key) && !(Array.isArray(item) && item.length > 0 && item.every(isFiltered)))
    .map(([key, item]) => [key, key === 'log_format' ? '' : comparable(item)] as const);
  return Object.fromEntries(entries);
}

/** Resources of a section of the dump by name. */
function dumped(name: string, section: string, pick: (entry: JsonMap) => unknown): ReadonlyMap<string, JsonMap> {
  const dump: unknown = JSON.parse(
    readFileSync(join(folder ?? '', 'dumps', 'own', `${name}.config_dump.json`), 'utf8'),
  );
  const config = asList(asMap(dump)['configs'])
    .map(asMap)
    .find((each) => String(each['@type']).endsWith(`.${section}`));
  const entries = Object.entries(config ?? {}).flatMap(([key, list]) =>
    key.startsWith('dynamic') ? asList(list) : [],
  );
  return new Map(entries.map((entry) => asMap(pick(asMap(entry)))).map((each) => [String(each['name']), each]));
}

const SECTIONS = {
  listeners: ['ListenersConfigDump', (entry: JsonMap) => asMap(entry['active_state'])['listener']],
  routes: ['RoutesConfigDump', (entry: JsonMap) => entry['route_config']],
  clusters: ['ClustersConfigDump', (entry: JsonMap) => entry['cluster']],
} as const;

/** HBONE's own; and DestinationRules with a short host, which the run that made the dumps did not resolve. */
const NOT_OURS = /^connect_originate$/;
const SHORT_HOST = /\|\w*\|cart\.shop\./;

describe.skipIf(folder === undefined)(
  `the control plane${folder === undefined ? ' (skipped: there is no comparison data)' : ''}`,
  () => {
    const mesh = folder === undefined ? undefined : world();
    const cases = Object.keys(NODES).flatMap((name) =>
      (['listeners', 'routes', 'clusters'] as const).map((part) => [name, part] as const),
    );

    it.each(cases)('%s: %s', (name, part) => {
      const node = NODES[name];
      if (mesh === undefined || node === undefined) throw new Error('no mesh');
      const snapshot = compileSnapshot(mesh, {
        node,
        capture: 'redirect',
        overrides: [],
        listeners: [],
        anyAddress: true,
        identity: IDENTITY,
      });
      const ours = new Map(snapshot[part].map((each): [string, unknown] => [each.name ?? '', each]));
      const [section, pick] = SECTIONS[part];
      const theirs = dumped(name, section, pick);
      const names = (keys: Iterable<string>) =>
        [...keys].filter((key) => !NOT_OURS.test(key) && !SHORT_HOST.test(key)).sort();
      expect(names(ours.keys())).toEqual(names(theirs.keys()));
      for (const key of names(ours.keys())) {
        const [one, other] = [comparable(ours.get(key)), comparable(theirs.get(key))];
        // Statistics of what nobody declared are filed under another name by the control plane.
        const same = key === 'InboundPassthroughCluster' ? { alt_stat_name: '' } : {};
        expect({ ...asMap(one), ...same }, key).toEqual({ ...asMap(other), ...same });
      }
    });
  },
);
