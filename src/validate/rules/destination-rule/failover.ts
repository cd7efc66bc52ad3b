/** To where traffic goes when the endpoints nearby fail. */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';

const TOPOLOGY_LABELS: readonly string[] = [
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
];

/** The entries of `failoverPriority` that are labels of the topology. */
export const topologyPriorities = (lb: Cursor): readonly Cursor[] =>
  lb.items('failoverPriority').filter((at) => TOPOLOGY_LABELS.includes(at.text));

function* regions(at: Cursor): Problems {
  const [from, to] = [at.at('from').text, at.at('to').text];
  if (from === to) yield problem('MSH2240', at, `${at.name} is from the region ${quoted(from)} to itself`);
  const named = (mark: string) => [from, to].find((region) => region.includes(mark));
  const zone = named('/');
  if (zone !== undefined) yield problem('MSH2241', at, `${quoted(zone)} in ${at.name} is more than a region`);
  const wild = named('*');
  if (wild !== undefined) yield problem('MSH2242', at, `${quoted(wild)} in ${at.name} has a wildcard`);
}

/** Regions of a failover; without outlier detection nothing ever fails over. */
export function* failovers(lb: Cursor, outlierDetection: Cursor): Problems {
  const field = ['failover', 'failoverPriority'].find((name) => lb.says(name));
  if (field !== undefined && !outlierDetection.exists)
    yield problem('MSH2243', lb.at(field), `${field} has no effect without outlierDetection`);
  for (const at of lb.items('failover')) yield* regions(at);
}
