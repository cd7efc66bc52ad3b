/** What rules cost each class of packets. */
import type { IpFamily } from '../../model/ip.ts';
import type { Packet } from '../model/packet.ts';
import type { RuleSet } from '../model/rule.ts';
import type { InterceptionFacts } from '../profiles/profile.ts';
import { groundOf } from '../prove/ground.ts';
import { kernelAddress, parseCidr } from '../ruleset/address.ts';
import type { Machine } from '../trace/machine.ts';
import { type Passage, walkOnce } from '../trace/path.ts';
import { connectionRate } from './rate.ts';

/** A class of packets that people ask about. */
export interface PacketCost {
  readonly name: string;
  /** A packet of the class. */
  readonly packet: Packet;
  readonly fate: Pick<Passage, 'verdict' | 'port'>;
  /** Rules a connection's first packet is compared with. */
  readonly first: number;
  /** Rules every later packet is compared with. */
  readonly later: number;
  /** New connections per second beside those of a machine without rules, estimated; 1 is no loss. */
  readonly rate: number;
}

/** What is known besides the rules. */
export interface CostOptions {
  readonly facts: InterceptionFacts;
  readonly family: IpFamily;
}

const APP = { uid: 1000, gid: 1000 } as const;

function packet(fields: Omit<Packet, 'ctstate' | 'sport'>): Packet {
  return { ...fields, sport: 40_000, ctstate: 'NEW' };
}

/** An address inside the first range that is captured by address, or a usual service. */
function meshAddress(ruleSets: readonly RuleSet[], family: IpFamily): string {
  const { service } = groundOf(family);
  for (const { tables } of ruleSets) {
    for (const { chains } of tables) {
      for (const { rules } of chains.values()) {
        for (const { matches, target } of rules) {
          const to = matches.find((match) => match.kind === 'destination');
          const prefix = to?.kind === 'destination' && !to.negated ? parseCidr(to.cidr) : undefined;
          const leads = target.kind === 'jump' || target.kind === 'redirect';
          if (prefix?.family === family && leads && prefix.bits > 0 && prefix.bits < 32) {
            return kernelAddress({ family, value: prefix.value + 20n });
          }
        }
      }
    }
  }
  return service;
}

/** The proxy's own packets, by its owners and its mark. */
function proxyOwner({ uids, gids, proxyMark }: InterceptionFacts) {
  const uid = uids[0] ?? gids[0] ?? APP.uid;
  return { uid, gid: gids[0] ?? uid, ...(proxyMark ? { mark: proxyMark.value } : {}) };
}

/** One packet of each class. */
function examples(
  ruleSets: readonly RuleSet[],
  { facts, family }: CostOptions,
): readonly (readonly [string, Packet])[] {
  const { own, outside, peer, service } = groundOf(family);
  const out = { dir: 'out', src: own, iface: 'eth0' } as const;
  return [
    [
      'application to the mesh',
      packet({ ...out, proto: 'tcp', dst: meshAddress(ruleSets, family), dport: 8080, ...APP }),
    ],
    ['application to outside', packet({ ...out, proto: 'tcp', dst: outside, dport: 443, ...APP })],
    ['proxy to anywhere', packet({ ...out, proto: 'tcp', dst: outside, dport: 443, ...proxyOwner(facts) })],
    ['inbound', packet({ dir: 'in', proto: 'tcp', src: peer, dst: own, dport: 8080, iface: 'eth0' })],
    ['DNS query of the application', packet({ ...out, proto: 'udp', dst: service, dport: 53, ...APP })],
  ];
}

const decide = (): boolean => false;

/** Later packets are known to conntrack: nat rewrites them without asking its chains, and they come back over lo as before. */
function laterCost(machine: Machine, first: Packet, passage: Passage): number {
  const known: Packet = { ...first, ctstate: 'ESTABLISHED' };
  const there = walkOnce(machine, known, { decide }).examined;
  if (first.dir === 'in' || passage.verdict !== 'REDIRECT' || first.iface === 'lo') return there;
  const { localhost } = groundOf(first.dst.includes(':') ? 'ipv6' : 'ipv4');
  const back: Packet = {
    dir: 'in',
    proto: first.proto,
    src: first.src,
    ...(first.sport === undefined ? {} : { sport: first.sport }),
    dst: localhost,
    dport: passage.port ?? 0,
    iface: 'lo',
    ctstate: 'ESTABLISHED',
  };
  return there + walkOnce(machine, back, { decide }).examined;
}

/** What each class of packets of a family pays. */
export function costOf(machine: Machine, ruleSets: readonly RuleSet[], options: CostOptions): readonly PacketCost[] {
  return examples(ruleSets, options).map(([name, example]) => {
    const passage = walkOnce(machine, example, { decide });
    const { verdict, port, examined } = passage;
    return {
      name,
      packet: example,
      fate: { verdict, port },
      first: examined,
      later: laterCost(machine, example, passage),
      rate: connectionRate({ verdict, rules: examined }),
    };
  });
}
