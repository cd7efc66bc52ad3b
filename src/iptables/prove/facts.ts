/** What a rule set shows of the proxy it is for. */

import { isLoopback } from '../../model/ip.ts';
import { DNS_PORT } from '../constants.ts';
import type { Match, OwnerMatch } from '../model/match.ts';
import type { Packet } from '../model/packet.ts';
import type { Family, RuleSet } from '../model/rule.ts';
import type { InterceptionFacts } from '../profiles/profile.ts';
import { familyOf, kernelAddress, masked, parseCidr } from '../ruleset/address.ts';
import { machineOf } from '../trace/machine.ts';
import { walkOnce } from '../trace/path.ts';
import { groundOf } from './ground.ts';

type Owner = OwnerMatch & { readonly special: boolean };

/** Owners whose packets leave untouched, with a note whether they have a special rule on lo as proxies do. */
function owners(ruleSets: readonly RuleSet[]): readonly Owner[] {
  const chains = ruleSets.flatMap(({ tables }) => tables).flatMap(({ chains: own }) => [...own.values()]);
  return chains.flatMap(({ rules }) => {
    const isOwner = (match: Match): match is OwnerMatch => match.kind === 'owner-uid' || match.kind === 'owner-gid';
    const onLo = rules.filter(({ matches }) =>
      matches.some((match) => match.kind === 'out-interface' && match.name === 'lo'),
    );
    return rules
      .filter(({ matches, target }) => matches.length > 0 && (target.kind === 'return' || target.kind === 'accept'))
      .flatMap(({ matches }) => matches.filter(isOwner))
      .filter(({ negated, first, last }) => !negated && first === last)
      .map((match) => ({
        ...match,
        special: onLo.some(({ matches }) =>
          matches.some((one) => isOwner(one) && one.kind === match.kind && one.first === match.first),
        ),
      }));
  });
}

/** The mark that keeps packets from being redirected, where rules tell the proxy by one. */
function proxyMark(ruleSets: readonly RuleSet[]): InterceptionFacts['proxyMark'] {
  const rules = ruleSets
    .flatMap(({ tables }) => tables)
    .flatMap(({ chains }) => [...chains.values()])
    .flatMap((chain) => chain.rules);
  for (const { matches, target } of rules) {
    const mark = matches.find((match) => match.kind === 'mark');
    if (mark?.kind === 'mark' && mark.negated && target.kind === 'redirect')
      return { value: mark.value, mask: mark.mask };
  }
  return undefined;
}

const distinct = (numbers: readonly number[]): readonly number[] => [...new Set(numbers)];

/** A port no mesh treats in any way of its own. */
const ORDINARY_PORT = 8080;

/** Packets that rules may take although they leave an ordinary one alone: with ports and destinations the rules name. */
interface Asked {
  readonly dir: Packet['dir'];
  readonly proto: string;
  readonly ports: readonly number[];
  /** Where packets that leave go besides somewhere outside. */
  readonly destinations?: readonly string[];
}

function matchesOf(ruleSets: readonly RuleSet[]): readonly Match[] {
  return ruleSets
    .flatMap(({ tables }) => tables)
    .flatMap(({ chains }) => [...chains.values()])
    .flatMap(({ rules }) => rules)
    .flatMap(({ matches }) => matches);
}

/** The ports that rules name as destinations; not that of DNS, which has a proxy of its own. */
function namedPorts(matches: readonly Match[]): readonly number[] {
  const ports = matches.flatMap((match) =>
    match.kind === 'destination-port' && !match.negated ? match.ports.map(({ first }) => first) : [],
  );
  return distinct([ORDINARY_PORT, ...ports]).filter((port) => port !== DNS_PORT);
}

/** An address of each destination that rules name; localhost is reached over lo, where other rules hold. */
function namedDestinations(matches: readonly Match[]): readonly string[] {
  return matches.flatMap((match) => {
    const prefix = match.kind === 'destination' && !match.negated ? parseCidr(match.cidr) : undefined;
    return prefix && !isLoopback(prefix) ? [kernelAddress(masked(prefix))] : [];
  });
}

/** The packets of a family that are tried. */
function packetsFor(family: Family, { dir, proto, ports, destinations = [] }: Asked): readonly Packet[] {
  const { own, outside, peer } = groundOf(family);
  const fixed = { dir, proto, sport: 40_000, iface: 'eth0', ctstate: 'NEW' } as const;
  if (dir === 'in') return ports.map((dport) => ({ ...fixed, src: peer, dst: own, dport }));
  const there = [outside, ...destinations.filter((text) => familyOf(text) === family)];
  const owner = { uid: 1000, gid: 1000 };
  return there.flatMap((dst) => ports.map((dport) => ({ ...fixed, ...owner, src: own, dst, dport })));
}

/** Where packets of the application, or to it, end up: the first port of the proxy that one of them comes to. */
function portOf(ruleSets: readonly RuleSet[], asked: Asked): number | undefined {
  for (const ruleSet of ruleSets) {
    const machine = machineOf([ruleSet]);
    for (const packet of ruleSet.families.flatMap((family) => packetsFor(family, asked))) {
      const { port } = walkOnce(machine, packet, { decide: () => true });
      if (port !== null) return port;
    }
  }
  return undefined;
}

function usesTproxy(ruleSets: readonly RuleSet[]): boolean {
  return ruleSets.some(({ tables }) =>
    tables.some(({ chains }) =>
      [...chains.values()].some(({ rules }) => rules.some(({ target }) => target.kind === 'tproxy')),
    ),
  );
}

/**
 * What can be told of a proxy from rules that were read: whose packets are left alone, and where ordinary packets go. Rules
 * that leave other owners alone as well are told from the proxy's by its special treatment on lo.
 */
export function factsFrom(ruleSets: readonly RuleSet[]): InterceptionFacts {
  const all = owners(ruleSets);
  const special = all.filter((owner) => owner.special);
  const chosen = special.length > 0 ? special : all;
  const numbers = (kind: OwnerMatch['kind']) =>
    distinct(chosen.filter((owner) => owner.kind === kind).map(({ first }) => first));
  const mark = proxyMark(ruleSets);
  const matches = matchesOf(ruleSets);
  const ports = namedPorts(matches);
  const outbound = portOf(ruleSets, { dir: 'out', proto: 'tcp', ports, destinations: namedDestinations(matches) });
  const inbound = portOf(ruleSets, { dir: 'in', proto: 'tcp', ports });
  const dns = portOf(ruleSets, { dir: 'out', proto: 'udp', ports: [DNS_PORT] });
  return {
    uids: numbers('owner-uid'),
    gids: numbers('owner-gid'),
    ...(mark ? { proxyMark: mark } : {}),
    ...(outbound === undefined ? {} : { outboundPort: outbound }),
    ...(inbound === undefined ? {} : { inboundPort: inbound }),
    ...(dns === undefined ? {} : { dnsPort: dns }),
    inboundMode: usesTproxy(ruleSets) ? 'tproxy' : inbound === undefined ? 'none' : 'redirect',
  };
}
