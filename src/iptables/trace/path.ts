/** The way of a packet from hook to hook. */
import { isLoopback, parseAddress } from '../../model/ip.ts';
import type { Packet } from '../model/packet.ts';
import type { Hook } from '../model/rule.ts';
import { kernelAddress } from '../ruleset/address.ts';
import type { Condition } from './conditions.ts';
import { conditionOf } from './conditions.ts';
import type { BaseChain, Machine } from './machine.ts';
import type { Diversion, Step, Walk, Watcher } from './state.ts';
import { bits, type View, viewOf } from './view.ts';
import { crossBase } from './walk.ts';

/** One passage: out of the machine, or into it. */
export interface Hop {
  readonly hook: 'output' | 'prerouting';
  /** The interface it leaves or arrives by. */
  readonly iface: string;
  /** The packet when the hop began. */
  readonly src: string;
  readonly dst: string;
  readonly dport: number | undefined;
  readonly steps: readonly Step[];
}

/** What becomes of a packet. */
export type Verdict = 'REDIRECT' | 'TPROXY' | 'ACCEPT' | 'DROP';

/** A walk that is over. */
export interface Passage {
  readonly verdict: Verdict;
  /** Where it was diverted to. */
  readonly port: number | null;
  readonly hops: readonly Hop[];
  readonly effects: readonly string[];
  readonly notes: readonly string[];
  /** How many rules were compared with the packet. */
  readonly examined: number;
}

/** How a walk is made. */
export interface WalkOptions {
  readonly decide: (condition: Condition) => boolean;
  readonly watcher?: Watcher;
}

const LOCALHOST = { ipv4: 0x7f00_0001n, ipv6: 1n } as const;

/** States in which conntrack asks nat's chains: those of a connection's first packet. */
const NATTED_STATES: readonly string[] = ['NEW', 'RELATED'];

interface Journey {
  readonly machine: Machine;
  readonly packet: Packet;
  readonly walk: Walk;
  readonly hops: Hop[];
  /** Diversions of the hops that are over; the last one counts. */
  diversion: Diversion | undefined;
  dropped: boolean;
}

function chainsAt({ machine, walk }: Journey, hook: Hook['hook']): readonly BaseChain[] {
  return (machine.hooks.get(hook) ?? []).filter(({ families }) => families.includes(walk.view.family));
}

/** Crosses the chains of a hook; `nat` says whether those of nat are asked there. */
function crossHook(journey: Journey, hook: Hook['hook'], nat: boolean): void {
  const { walk } = journey;
  walk.natted = false;
  for (const base of chainsAt(journey, hook)) {
    if (journey.dropped) return;
    if (base.hook.type === 'nat' && (!nat || walk.natted || !NATTED_STATES.includes(walk.view.state))) continue;
    if (!crossBase(walk, base)) journey.dropped = true;
  }
}

function begin(journey: Journey, hook: Hop['hook'], iface: string): () => void {
  const { walk } = journey;
  const { view } = walk;
  const text = (value: bigint): string => kernelAddress({ family: view.family, value });
  const [src, dst, dport] = [text(view.source), text(view.destination), view.destinationPort];
  const first = walk.steps.length;
  walk.diversion = undefined;
  return () => {
    journey.hops.push({ hook, iface, src, dst, dport, steps: walk.steps.slice(first) });
    journey.diversion = walk.diversion ?? journey.diversion;
  };
}

/** Whether the packet's mark now routes it back to this machine. */
function routedByMark({ machine, walk }: Journey): boolean {
  const { view, watcher } = walk;
  return (machine.place.localMarks ?? []).some(({ value, mask, family }) => {
    if (family !== undefined && family !== view.family) return false;
    const condition = conditionOf({ kind: 'mark', value, mask, negated: false }, 'iptables');
    const answer = bits(view.mark.value & mask) === value;
    watcher.asked?.(condition, answer, view);
    return answer;
  });
}

