import { asList, asMap, asString } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { service } from '../example.ts';
import { listed, quoted, sortedSet } from '../facts/wording.ts';
import { HOME_CLUSTER } from '../kinds.ts';
import type { AnalyzedResource } from '../resource.ts';

const specOf = ({ object }: AnalyzedResource) => asMap(object['spec']);

/** What has to be equal in all clusters, and what is said when it is not. */
const ASPECTS: readonly (readonly [aspect: (service: AnalyzedResource) => string, reason: string])[] = [
  [(item) => String(specOf(item)['clusterIP'] === 'None'), 'some are headless, others are not'],
  [(item) => asString(specOf(item)['type']) ?? 'ClusterIP', 'their types differ'],
  [
    (item) =>
      JSON.stringify(
        asList(specOf(item)['ports'])
          .map(asMap)
          .map(({ name, port, protocol = 'TCP', targetPort, appProtocol }) => [
            String(name ?? ''),
            port,
            protocol,
            targetPort,
            appProtocol,
          ])
          .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
      ),
    'their ports differ',
  ],
];

function servicesByName(context: Context): ReadonlyMap<string, readonly AnalyzedResource[]> {
  const out = new Map<string, AnalyzedResource[]>();
  for (const item of context.all('Service')) {
    const key = `${item.namespace}/${item.name}`;
    out.set(key, [...(out.get(key) ?? []), item]);
  }
  return out;
}

/** A service is the same in all clusters. */
export const multiClusterServices = analyzer({
  name: 'multi-cluster-services',
  codes: ['IST0170'],
  subjects: ['Service'],
  inputs: ['Service'],
  description: 'A Service that is in several clusters is the same in all of them.',
  examples: {
    bad: service('shop/web', '{clusterIP: None, ports: [{name: http, port: 80}]}'),
    good: service('shop/web', '{ports: [{name: http, port: 80}]}'),
  },
  reference: 'services.MultiClusterServiceAnalyzer',
  *analyze(resource, context) {
    const all = context.derive(servicesByName).get(`${resource.namespace}/${resource.name}`) ?? [];
    // The first cluster is where people look first.
    const shown = all.find(({ cluster }) => cluster === HOME_CLUSTER) ?? all[0];
    if (all.length < 2 || shown !== resource) return;
    const reasons = ASPECTS.filter(([aspect]) => new Set(all.map(aspect)).size > 1).map(([, reason]) => reason);
    if (reasons.length === 0) return;
    const clusters = listed(sortedSet(all.map(({ cluster = '' }) => cluster)));
    yield found('IST0170', ['metadata', 'name'], {
      message: `the Service ${quoted(resource.name)} of the namespace ${quoted(resource.namespace)} is not the same in the clusters ${clusters}: ${reasons.sort().join('; ')}`,
    });
  },
});
