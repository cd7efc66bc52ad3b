/** The classes of traffic a configuration tells apart, as packets to try. */

import { isLinkLocal, isLoopback, parseAddressOrPrefix } from '../../model/ip.ts';
import { DNS_PORT } from '../constants.ts';
import type { Packet } from '../model/packet.ts';
import type { Family, Program, RuleStep } from '../model/rule.ts';
import type { InterceptionFacts, InterfaceAddress } from '../profiles/profile.ts';
import { kernelAddress, parseCidr } from '../ruleset/address.ts';
import { ruleSetOf } from '../ruleset/execute.ts';
import { type Machine, machineOf } from '../trace/machine.ts';
import { type Verdict, walkOnce } from '../trace/path.ts';

/** One packet to try, and what is to become of it. */
export interface Probe {
  /** What kind of traffic it stands for: `outbound`, `excluded port`. */
  readonly name: string;
  readonly family: Family;
  readonly packet: Packet;
  /** A packet for the program itself, not for somebody far away: something has to listen there. */
  readonly needsListener: boolean;
  readonly expected: { readonly verdict: Verdict; readonly port: number | null };
}

/** What the probes are chosen by. */
export interface ProbeInput {
  readonly program: Program;
  readonly facts: InterceptionFacts;
  readonly addresses: readonly InterfaceAddress[];
  /** Users and groups a packet can be sent as: any (root), or only one's own. */
  readonly identity: 'any' | { readonly uid: number; readonly gid: number };
  /** Source ports are not asked by any rule that is probed; this one stands in packets. */
  readonly sourcePort: number;
  /** A port of the pod where nothing but the probe listens. */
  readonly freePort: number;
  /** How packets can arrive: the interface and both ends of it; absent where none can be sent. */
  readonly arrival?: { readonly iface: string; readonly ends: Readonly<Record<Family, Ends>> } | undefined;
}

/** Where an arriving packet comes from and goes to. */
export interface Ends {
  readonly src: string;
  readonly dst: string;
}

/** Addresses nobody has: RFC 5737, RFC 3849. */
const SOMEWHERE: Readonly<Record<Family, string>> = { ipv4: '203.0.113.10', ipv6: '2001:db8:113::10' };

const LOCALHOST: Readonly<Record<Family, string>> = { ipv4: '127.0.0.1', ipv6: '::1' };

const HTTP_PORT = 80;

/** More captured ranges than these teach nothing new. */
const RANGES_MAX = 3;

/** Users and groups that can stand for the application; the first one that is not the proxy's is taken. */
const APPLICATION_IDS = [65_534, 1000, 1001, 1002];

interface Who {
  readonly uid: number;
  readonly gid: number;
}

/** The machine the wanted program makes of this place. */
function wantedMachine({ program, addresses }: ProbeInput): Machine {
  return machineOf(
    program.families.map((family) => ruleSetOf(program, family)),
    { addresses },
  );
}

/** One packet for each class of traffic and family, with what the wanted rules do to it. */
export function probesFor(input: ProbeInput): readonly Probe[] {
  const machine = wantedMachine(input);
  return input.program.families.flatMap((family) =>
    candidates(family, input).map(({ needsListener = false, ...candidate }) => {
      const { verdict, port } = walkOnce(machine, candidate.packet, { decide: () => false });
      return { ...candidate, family, needsListener, expected: { verdict, port } };
    }),
  );
}

type Candidate = Pick<Probe, 'name' | 'packet'> & { readonly needsListener?: boolean };

function candidates(family: Family, input: ProbeInput): readonly Candidate[] {
  const { facts, identity, freePort } = input;
  const app = whoIs(identity, facts, 'application');
  const proxy = whoIs(identity, facts, 'proxy');
  const own = podAddress(input, family);
  const out = (
    name: string,
    who: Who | undefined,
    to: { dst: string; dport: number; proto?: string },
  ): readonly Candidate[] => {
    if (!who || own === undefined) return [];
    const local = isLocal(to.dst, own);
    const packet = { ...outgoing({ ...to, own, who, input }), iface: local ? 'lo' : own.iface };
    return [{ name, packet, needsListener: local }];
  };
  const server = nameservers(input.program, family)[0] ?? SOMEWHERE[family];
  const here = own?.address ?? '';
  return [
    ...out('outbound', app, { dst: SOMEWHERE[family], dport: HTTP_PORT }),
    ...ranges(input.program, family).flatMap((dst) => out('outbound, listed range', app, { dst, dport: HTTP_PORT })),
    ...excluded(input.program, family).flatMap((dport) => out('excluded port', app, { dst: SOMEWHERE[family], dport })),
    ...(facts.dnsPort === undefined ? [] : out('DNS', app, { dst: server, dport: DNS_PORT, proto: 'udp' })),
    ...out('self-call', app, { dst: here, dport: freePort }),
    ...out('localhost', app, { dst: LOCALHOST[family], dport: freePort }),
    ...out("proxy's own", proxy, { dst: SOMEWHERE[family], dport: HTTP_PORT }),
    ...out('proxy to its own pod', proxy, { dst: here, dport: freePort }),
    ...arriving(family, input),
  ];
}

