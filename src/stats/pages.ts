/** What is asked of an admin port for statistics: no more than the tables show. */
import { SCOPE_RULES, type ScopeKind } from './scopes.ts';

const KINDS: readonly ScopeKind[] = ['cluster', 'http', 'listener', 'vhost'];

/** Of the proxy as a whole: how long it runs, what it refused, how much memory it takes, which listener leads where. */
const OWN =
  'listener\\..*\\.http\\..*\\.downstream_rq_completed|server\\.(uptime|memory_allocated|live)|.*\\.update_rejected|.*\\.rds\\..*\\.version|(cluster|listener)_manager\\.(cds|lds)\\.version';

function statsOf(kind: ScopeKind): string {
  const { counters, gauges, times } = SCOPE_RULES[kind];
  const stats = [...counters, ...gauges, ...(times === undefined ? [] : [times])].map((stat) =>
    stat.replaceAll('.', '\\.'),
  );
  return `${kind}\\..*\\.(${stats.join('|')})`;
}

/** RE2 for the names of everything the tables show. */
const STATS_FILTER = `^(${[...KINDS.map(statsOf), OWN].join('|')})$`;

/** Pages of the admin port that are asked again and again. */
export const STATS_PAGES = {
  stats: `stats?format=json&usedonly&histogram_buckets=detailed&filter=${encodeURIComponent(STATS_FILTER)}`,
  clusters: 'clusters?format=json',
  server: 'server_info',
} as const;
