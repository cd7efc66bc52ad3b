/** The parts of a config dump that are commands of their own: what is asked, and what is printed. */
import { ADMIN_PATHS, type AdminPath } from '../../envoy/admin-paths.ts';
import { ConfigDump } from '../../envoy/dump.ts';
import { versionRows } from '../../envoy/rows/bootstrap.ts';
import { clustersOf, clusterTable, matchesCluster } from '../../envoy/rows/cluster.ts';
import { ecdsSection, ecdsTable } from '../../envoy/rows/ecds.ts';
import { assignments, edsTable } from '../../envoy/rows/eds.ts';
import { endpointClusters, endpointTable, mustBeStatuses, readClusterStatuses } from '../../envoy/rows/endpoint.ts';
import { listenersOf, listenerTable, waypointTable } from '../../envoy/rows/listener.ts';
import { routesOf, routeTable } from '../../envoy/rows/route.ts';
import type { StatedConfig } from '../../envoy/states.ts';
import { tabTable } from '../../gotext/tabwriter.ts';
import { NoInputError } from '../../model/errors.ts';
import type { ViewFlags } from './flags.ts';
import type { Format } from './format.ts';
import type { Printed } from './print.ts';
import { secretSection } from './secret-section.ts';

/** An answer that was read, and how it is to be shown. */
export interface Shown {
  readonly bytes: Uint8Array;
  /** What messages call the answer. */
  readonly name: string;
  readonly flags: ViewFlags;
  readonly now: Date;
  /** One table among others, with names of its own kind in front. */
  readonly named?: boolean;
}

/** A part of a dump as a command. */
export interface View {
  /** What the reference calls it in messages. */
  readonly word: string;
  readonly path: AdminPath;
  /** Name of the envelope in JSON. */
  readonly kind: string;
  /** Without `-o`; a table where it is not said. */
  readonly format?: Format;
  /** Makes sure that the answer can be read at all. */
  readonly check: (shown: Shown) => void;
  /** A table, or a text where there is nothing to lay out. */
  readonly table: (shown: Shown) => Printed | Promise<Printed>;
  /** What may be rejected or on its way among what the table shows. */
  readonly states?: StatedConfig['kind'];
  /** Whether what has this name is meant by the flags, although the table may not show it; all is where this is left out. */
  readonly meant?: (name: string, flags: ViewFlags) => boolean;
  /** What JSON and YAML print. */
  readonly value: (shown: Shown) => Promise<unknown>;
}

const parsed = new WeakMap<Uint8Array, ConfigDump>();

/** The dump in an answer; looked through once, however often it is asked for. */
export function dumpOf({ bytes, name }: Pick<Shown, 'bytes' | 'name'>): ConfigDump {
  const known = parsed.get(bytes) ?? ConfigDump.parse(bytes, name);
  parsed.set(bytes, known);
  return known;
}

/** Makes sure that an answer is a dump. The reference takes any JSON for one. */
function checkDump(shown: Shown): void {
  const dump = dumpOf(shown);
  if (shown.flags.compat === undefined) dump.checked();
}

/** Messages in canonical JSON; the schema is only loaded for them. */
async function all(message: string, values: readonly unknown[]): Promise<readonly unknown[]> {
  const { canonical } = await import('../../envoy/schema/canonical.ts');
  return values.map((value) => canonical(message, value));
}

async function one(message: string, value: unknown): Promise<unknown> {
  const [canon] = await all(message, [value]);
  return canon;
}

const ADMIN = 'envoy.admin.v3.';

const cluster: View = {
  states: 'cluster',
  meant: matchesCluster,
  word: 'cluster',
  path: ADMIN_PATHS.clusters,
  kind: 'ClusterList',
  check: checkDump,
  table: (shown) => clusterTable(dumpOf(shown), shown.flags, shown.named),
  value: (shown) => all('envoy.config.cluster.v3.Cluster', clustersOf(dumpOf(shown), shown.flags)),
};

const listener: View = {
  states: 'listener',
  meant: (_, { address, port, type }) => !address && !port && !type,
  word: 'listener',
  path: ADMIN_PATHS.listeners,
  kind: 'ListenerList',
  check: checkDump,
  table(shown) {
    const { flags, named = false } = shown;
    if (flags.waypoint) return waypointTable(dumpOf(shown), flags);
    return listenerTable(dumpOf(shown), flags, { verbose: flags.verbose ?? true, named });
  },
  value: (shown) => all('envoy.config.listener.v3.Listener', listenersOf(dumpOf(shown), shown.flags)),
};