/** The first address of the interface a packet came in by, which a REDIRECT at PREROUTING goes to. */
function interfaceAddress({ machine, walk }: Journey, iface: string): bigint | undefined {
  const own = (machine.place.addresses ?? []).filter((one) => one.iface === iface);
  return own
    .map(({ address }) => parseAddress(address.split('/')[0] ?? ''))
    .find((address) => address?.family === walk.view.family)?.value;
}

/** Whether a packet that arrived is for this machine; taken for granted when its addresses are not known. */
function isLocal({ machine, walk }: Journey): boolean {
  const { view } = walk;
  const own = machine.place.addresses ?? [];
  if (own.length === 0 || walk.diversion || isLoopback({ family: view.family, value: view.destination })) return true;
  return own.some(({ address }) => {
    const parsed = parseAddress(address.split('/')[0] ?? '');
    return parsed?.family === view.family && parsed.value === view.destination;
  });
}

function leave(journey: Journey): void {
  const { walk, packet } = journey;
  const { view } = walk;
  walk.redirectTo = LOCALHOST[view.family];
  const end = begin(journey, 'output', packet.iface);
  crossHook(journey, 'output', true);
  const toLoopback = view.fixed.has('destination') && isLoopback({ family: view.family, value: view.destination });
  const returns = packet.iface === 'lo' || toLoopback || (!journey.dropped && routedByMark(journey));
  if (returns) setInterface(view, '', 'lo');
  crossHook(journey, 'postrouting', true);
  end();
  if (journey.dropped || !returns) return;
  setInterface(view, 'lo', '');
  arrive(journey, 'lo');
}

function setInterface(view: View, incoming: string, outgoing: string): void {
  view.inInterface = incoming;
  view.outInterface = outgoing;
  view.fixed.add('in-interface').add('out-interface');
}

/** What comes over lo was seen by nat at OUTPUT; PREROUTING's nat is not asked again. */
function arrive(journey: Journey, iface: string): void {
  const { walk } = journey;
  const overLo = iface === 'lo';
  walk.redirectTo = interfaceAddress(journey, iface);
  const end = begin(journey, 'prerouting', iface);
  crossHook(journey, 'prerouting', !overLo);
  if (isLocal(journey)) crossHook(journey, 'input', !overLo);
  else {
    walk.notes.add('the destination is not an address of this machine: the packet is forwarded');
    crossHook(journey, 'forward', false);
    crossHook(journey, 'postrouting', true);
  }
  end();
}

function newWalk(packet: Packet, { decide, watcher = {} }: WalkOptions): Walk {
  return {
    view: viewOf(packet),
    steps: [],
    effects: [],
    notes: new Set(),
    examined: 0,
    diversion: undefined,
    redirectTo: undefined,
    natted: false,
    decide,
    watcher,
  };
}

/**
 * Walks a packet through a machine once. A packet made here crosses OUTPUT, and PREROUTING on lo when it comes back; one that
 * arrives crosses PREROUTING and INPUT. Throws InputError for a packet with bad addresses.
 */
export function walkOnce(machine: Machine, packet: Packet, options: WalkOptions): Passage {
  const walk = newWalk(packet, options);
  const journey: Journey = { machine, packet, walk, hops: [], diversion: undefined, dropped: false };
  if (!machine.families.includes(walk.view.family)) {
    walk.notes.add(
      `there are no rules for ${walk.view.family === 'ipv4' ? 'IPv4' : 'IPv6'}: nothing touches the packet`,
    );
  }
  if (packet.dir === 'out') leave(journey);
  else arrive(journey, packet.iface);
  const { diversion, dropped, hops } = journey;
  const verdict = dropped ? 'DROP' : (diversion?.kind ?? 'ACCEPT');
  const port = dropped ? null : (diversion?.port ?? null);
  return { verdict, port, hops, effects: walk.effects, notes: [...walk.notes], examined: walk.examined };
}
