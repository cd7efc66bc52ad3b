import { asList, asMap, asString } from '../../model/json.ts';
import { analyzer, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc } from '../example.ts';
import { quoted } from '../facts/wording.ts';

/** Registries that are no clusters. */
const REGISTRIES = ['Mock', 'Kubernetes', 'External'];

/** The label of Secrets that lead to other clusters; their keys are the names of those. */
const MULTI_CLUSTER = 'istio/multiCluster';

function knownRegistries(context: Context): ReadonlySet<string> {
  const secrets = context.all('Secret').filter(({ labels }) => labels[MULTI_CLUSTER] === 'true');
  const names = secrets.flatMap(({ object }) =>
    Object.keys({ ...asMap(object['data']), ...asMap(object['stringData']) }),
  );
  return new Set([...REGISTRIES, ...names]);
}

const networks = (registry: string): string =>
  doc(
    'v1alpha1',
    'MeshNetworks',
    'istio-system/meshnetworks',
    `spec: {networks: {one: {endpoints: [{fromRegistry: ${registry}}]}}}`,
  );

/** Networks are fed by registries there are. */
export const meshNetworks = analyzer({
  name: 'mesh-networks',
  codes: ['IST0126'],
  subjects: ['MeshNetworks'],
  inputs: ['MeshNetworks', 'Secret'],
  description: 'The registries of the mesh networks are those of clusters the control plane knows.',
  examples: { bad: networks('elsewhere'), good: networks('Kubernetes') },
  reference: 'meshnetworks.MeshNetworksAnalyzer',
  *analyze({ spec }, context) {
    const registries = context.derive(knownRegistries);
    for (const [name, network] of Object.entries(asMap(spec['networks']))) {
      for (const [index, endpoint] of asList(asMap(network)['endpoints']).entries()) {
        const registry = asString(asMap(endpoint)['fromRegistry']);
        if (!registry || registries.has(registry)) continue;
        const path = ['spec', 'networks', name, 'endpoints', index, 'fromRegistry'];
        const finding = found('IST0126', path, {
          message: `the network ${quoted(name)} names the registry ${quoted(registry)}, which nobody knows`,
        });
        // Secrets of other clusters are made in the cluster, and seldom kept in files.
        const { view, complete } = context.settings;
        yield view === 'reference' || complete || registries.size > REGISTRIES.length ? finding : uncertain(finding);
      }
    }
  },
});