const route: View = {
  states: 'route',
  meant: (name, flags) => !flags.name || flags.name === name,
  word: 'route',
  path: ADMIN_PATHS.routes,
  kind: 'RouteConfigurationList',
  check: checkDump,
  table(shown) {
    const { flags, named = false } = shown;
    return routeTable(dumpOf(shown), flags, { verbose: flags.verbose ?? true, named });
  },
  value: (shown) => all('envoy.config.route.v3.RouteConfiguration', routesOf(dumpOf(shown), shown.flags)),
};

/** Makes sure that an answer has clusters' statuses. The reference finds no endpoint in any other JSON. */
function checkStatuses(shown: Shown): void {
  const none = readClusterStatuses(shown, {}).length === 0;
  if (!none || shown.flags.compat !== undefined) return;
  if (dumpOf(shown).places.length === 0) {
    mustBeStatuses(shown);
    return;
  }
  const message = `"${shown.name}" is a config dump; who answers how is on another page, /clusters`;
  throw new NoInputError('NO_INPUT_CLUSTERS', message, {
    hint: '"meshctl proxy-config eds" lists the endpoints of a dump; for this command save localhost:15000/clusters?format=json',
  });
}

const endpoint: View = {
  word: 'endpoints',
  path: ADMIN_PATHS.endpoints,
  kind: 'ClusterStatusList',
  check: checkStatuses,
  table: (shown) => endpointTable(shown, shown.flags, { asSent: shown.flags.compat !== undefined }),
  value: (shown) =>
    all(`${ADMIN}ClusterStatus`, endpointClusters(shown, shown.flags, { asSent: shown.flags.compat !== undefined })),
};

const eds: View = {
  states: 'endpoint',
  meant: (name, { cluster: wanted = name, address, port, status }) =>
    !address && !port && !status && wanted.toLowerCase() === name.toLowerCase(),
  word: 'eds',
  path: ADMIN_PATHS.everything,
  kind: 'ClusterLoadAssignmentList',
  check: checkDump,
  table: (shown) => edsTable(dumpOf(shown), shown.flags, shown.named),
  value: (shown) => all('envoy.config.endpoint.v3.ClusterLoadAssignment', assignments(dumpOf(shown), shown.flags)),
};

const bootstrap: View = {
  word: 'bootstrap',
  path: ADMIN_PATHS.bootstrap,
  kind: 'Bootstrap',
  format: 'json',
  check: checkDump,
  table: (shown) => tabTable(versionRows(dumpOf(shown)), { padding: 1 }),
  value: (shown) => one(`${ADMIN}BootstrapConfigDump`, dumpOf(shown).section('bootstrap')),
};

const secret: View = {
  word: 'secret',
  path: ADMIN_PATHS.secrets,
  kind: 'Secrets',
  check: checkDump,
  async table(shown) {
    // Certificates take Node's cryptography, which nothing else here needs.
    const { NO_SECRETS, secretsOf, secretTable } = await import('../../envoy/rows/secret.ts');
    const items = secretsOf(dumpOf(shown));
    return items.length === 0 ? `${NO_SECRETS}\n` : secretTable(items, shown.now, shown.named);
  },
  value: (shown) => one(`${ADMIN}SecretsConfigDump`, secretSection(dumpOf(shown))),
};

const ecds: View = {
  states: 'extension',
  word: 'ecds',
  path: ADMIN_PATHS.everything,
  kind: 'ExtensionConfigs',
  check: checkDump,
  table: (shown) => (hasNoExtensions(shown) ? NO_EXTENSIONS : ecdsTable(dumpOf(shown))),
  value: (shown) => one(`${ADMIN}EcdsConfigDump`, hasNoExtensions(shown) ? {} : ecdsSection(dumpOf(shown))),
};

const NO_EXTENSIONS = 'No filter configuration came by extension discovery.\n';

/** A proxy without extension discovery leaves the part out of its dump; for the reference that is an error. */
function hasNoExtensions(shown: Shown): boolean {
  const dump = dumpOf(shown);
  return shown.flags.compat === undefined && dump.places.length > 0 && dump.find('ecds', {}) === undefined;
}

/** Every part that is a command of its own. */
export const VIEWS = { cluster, listener, route, endpoint, eds, bootstrap, secret, ecds } as const;

/** The name of a command that prints a part. */
export type ViewName = keyof typeof VIEWS;
