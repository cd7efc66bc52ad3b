/** The traffic of a pod, as boxes of packets. */
import type { InterceptionFacts } from '../profiles/profile.ts';
import type { Machine } from '../trace/machine.ts';
import type { Atom, Atoms } from './atoms.ts';
import { atomsIn, type Box, type Scenario, wholeBox } from './box.ts';
import type { Search } from './explore.ts';
import { everywhereElse, type Ground, groundAtoms, samplesOf, single } from './ground.ts';
import { ANY_MARK, UNMARKED } from './marks.ts';

/** Whose packets. */
export type Sender = 'app' | 'proxy' | 'anybody';

/** One kind of traffic. */
export interface Traffic {
  readonly sender: Sender;
  readonly protocol: 'tcp' | 'udp';
  /** `out`: leaving the pod; `local`: over lo; `in`: arriving from elsewhere. */
  readonly way: 'out' | 'local' | 'in';
  readonly iface?: string;
  /** Only packets to these ports or from and to these addresses. */
  readonly ports?: readonly Atom[];
  readonly sources?: readonly Atom[];
  readonly destinations?: readonly Atom[];
  readonly state?: Scenario['state'];
  /** Packets no socket sent, such as resets of the kernel's own; default: sent by one, unless they arrive. */
  readonly stray?: boolean;
}

/** What searches are made on. */
export interface Field {
  readonly machines: readonly Machine[];
  readonly facts: InterceptionFacts;
  readonly ground: Ground;
  readonly atoms: Atoms;
  /** Whether the proxy calls the application from the passthrough address; that of 2018 did not. */
  readonly passthrough: boolean;
}

/** Makes a field for machines that are to be asked together. */
export function fieldOf(
  machines: readonly Machine[],
  known: Pick<Field, 'facts' | 'ground'> & Partial<Pick<Field, 'passthrough'>>,
): Field {
  const { facts, ground, passthrough = true } = known;
  return { machines, facts, ground, passthrough, atoms: groundAtoms(machines, ground, facts) };
}

const ids = (numbers: readonly number[]): readonly Atom[] =>
  numbers.map((id) => ({ first: BigInt(id), last: BigInt(id) }));

function owners({ facts, atoms }: Field, sender: Sender, whole: Box): Pick<Box, 'uid' | 'gid'> {
  const [uids, gids] = [atomsIn(atoms.uid, ids(facts.uids)), atomsIn(atoms.gid, ids(facts.gids))];
  if (sender === 'anybody') return whole;
  if (sender === 'app') return { uid: whole.uid & ~uids, gid: whole.gid & ~gids };
  // A process of the proxy has the users and groups that are given; any where none is.
  return { uid: uids === 0n ? whole.uid : uids, gid: gids === 0n ? whole.gid : gids };
}

/** Marks of new packets: none, or the proxy's own where it has one. */
function marks({ facts }: Field, sender: Sender): Pick<Box, 'mark' | 'connmark'> {
  if (sender === 'anybody') return { mark: ANY_MARK, connmark: ANY_MARK };
  const own = sender === 'proxy' && facts.proxyMark ? { ...facts.proxyMark, not: [] } : UNMARKED;
  return { mark: own, connmark: UNMARKED };
}

function addresses({ ground, atoms }: Field, traffic: Traffic): Pick<Box, 'source' | 'destination'> {
  const { own, loopback } = ground;
  const [here, elsewhere] = [[single(own), loopback], everywhereElse(ground)];
  const ends = {
    out: { source: [single(own)], destination: elsewhere },
    local: { source: here, destination: here },
    in: { source: elsewhere, destination: [single(own)] },
  }[traffic.way];
  return {
    source: atomsIn(atoms.source, traffic.sources ?? ends.source),
    destination: atomsIn(atoms.destination, traffic.destinations ?? ends.destination),
  };
}

/** The search of a kind of traffic. */
export function searchOf(field: Field, traffic: Traffic): Search {
  const { atoms, ground, machines } = field;
  const { way, protocol, sender, ports, state = 'NEW', stray = false } = traffic;
  const whole = wholeBox(atoms);
  const arrives = way === 'in';
  const iface = traffic.iface ?? (way === 'local' ? 'lo' : 'eth0');
  return {
    machines,
    atoms,
    samples: samplesOf(ground),
    scenario: {
      dir: arrives ? 'in' : 'out',
      family: ground.family,
      protocol,
      iface,
      state,
      socket: !arrives && !stray,
      ...(stray ? { tcpFlags: 'rst' } : {}),
    },
    box: {
      ...whole,
      ...owners(field, sender, whole),
      ...marks(field, sender),
      ...addresses(field, traffic),
      'destination-port': ports ? atomsIn(atoms['destination-port'], ports) : whole['destination-port'],
    },
  };
}