function whoIs(
  identity: ProbeInput['identity'],
  { uids, gids }: InterceptionFacts,
  role: 'proxy' | 'application',
): Who | undefined {
  const [uid, gid] = [uids[0], gids[0] ?? uids[0]];
  if (identity !== 'any') {
    const isProxy = uids.includes(identity.uid) || gids.includes(identity.gid);
    return isProxy === (role === 'proxy') ? identity : undefined;
  }
  if (role === 'proxy') return uid === undefined || gid === undefined ? undefined : { uid, gid };
  const id = APPLICATION_IDS.find((one) => !uids.includes(one) && !gids.includes(one));
  return id === undefined ? undefined : { uid: id, gid: id };
}

interface Own {
  readonly iface: string;
  readonly address: string;
}

/** The first address of the pod that others can reach it by. */
function podAddress({ addresses }: ProbeInput, family: Family): Own | undefined {
  for (const { iface, address } of addresses) {
    const parsed = parseAddressOrPrefix(address);
    if (parsed?.family !== family || isLoopback(parsed) || isLinkLocal(parsed) || iface === 'lo') continue;
    return { iface, address: kernelAddress(parsed) };
  }
  return undefined;
}

function isLocal(dst: string, own: Own): boolean {
  return dst === own.address || Object.values(LOCALHOST).includes(dst);
}

interface Outgoing {
  readonly dst: string;
  readonly dport: number;
  readonly proto?: string;
  readonly own: Own;
  readonly who: Who;
  readonly input: ProbeInput;
}

function outgoing({ dst, dport, proto = 'tcp', own, who, input }: Outgoing): Omit<Packet, 'iface'> {
  const src = Object.values(LOCALHOST).includes(dst) ? dst : own.address;
  return { dir: 'out', proto, src, sport: input.sourcePort, dst, dport, ...who, ctstate: 'NEW', tcpFlags: 'SYN' };
}

function arriving(family: Family, { arrival, program, sourcePort, freePort }: ProbeInput): readonly Candidate[] {
  if (!arrival) return [];
  const packet = (dport: number): Packet => ({
    dir: 'in',
    proto: 'tcp',
    ...arrival.ends[family],
    sport: sourcePort,
    dport,
    iface: arrival.iface,
    ctstate: 'NEW',
    tcpFlags: 'SYN',
  });
  const listed = ports(program, family, (step) => isInbound(step) && step.rule.target.kind !== 'return').slice(0, 1);
  const left = ports(program, family, (step) => isInbound(step) && step.rule.target.kind === 'return').slice(0, 1);
  return [
    { name: 'inbound', packet: packet(freePort), needsListener: true },
    ...[...listed, ...left].map((dport) => ({
      name: 'inbound, named port',
      packet: packet(dport),
      needsListener: true,
    })),
  ];
}

const isInbound = ({ chain }: RuleStep): boolean =>
  /INBOUND|PROXY_INIT_REDIRECT/.test(chain) && !/OUTBOUND/.test(chain);

/** Destination ports of TCP that rules of a kind name, in their order. */
function ports(program: Program, family: Family, pick: (step: RuleStep) => boolean): readonly number[] {
  const named = program.steps
    .filter((step) => step.families.includes(family) && pick(step))
    .flatMap(({ rule }) => {
      const tcp = rule.matches.some((match) => match.kind === 'protocol' && match.protocol === 'tcp' && !match.negated);
      return tcp
        ? rule.matches.flatMap((match) => (match.kind === 'destination-port' && !match.negated ? match.ports : []))
        : [];
    });
  return [...new Set(named.map(({ first }) => first))];
}

/** The first outbound port that is left alone for everybody. */
function excluded(program: Program, family: Family): readonly number[] {
  return ports(
    program,
    family,
    ({ chain, rule }) =>
      /OUTPUT|OUTBOUND/.test(chain) &&
      rule.target.kind === 'return' &&
      rule.matches.every(({ kind }) => kind === 'protocol' || kind === 'destination-port' || kind === 'module'),
  ).slice(0, 1);
}

/** The name servers whose traffic is taken, where not all of it is. */
function nameservers(program: Program, family: Family): readonly string[] {
  return program.steps
    .filter(({ families, rule }) => families.includes(family) && rule.target.kind === 'redirect')
    .filter(({ rule }) =>
      rule.matches.some((one) => one.kind === 'destination-port' && one.ports[0]?.first === DNS_PORT),
    )
    .flatMap(({ rule }) =>
      rule.matches.flatMap((one) => (one.kind === 'destination' ? (parseCidr(one.cidr) ?? []) : [])),
    )
    .map(kernelAddress);
}

/** A host of each range that is named as captured. */
function ranges(program: Program, family: Family): readonly string[] {
  const found = program.steps
    .filter(
      ({ families, chain, table }) => families.includes(family) && table === 'nat' && /OUTPUT|OUTBOUND/.test(chain),
    )
    .flatMap(({ rule }) => {
      const diverts =
        rule.target.kind === 'jump' &&
        rule.target.chain.endsWith('_REDIRECT') &&
        !/_IN_|INBOUND/.test(rule.target.chain);
      return diverts
        ? rule.matches.flatMap((match) => (match.kind === 'destination' && !match.negated ? match.cidr : []))
        : [];
    })
    .flatMap((cidr) => parseCidr(cidr) ?? [])
    .filter((prefix) => prefix.family === family)
    .map((prefix) =>
      kernelAddress({ family, value: prefix.value + (prefix.bits < (family === 'ipv4' ? 32 : 128) ? 1n : 0n) }),
    );
  return [...new Set(found)].slice(0, RANGES_MAX);
}
