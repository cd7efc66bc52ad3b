/** The comparison of two dumps as the reference prints it. */
import type { ConfigDump } from '../../envoy/dump.ts';
import { list, text } from '../../envoy/fields.ts';
import { jsonpb } from '../../envoy/json/jsonpb.ts';
import { canonical } from '../../envoy/schema/canonical.ts';
import { compareBytes } from '../../gotext/compare.ts';
import { unifiedDiff } from '../../gotext/unified-diff.ts';
import { asList, asMap, asString, getIn, type JsonMap } from '../../model/json.ts';

/** Unchanged lines around a change. */
const CONTEXT = 7;

interface Part {
  readonly title: string;
  readonly section: 'clusters' | 'listeners' | 'routes';
  readonly message: string;
  /** The lists that are compared, and where the name of an entry is. */
  readonly lists: readonly (readonly [list: string, name: readonly string[]])[];
}

const PARTS: readonly Part[] = [
  {
    title: 'Clusters',
    section: 'clusters',
    message: 'envoy.admin.v3.ClustersConfigDump',
    lists: [['dynamicActiveClusters', ['cluster', 'name']]],
  },
  {
    title: 'Listeners',
    section: 'listeners',
    message: 'envoy.admin.v3.ListenersConfigDump',
    lists: [['dynamicListeners', ['activeState', 'listener', 'name']]],
  },
  {
    title: 'Routes',
    section: 'routes',
    message: 'envoy.admin.v3.RoutesConfigDump',
    lists: [['dynamicRouteConfigs', ['routeConfig', 'name']]],
  },
];

/** `Clusters Match` and its kin, with what differs between what the control plane means and what the proxy has. */
export async function syncText(wanted: ConfigDump, actual: ConfigDump): Promise<string> {
  return PARTS.map((part) => partText(part, wanted, actual)).join('');
}

function partText(part: Part, wanted: ConfigDump, actual: ConfigDump): string {
  const { title } = part;
  const loaded = part.section === 'routes' ? loadedText(actual) : '';
  const [before, after] = [textOf(part, wanted), textOf(part, actual)];
  if (before === after) return `${title} Match${loaded}\n`;
  const names = { before: `Istiod ${title}`, after: `Envoy ${title}`, context: CONTEXT };
  return `${title} Don't Match${loaded}\n${unifiedDiff(before, after, names)}\n`;
}

/** When the proxy last took routes; empty when it does not say. */
function loadedText(dump: ConfigDump): string {
  const times = list(dump.find('routes'), 'dynamic_route_configs').map((entry) =>
    Date.parse(text(entry, 'last_updated')),
  );
  const latest = Math.max(...times.filter(Number.isFinite));
  if (!Number.isFinite(latest)) return '';
  return ` (RDS last loaded at ${new Date(latest).toUTCString().replace('GMT', 'UTC')})`;
}

/** A part as indented JSON, sorted, without what changes by itself. */
function textOf({ section, message, lists }: Part, dump: ConfigDump): string {
  const value = asMap(canonical(message, dump.find(section) ?? {}));
  const compared: Record<string, unknown> = {};
  for (const [list, name] of lists) {
    const keyOf = (entry: unknown): string => asString(getIn(entry, name)) ?? '';
    const entries = asList(value[list]).map((entry) => stable(asMap(entry)));
    if (entries.length > 0) compared[list] = entries.sort((a, b) => compareBytes(keyOf(a), keyOf(b)));
  }
  return jsonpb(compared);
}

/** What is compared of an entry: the configuration itself, without versions, times and states. */
const KEPT: ReadonlySet<string> = new Set(['cluster', 'activeState', 'listener', 'routeConfig']);

function stable(entry: JsonMap): JsonMap {
  const kept = Object.entries(entry).filter(([key]) => KEPT.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, INNER[key]?.(asMap(value)) ?? value]));
}

const nameOf = (value: unknown): string => asString(asMap(value)['name']) ?? '';

/** What is compared of the values inside an entry. */
const INNER: Readonly<Record<string, (value: JsonMap) => JsonMap>> = {
  activeState: stable,
  routeConfig(value) {
    const hosts = asList(value['virtualHosts']);
    if (hosts.length === 0) return value;
    return { ...value, virtualHosts: [...hosts].sort((a, b) => compareBytes(nameOf(a), nameOf(b))) };
  },
};
