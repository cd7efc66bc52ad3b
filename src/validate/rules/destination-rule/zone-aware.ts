import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import { failovers, topologyPriorities } from './failover.ts';

/** Routing by zones, which looks after the topology by itself. */
export function* zoneAwareLb(lb: Cursor, outlierDetection: Cursor): Problems {
  if (!lb.exists) return;
  for (const at of topologyPriorities(lb))
    yield problem('MSH2244', at, `${quoted(at.text)} in failoverPriority is a label of the topology`);
  yield* failovers(lb, outlierDetection);
}
