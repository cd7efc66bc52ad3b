import type { Cursor, Entry } from '../cursor.ts';
import { failing, type Problem, type Problems, problem, quoted } from '../problem.ts';
import { failovers, topologyPriorities } from './failover.ts';

/** A locality, and the place that names it: `region`, `region/zone` or `region/zone/subzone`. */
interface Locality {
  readonly at: Cursor;
  readonly name: string;
  readonly of: 'key' | 'value';
}

const PARTS = 3;

/** Starts of the localities that a locality collides with, when those are written with `*` for parts they leave open. */
function collisions(parts: readonly string[]): readonly string[] {
  const [region = '', zone, subzone] = parts;
  if (zone === undefined) return [`${region}/`];
  if (subzone === undefined) return [`${region}/*/`, `${region}/${zone}/`];
  return [`${region}/*/`, `${region}/${zone}/*/`, `${region}/${zone}/${subzone}/`];
}

function localityProblem(locality: Locality, seen: readonly string[]): Problem | undefined {
  const { at, name } = locality;
  const report = (code: 'MSH2236' | 'MSH2237' | 'MSH2238', why: string) =>
    problem(code, at, `the locality ${quoted(name)} ${why}`, locality.of === 'key' ? { of: 'key' } : {});
  const star = name.indexOf('*');
  if (star >= 0 && star < name.length - 1) return report('MSH2236', 'has a wildcard that is not its end');
  const parts = name.split('/');
  if (seen.some((earlier) => earlier.startsWith('*/'))) return report('MSH2238', 'overlaps with an earlier one');
  if (parts.slice(0, PARTS).includes('')) return report('MSH2237', 'has an empty part');
  const taken = collisions(parts).some((start) => seen.some((earlier) => earlier.startsWith(start)));
  return taken ? report('MSH2238', 'overlaps with an earlier one') : undefined;
}

/** The first thing wrong with a list of localities. */
function* localities(list: readonly Locality[]): Problems {
  const seen: string[] = [];
  for (const locality of list) {
    const found = localityProblem(locality, seen);
    if (found) {
      yield found;
      return;
    }
    seen.push(`${[...locality.name.split('/'), '*', '*'].slice(0, PARTS).join('/')}/`);
  }
}

function* weights(to: Cursor, entries: readonly Entry[]): Problems {
  const bad = entries.find(({ at }) => at.number < 1 || at.number > 100);
  if (bad) {
    yield problem('MSH2234', bad.at, `the weight ${bad.at.number} of ${quoted(bad.key)} is not between 1 and 100`);
    return;
  }
  const total = entries.reduce((sum, { at }) => sum + at.number, 0);
  if (total !== 100) yield problem('MSH2235', to, `the weights add up to ${total} instead of 100`);
}

function* distribution(lb: Cursor): Generator<Problem, boolean> {
  for (const at of lb.items('distribute')) {
    const to = at.entries('to');
    if (yield* failing(weights(at.at('to'), to))) return true;
    yield* localities(to.map((entry) => ({ at: entry.at, name: entry.key, of: 'key' })));
  }
  const sources = lb.items('distribute').map((at) => at.at('from'));
  yield* localities(sources.map((at) => ({ at, name: at.text, of: 'value' })));
  return false;
}

/** Load balancing by the locality of the client. */
export function* localityLb(lb: Cursor, outlierDetection: Cursor): Problems {
  if (!lb.exists) return;
  if (lb.says('distribute') && lb.says('failover')) {
    yield problem('MSH2231', lb.at('failover'), 'localityLbSetting has both distribute and failover');
    return;
  }
  const [topology] = lb.says('failover') ? topologyPriorities(lb) : [];
  if (topology) {
    yield problem('MSH2232', topology, `${quoted(topology.text)} in failoverPriority contradicts failover`);
    return;
  }
  if (yield* distribution(lb)) return;
  yield* failovers(lb, outlierDetection);
}
