import { goSort } from '../../gotext/sort.ts';
import type { ConfigDump } from '../dump.ts';
import { field, fieldAt, list, text } from '../fields.ts';
import { type Shape, WHOLE } from '../json/project.ts';
import { EnvoyError } from '../problems.ts';
import { istioConfigCell } from './istio-config.ts';
import { routeMatchText } from './route-match.ts';
import { cells, type Table } from './table.ts';

/** Which route configurations: all, or the one of this name. */
export interface RouteFilter {
  readonly name?: string;
}

/** How routes are shown. */
export interface RouteView {
  /** One row for each route instead of one for each configuration. */
  readonly verbose: boolean;
  /** With `route/` before the names, when it is one table among others. */
  readonly named?: boolean;
}

const PASSTHROUGH = 'PassthroughCluster';

/** Domains shown before the rest is only counted. */
const SHOWN_DOMAINS = 2;

const ROW_SHAPE: Shape = {
  name: WHOLE,
  virtual_hosts: {
    name: WHOLE,
    domains: WHOLE,
    routes: { match: WHOLE, route: { cluster: WHOLE }, metadata: { filter_metadata: { istio: { config: WHOLE } } } },
  },
};

const SECTION_LISTS = ['dynamic_route_configs', 'static_route_configs'] as const;

/**
 * The route configurations of a dump that pass a filter, in the order of tables and lists. Throws {@link EnvoyError} when the
 * dump has none.
 */
export function routesOf(dump: ConfigDump, { name = '' }: RouteFilter, shape: Shape = WHOLE): readonly unknown[] {
  const inner: Shape = { route_config: shape };
  const section = dump.section('routes', { dynamic_route_configs: inner, static_route_configs: inner });
  const all = SECTION_LISTS.flatMap((key) => list(section, key)).map((entry) => field(entry, 'route_config'));
  const present = all.filter((config) => config !== undefined);
  if (present.length === 0) {
    throw new EnvoyError('INPUT_ROUTES', 'the config dump has no routes', { peer: 'no routes found' });
  }
  return sortRoutes(present).filter((config) => name === '' || text(config, 'name') === name);
}

/** Names that are ports by their number; all others where the algorithm leaves them. */
function sortRoutes(configs: readonly unknown[]): readonly unknown[] {
  const keyed = configs.map((config) => ({ config, port: portOf(text(config, 'name')) }));
  return goSort(keyed, (a, b) => a.port !== undefined && b.port !== undefined && a.port < b.port).map(
    ({ config }) => config,
  );
}

function portOf(name: string): number | undefined {
  return /^[+-]?\d+$/.test(name) ? Number(name) : undefined;
}

/** The table of route configurations. */
export function routeTable(dump: ConfigDump, filter: RouteFilter, { verbose, named = false }: RouteView): Table {
  const keyed = routesOf(dump, filter, ROW_SHAPE).flatMap((config) => {
    const key = text(config, 'name');
    const label = `${named ? 'route/' : ''}${key}`;
    const hosts = list(config, 'virtual_hosts');
    const ends = verbose ? hosts.flatMap(hostRows) : [[String(hosts.length)]];
    return ends.map((end) => ({ key, row: [label, ...end] }));
  });
  const header = verbose ? ['NAME', 'VHOST NAME', 'DOMAINS', 'MATCH', 'VIRTUAL SERVICE'] : ['NAME', 'VIRTUAL HOSTS'];
  return { header, rows: keyed.map(({ row }) => row), keys: keyed.map(({ key }) => key), padding: 5 };
}

function hostRows(host: unknown): readonly (readonly string[])[] {
  const name = text(host, 'name');
  const domains = domainsCell(list(host, 'domains').map(String));
  const routes = list(host, 'routes');
  if (routes.length === 0) return [cells(name, domains, '/*', '404')];
  return routes
    .filter((route) => fieldAt(route, 'route', 'cluster') !== PASSTHROUGH)
    .map((route) =>
      cells(name, domains, routeMatchText(field(route, 'match')), istioConfigCell(field(route, 'metadata'))),
    );
}

/** A few of a virtual host's domains; ports and the longer forms of a name that is there are left out. */
export function domainsCell(domains: readonly string[]): string {
  const [only, ...others] = domains;
  if (only !== undefined && others.length === 0) return only;
  const all = new Set(domains);
  const shown = domains.filter((domain) => !hasPort(domain) && !isLongForm(domain, all));
  const start = shown.slice(0, SHOWN_DOMAINS).join(', ');
  return shown.length > SHOWN_DOMAINS ? `${start} + ${shown.length - SHOWN_DOMAINS} more...` : start;
}

function hasPort(domain: string): boolean {
  const colons = domain.split(':').length - 1;
  // More than two colons are an IPv6 address, which is in brackets when it has no port.
  return colons > 2 ? !domain.endsWith(']') : colons > 0;
}

function isLongForm(domain: string, all: ReadonlySet<string>): boolean {
  return ['.svc.cluster.local', '.svc'].some(
    (suffix) => domain.endsWith(suffix) && all.has(domain.slice(0, -suffix.length)),
  );
}
