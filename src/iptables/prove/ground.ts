/** The pod a proof thinks of, and the atoms its questions need. */
import { type IpFamily, parseAddress } from '../../model/ip.ts';
import type { InterceptionFacts } from '../profiles/profile.ts';
import type { Machine } from '../trace/machine.ts';
import { type Atom, type Atoms, atomsOf, type Samples } from './atoms.ts';

/** Addresses of a pod and around it. */
export interface Ground {
  readonly family: IpFamily;
  readonly own: string;
  /** Another pod. */
  readonly peer: string;
  /** Somewhere outside the cluster. @see RFC 5737, RFC 3849 */
  readonly outside: string;
  /** A service of the cluster. */
  readonly service: string;
  readonly localhost: string;
  /** What the proxy calls the application from. */
  readonly passthrough: string;
  /** All of localhost. */
  readonly loopback: Atom;
}

const LOOPBACK_V4: Atom = { first: 0x7f00_0000n, last: 0x7fff_ffffn };
/** `::6` is put on lo beside `::1`. */
const LOOPBACK_V6: Atom = { first: 1n, last: 6n };

const GROUNDS: Readonly<Record<IpFamily, Ground>> = {
  ipv4: {
    family: 'ipv4',
    own: '10.1.1.5',
    peer: '10.1.1.1',
    outside: '203.0.113.10',
    service: '10.96.0.20',
    localhost: '127.0.0.1',
    passthrough: '127.0.0.6',
    loopback: LOOPBACK_V4,
  },
  ipv6: {
    family: 'ipv6',
    own: '2001:db8:1::5',
    peer: '2001:db8:1::1',
    outside: '2001:db8:99::10',
    service: '2001:db8:96::20',
    localhost: '::1',
    passthrough: '::6',
    loopback: LOOPBACK_V6,
  },
};

/** The pod of a family; `own` is its address where it is known. */
export function groundOf(family: IpFamily, own?: string): Ground {
  const ground = GROUNDS[family];
  return own === undefined ? ground : { ...ground, own };
}

/** An address as a range of one. */
export function single(address: string): Atom {
  const value = parseAddress(address)?.value ?? 0n;
  return { first: value, last: value };
}

/** The ranges a family's addresses have besides those of this machine. */
export function everywhereElse({ own, loopback, family }: Ground): readonly Atom[] {
  const { first: self } = single(own);
  const end = family === 'ipv4' ? 0xffff_ffffn : (1n << 128n) - 1n;
  const edges = [{ first: self, last: self }, loopback].toSorted((a, b) => (a.first < b.first ? -1 : 1));
  const starts = [0n, ...edges.map(({ last }) => last + 1n)];
  const ends = [...edges.map(({ first }) => first - 1n), end];
  return starts.flatMap((first, index) => {
    const last = ends[index] ?? end;
    return first <= last ? { first, last } : [];
  });
}

const SAMPLE_PORT: Readonly<Record<'source-port' | 'destination-port', readonly bigint[]>> = {
  'source-port': [40_000n],
  'destination-port': [443n, 8080n],
};

/** Ordinary values of packets around a pod. */
export function samplesOf({ own, outside, service, peer, localhost, passthrough }: Ground): Samples {
  const values = (...addresses: readonly string[]): readonly bigint[] =>
    addresses.map((address) => single(address).first);
  return {
    source: values(own, peer, localhost, passthrough),
    destination: values(outside, service, own, localhost),
    ...SAMPLE_PORT,
    uid: [1000n],
    gid: [1000n],
  };
}

/** The atoms of machines around a pod. */
export function groundAtoms(machines: readonly Machine[], ground: Ground, facts: InterceptionFacts): Atoms {
  const { own, localhost, passthrough, loopback, family } = ground;
  return atomsOf(machines, {
    family,
    addresses: [single(own), single(localhost), single(passthrough), loopback],
    samples: samplesOf(ground),
    ids: [...facts.uids, ...facts.gids],
  });
}
