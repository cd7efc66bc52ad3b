import { compareBytes } from '../../gotext/compare.ts';
import { goSort } from '../../gotext/sort.ts';
import type { ConfigDump } from '../dump.ts';
import { field, fieldAt, list, text } from '../fields.ts';
import { type Shape, WHOLE } from '../json/project.ts';
import { EnvoyError } from '../problems.ts';
import { additionalHosts, listenAddress } from './address.ts';
import { chainMatchText, chainsOf, destinationText, mentionsBlackHole } from './filter-chain.ts';
import { HTTP_MANAGER, TCP_PROXY } from './filter-names.ts';
import { matcherText } from './matcher-tree.ts';
import { cells, type Table } from './table.ts';

/** Which listeners. */
export interface ListenerFilter {
  /** Equals one of the listener's addresses, in any case. */
  readonly address?: string;
  /** 0 or absent for any. */
  readonly port?: number;
  /** `HTTP`, `TCP`, `HTTP+TCP` or `UNKNOWN`, in any case. */
  readonly type?: string;
}

/** How listeners are shown. */
export interface ListenerView {
  /** One row for each filter chain instead of one for each listener. */
  readonly verbose: boolean;
  /** With the listener's name in front, when it is one table among others. */
  readonly named?: boolean;
}

const ENTRY: Shape = { listener: WHOLE };

/**
 * The active and static listeners of a dump that pass a filter, in the order of the dump. Throws {@link EnvoyError} when the
 * dump has no listener.
 */
export function listenersOf(dump: ConfigDump, filter: ListenerFilter): readonly unknown[] {
  const section = listenerSection(dump);
  const dynamic = list(section, 'dynamic_listeners').map((entry) => fieldAt(entry, 'active_state', 'listener'));
  const all = [...dynamic, ...list(section, 'static_listeners').map((entry) => field(entry, 'listener'))];
  const present = all.filter((listener) => listener !== undefined);
  if (present.length === 0) {
    throw new EnvoyError('INPUT_LISTENERS', 'the config dump has no listeners', { peer: 'no listeners found' });
  }
  return present.filter((listener) => passes(listener, filter));
}

function listenerSection(dump: ConfigDump): unknown {
  try {
    return dump.section('listeners', { dynamic_listeners: { active_state: ENTRY }, static_listeners: ENTRY });
  } catch (error) {
    throw error instanceof EnvoyError ? error.withPeer((peer) => `listener dump: ${peer}`) : error;
  }
}

function passes(listener: unknown, { address = '', port = 0, type = '' }: ListenerFilter): boolean {
  const main = listenAddress(field(listener, 'address'));
  const wanted = address.toLowerCase();
  if (wanted !== '' && ![main.host, ...additionalHosts(listener)].some((host) => host.toLowerCase() === wanted)) {
    return false;
  }
  if (port !== 0 && main.port !== port) return false;
  return type === '' || listenerType(listener).toLowerCase() === type.toLowerCase();
}

/** `HTTP`, `TCP`, `HTTP+TCP` or `UNKNOWN`, by the names of the filters in all chains. */
export function listenerType(listener: unknown): string {
  const filters = chainsOf(listener).flatMap((chain) => list(chain, 'filters'));
  const http = filters.some((filter) => text(filter, 'name') === HTTP_MANAGER);
  const tcp = filters.some(
    (filter) => text(filter, 'name') === TCP_PROXY && !mentionsBlackHole(field(filter, 'typed_config')),
  );
  if (http) return tcp ? 'HTTP+TCP' : 'HTTP';
  return tcp ? 'TCP' : 'UNKNOWN';
}

/** By port, address and what `tieOf` says. */
function sorted(listeners: readonly unknown[], tieOf: (listener: unknown) => string): readonly unknown[] {
  const keyed = listeners.map((listener) => ({
    listener,
    ...listenAddress(field(listener, 'address')),
    tie: tieOf(listener),
  }));
  const order = goSort(keyed, (a, b) => {
    if (a.port !== b.port) return a.port < b.port;
    return (compareBytes(a.host, b.host) || compareBytes(a.tie, b.tie)) < 0;
  });
  return order.map(({ listener }) => listener);
}

/** The table of listeners, one row for each or one for each of their filter chains. */
export function listenerTable(dump: ConfigDump, filter: ListenerFilter, view: ListenerView): Table {
  const { verbose, named = false } = view;
  const columns = verbose ? ['MATCH', 'DESTINATION'] : ['TYPE'];
  const keyed = sorted(listenersOf(dump, filter), listenerType).flatMap((listener) => {
    const { host, port } = listenAddress(field(listener, 'address'));
    const key = text(listener, 'name');
    const addresses = [host, ...additionalHosts(listener)].join(',');
    const start = cells(named && `listener/${key}`, addresses, String(port));
    const ends = verbose ? chainCells(listener) : [[listenerType(listener)]];
    return ends.map((end) => ({ key, row: [...start, ...end] }));
  });
  const header = cells(named && 'NAME', 'ADDRESSES', 'PORT', ...columns);
  return { header, rows: keyed.map(({ row }) => row), keys: keyed.map(({ key }) => key), padding: 1 };
}

/** MATCH and DESTINATION of every chain, by destination from the last to the first. */
function chainCells(listener: unknown): readonly (readonly string[])[] {
  const chains = chainsOf(listener).map((chain) => ({ match: chainMatchText(chain), to: destinationText(chain) }));
  return goSort(chains, (a, b) => compareBytes(a.to, b.to) > 0).map(({ match, to }) => [match, to]);
}

/** The table of a waypoint's listeners: they call each other by name instead of listening on addresses. */
export function waypointTable(dump: ConfigDump, filter: ListenerFilter): Table {
  const byName = (listener: unknown) => text(listener, 'name');
  const rows = sorted(listenersOf(dump, filter), byName).flatMap((listener) => {
    const matcher = field(listener, 'filter_chain_matcher');
    return chainsOf(listener).map((chain) => {
      const name = text(chain, 'name');
      const match = matcher === undefined ? chainMatchText(chain) : matcherText(matcher, name);
      return [`envoy://${text(listener, 'name')}`, name, match, destinationText(chain)];
    });
  });
  return { header: ['LISTENER', 'CHAIN', 'MATCH', 'DESTINATION'], rows, padding: 1 };
}
