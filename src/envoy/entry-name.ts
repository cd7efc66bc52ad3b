/** The names of the entries in a dump's lists. */
import { asString } from '../model/json.ts';
import { fieldAt } from './fields.ts';
import { type ShapeMap, WHOLE } from './json/project.ts';

/** Where a name may stand in an entry; the first that is there counts. */
const PATHS = [
  ['name'],
  ['cluster', 'name'],
  ['active_state', 'listener', 'name'],
  ['listener', 'name'],
  ['route_config', 'name'],
  ['endpoint_config', 'cluster_name'],
  ['ecds_filter', 'name'],
] as const;

/** What to read of an entry for its name. */
export const ENTRY_NAMES: ShapeMap = {
  name: WHOLE,
  cluster: { name: WHOLE },
  active_state: { listener: { name: WHOLE } },
  listener: { name: WHOLE },
  route_config: { name: WHOLE },
  endpoint_config: { cluster_name: WHOLE },
  ecds_filter: { name: WHOLE },
};

/** The name of an entry; empty when it has none. */
export function entryName(entry: unknown): string {
  return PATHS.map((path) => asString(fieldAt(entry, ...path))).find((name) => name !== undefined) ?? '';
}
