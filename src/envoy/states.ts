/** Configuration that is not simply in force: rejected by the proxy, still warming, or draining. */
import type { ConfigDump, SectionKind } from './dump.ts';
import { ENTRY_NAMES, entryName } from './entry-name.ts';
import { field, list, text } from './fields.ts';
import { type Shape, WHOLE } from './json/project.ts';

/** Where a piece of configuration is on its way into the proxy. */
export type ConfigState = 'REJECTED' | 'WARMING' | 'DRAINING';

/** A piece of configuration that is not simply in force. */
export interface StatedConfig {
  readonly kind: 'listener' | 'cluster' | 'route' | 'endpoint' | 'secret' | 'extension';
  readonly name: string;
  readonly state: ConfigState;
  /** When it was last tried or changed, as the dump says it; empty when it does not. */
  readonly since: string;
  /** The version that was rejected, or is on its way. */
  readonly version: string;
  /** Why it was rejected; empty for the other states. */
  readonly details: string;
}

/** A list of a part of a dump and what its entries are. */
interface ListRule {
  readonly section: SectionKind;
  readonly list: string;
  readonly kind: StatedConfig['kind'];
  /** The state of every entry of the list, besides what the entries say themselves. */
  readonly state?: ConfigState;
}

const FAILURE: Shape = {
  details: WHOLE,
  last_update_attempt: WHOLE,
  version_info: WHOLE,
  failed_configuration: { name: WHOLE, cluster_name: WHOLE },
};
const VERSIONED: Shape = { version_info: WHOLE, last_updated: WHOLE };

const ENTRY: Shape = {
  ...ENTRY_NAMES,
  version_info: WHOLE,
  last_updated: WHOLE,
  error_state: FAILURE,
  warming_state: VERSIONED,
  draining_state: VERSIONED,
};

const LISTS: readonly ListRule[] = [
  { section: 'listeners', list: 'dynamic_listeners', kind: 'listener' },
  { section: 'clusters', list: 'dynamic_active_clusters', kind: 'cluster' },
  { section: 'clusters', list: 'dynamic_warming_clusters', kind: 'cluster', state: 'WARMING' },
  { section: 'routes', list: 'dynamic_route_configs', kind: 'route' },
  { section: 'endpoints', list: 'dynamic_endpoint_configs', kind: 'endpoint' },
  { section: 'secrets', list: 'dynamic_active_secrets', kind: 'secret' },
  { section: 'secrets', list: 'dynamic_warming_secrets', kind: 'secret', state: 'WARMING' },
  { section: 'ecds', list: 'ecds_filters', kind: 'extension' },
];

/**
 * Everything in a dump, or of one kind in it, that is not simply in force, in the order of kinds and of the dump; what it
 * says twice only once, with its time.
 */
export function statedConfigs(dump: ConfigDump, only?: StatedConfig['kind']): readonly StatedConfig[] {
  const all = LISTS.filter(({ kind }) => only === undefined || kind === only).flatMap((rule) =>
    dump
      .all(rule.section, { [rule.list]: ENTRY })
      .flatMap((section) => list(section, rule.list).flatMap((entry) => statesOf(entry, rule))),
  );
  const seen = new Map<string, StatedConfig>();
  for (const item of all) {
    const key = JSON.stringify([item.kind, item.name, item.state, item.details]);
    const known = seen.get(key);
    if (known === undefined || known.since === '') seen.set(key, item);
  }
  return [...seen.values()];
}

function statesOf(entry: unknown, { kind, state }: ListRule): readonly StatedConfig[] {
  const failure = field(entry, 'error_state');
  const failed = field(failure, 'failed_configuration');
  const name = entryName(entry) || text(failed, 'name') || text(failed, 'cluster_name');
  const found: StatedConfig[] = [];
  if (failure !== undefined) {
    const details = text(failure, 'details');
    const since = text(failure, 'last_update_attempt');
    found.push({ kind, name, state: 'REJECTED', since, version: text(failure, 'version_info'), details });
  }
  const moving = [
    [state, state && entry],
    ['WARMING', field(entry, 'warming_state')],
    ['DRAINING', field(entry, 'draining_state')],
  ] as const;
  for (const [moves, at] of moving) {
    if (moves === undefined || at === undefined) continue;
    found.push({
      kind,
      name,
      state: moves,
      since: text(at, 'last_updated'),
      version: text(at, 'version_info'),
      details: '',
    });
  }
  return found;
}
