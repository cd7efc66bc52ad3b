/** Which filter chain serves a connection. @see envoy.config.listener.v3.FilterChainMatch */
import { type IpAddress, type IpPrefix, parsePrefix, prefixContains } from '../../../model/ip.ts';
import type { CidrRange } from '../../../xds/resources/common.ts';
import type { FilterChainMatch } from '../../../xds/resources/listener.ts';
import { asciiLower } from '../../wire/text.ts';
import type { ConnectionView } from '../connection-view.ts';
import { BadValue } from '../problems.ts';

/** How well a chain fits one criterion: 0 not named by it, more for a closer fit; -1 for no fit. */
type Criterion = (connection: ConnectionView) => number;

const NO_FIT = -1;

function prefixes(
  ranges: readonly CidrRange[] | undefined,
  of: (view: ConnectionView) => IpAddress | undefined,
): Criterion {
  if (ranges === undefined || ranges.length === 0) return () => 0;
  const parsed = ranges.map(({ address_prefix: address, prefix_len: bits }): IpPrefix => {
    const prefix = parsePrefix(`${address}/${bits ?? (address.includes(':') ? 128 : 32)}`);
    if (prefix === undefined) throw new BadValue(`"${address}" is no range of addresses`);
    return prefix;
  });
  return (view) => {
    const own = of(view);
    if (own === undefined) return NO_FIT;
    return parsed.reduce(
      (best, prefix) => (prefixContains(prefix, own) ? Math.max(best, prefix.bits + 1) : best),
      NO_FIT,
    );
  };
}

/** An exact name before a longer wildcard before a shorter one. */
function serverNames(names: readonly string[] | undefined): Criterion {
  if (names === undefined || names.length === 0) return () => 0;
  const exact = new Set(names.filter((name) => !name.startsWith('*')).map(asciiLower));
  const suffixes = names.filter((name) => name.startsWith('*')).map((name) => asciiLower(name.slice(1)));
  return ({ info: { serverName } }) => {
    if (serverName === '') return NO_FIT;
    if (exact.has(serverName)) return Number.MAX_SAFE_INTEGER;
    return suffixes.reduce(
      (best, suffix) => (serverName.endsWith(suffix) ? Math.max(best, suffix.length + 1) : best),
      NO_FIT,
    );
  };
}

function oneOf(
  wanted: readonly string[] | undefined,
  has: (view: ConnectionView, value: string) => boolean,
): Criterion {
  if (wanted === undefined || wanted.length === 0) return () => 0;
  return (view) => (wanted.some((value) => has(view, value)) ? 1 : NO_FIT);
}

/** The criteria in the order in which they are looked at: the first decides, the next only among those that are equal. */
function criteria(match: FilterChainMatch): readonly Criterion[] {
  const { destination_port: port, transport_protocol: transport } = match;
  return [
    (view) => (port === undefined ? 0 : port === view.info.localPort ? 1 : NO_FIT),
    prefixes(match.prefix_ranges, ({ local }) => local),
    serverNames(match.server_names),
    oneOf(transport === undefined ? undefined : [transport], ({ info }, value) => info.transport === value),
    oneOf(match.application_protocols, ({ info }, value) => info.applicationProtocols.includes(value)),
    prefixes(match.source_prefix_ranges, ({ remote }) => remote),
  ];
}

/**
 * Filter chains of a listener, and which of them a connection is for.
 * @see envoy.config.listener.v3.FilterChainMatch
 */
export class ChainTable<T> {
  readonly #chains: { readonly criteria: readonly Criterion[]; readonly value: T }[] = [];

  /** @throws {BadValue} for an address range that is none. */
  add(match: FilterChainMatch | undefined, value: T): void {
    this.#chains.push({ criteria: criteria(match ?? {}), value });
  }

  /** The chain that fits best; `undefined` when none does. What a criterion has ruled out does not come back. */
  find(connection: ConnectionView): T | undefined {
    let left = this.#chains;
    for (let index = 0; left.length > 0 && index < (left[0]?.criteria.length ?? 0); index++) {
      const fits = left.map(({ criteria: own }) => own[index]?.(connection) ?? NO_FIT);
      const best = Math.max(...fits);
      if (best === NO_FIT) return undefined;
      left = left.filter((_, at) => fits[at] === best);
    }
    return left[0]?.value;
  }
}
