/** What a rule set shows of the proxy it is for. */

import type { Match, OwnerMatch } from '../model/match.ts';
import type { Packet } from '../model/packet.ts';
import type { RuleSet } from '../model/rule.ts';
import type { InterceptionFacts } from '../profiles/profile.ts';
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

/** Where an ordinary packet of the application, or to it, ends up. */
function portOf(ruleSets: readonly RuleSet[], dir: Packet['dir'], proto = 'tcp', dport = 8080): number | undefined {
  for (const ruleSet of ruleSets) {
    for (const family of ruleSet.families) {
      const { own, outside, peer } = groundOf(family);
      const [src, dst] = dir === 'out' ? [own, outside] : [peer, own];
      const owner = dir === 'out' ? { uid: 1000, gid: 1000 } : {};
      const packet: Packet = { dir, proto, src, sport: 40_000, dst, dport, iface: 'eth0', ctstate: 'NEW', ...owner };
      const { port } = walkOnce(machineOf([ruleSet]), packet, { decide: () => true });
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
  const outbound = portOf(ruleSets, 'out');
  const inbound = portOf(ruleSets, 'in');
  const dns = portOf(ruleSets, 'out', 'udp', 53);
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
