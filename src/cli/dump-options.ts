/** Flags that say which part of a config dump is meant. */
import { Option } from 'commander';
import { numberOption } from './proxy-options.ts';

/** Clusters by their hosts. */
export const FQDN = new Option('--fqdn <TEXT>', 'only clusters with this in the names of their hosts');

/** Clusters by their direction. */
export const DIRECTION = new Option(
  '--direction <DIRECTION>',
  'only clusters with this direction in their names: inbound, outbound',
);

/** Clusters by their subset. */
export const SUBSET = new Option('--subset <TEXT>', 'only clusters with this subset in their names');

/** Whatever has a port. */
export const PORT = numberOption('--port <PORT>', 'only this port');

/** Whatever has an address. */
export const ADDRESS = new Option('--address <ADDRESS>', 'only this address');

/** Listeners by what they take. */
export const TYPE = new Option('--type <TYPE>', 'only listeners of this type: HTTP, TCP, HTTP+TCP');

/** Routes by their name. */
export const NAME = new Option('--name <NAME>', 'only the route configuration of this name');

/** Endpoints by their cluster. */
export const CLUSTER = new Option('--cluster <NAME>', 'only endpoints of this cluster');

/** Endpoints by their health. */
export const STATUS = new Option('--status <STATUS>', 'only endpoints of this health: healthy, unhealthy');

/** How much there is to see. */
export const VERBOSE = new Option(
  '--verbose',
  'one row for each filter chain or route; --verbose=false gives one for each listener or configuration',
).default(true);

/** Listeners of waypoints. */
export const WAYPOINT = new Option('--waypoint', 'show how the listeners of a waypoint call each other').hideHelp();

/** Headlines between parts. */
export const HEADERS = new Option('--with-headers', 'put a headline before each part');
