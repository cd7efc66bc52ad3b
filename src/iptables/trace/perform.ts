/** What targets do to a packet. */
import { parseAddress } from '../../model/ip.ts';
import type { JumpTarget, Target, UnknownTarget } from '../model/target.ts';
import type { Ending, Walk } from './state.ts';
import { copyBits, setBits } from './view.ts';

/** Targets meshctl does not model which let a packet go on, as iptables and nft call them. */
const PASSING: ReadonlySet<string> = new Set(
  (
    'AUDIT CHECKSUM CLASSIFY CONNSECMARK CT DSCP ECN HL IDLETIMER LED LOG NFLOG NOTRACK RATEEST SECMARK SET TCPMSS ' +
    'TCPOPTSTRIP TEE TOS TRACE TTL log meta ct notrack dup limit quota add set update flow'
  ).split(' '),
);

/** Targets that rewrite the source only: nothing changes for where the packet goes. */
const SOURCE_NAT: ReadonlySet<string> = new Set(['MASQUERADE', 'masquerade', 'NETMAP', 'SNPT', 'DNPT']);

const hex = (value: number): string => `0x${value.toString(16)}`;

function redirect(walk: Walk, port: number | undefined): Ending {
  const { view } = walk;
  if (port !== undefined) {
    view.destinationPort = port;
    view.fixed.add('destination-port');
  }
  if (walk.redirectTo !== undefined) {
    view.destination = walk.redirectTo;
    view.fixed.add('destination');
  }
  walk.natted = true;
  walk.diversion ??= { kind: 'REDIRECT', port: port ?? view.destinationPort ?? 0 };
  return 'accept';
}

function destinationNat(walk: Walk, to: string): Ending {
  const { view } = walk;
  const found = /^\[?([\da-f.:]*?)\]?(?::(\d+))?$/i.exec(to);
  const address = parseAddress(found?.[1] ?? '');
  walk.natted = true;
  if (address && address.family === view.family) {
    view.destination = address.value;
    view.fixed.add('destination');
  } else if (!found) walk.notes.add(`DNAT to ${to}: the destination chosen is not known`);
  if (found?.[2]) {
    view.destinationPort = Number(found[2]);
    view.fixed.add('destination-port');
  }
  return 'accept';
}

function foreign(walk: Walk, { name }: UnknownTarget): Ending {
  if (PASSING.has(name)) return 'next';
  if (name.toLowerCase() === 'redirect') return redirect(walk, undefined);
  if (SOURCE_NAT.has(name)) {
    walk.natted = true;
    return 'accept';
  }
  if (/^(?:NF)?QUEUE$/i.test(name)) {
    walk.notes.add(`${name} leaves the packet to a program; it is taken to let it pass`);
    return 'accept';
  }
  walk.notes.add(`target ${name} is not understood; the packet is taken to go on behind it`);
  return 'next';
}

type MarkTarget = Extract<Target, { readonly kind: 'set-mark' | 'set-connmark' | 'save-mark' | 'restore-mark' }>;

/** Marks never end the walk. */
function setMarks({ view, effects }: Walk, target: MarkTarget): void {
  switch (target.kind) {
    case 'set-mark':
      view.mark = setBits(view.mark, target.value, target.mask);
      effects.push(hex(view.mark.value));
      return;
    case 'set-connmark':
      view.connmark = setBits(view.connmark, target.value, target.mask);
      return;
    case 'save-mark':
      view.connmark = copyBits(view.connmark, target.ctmask, view.mark, target.nfmask);
      return;
    case 'restore-mark': {
      const old = view.mark.value;
      view.mark = copyBits(view.mark, target.nfmask, view.connmark, target.ctmask);
      if (view.mark.value !== old) effects.push(hex(view.mark.value));
    }
  }
}

/** The first zone a packet gets stays. */
function setZone({ view, effects }: Walk, zone: number): void {
  if (view.zone !== undefined) return;
  view.zone = zone;
  effects.push(`zone=${zone}`);
}

/** Does what a target does; jumps are the caller's. */
export function perform(walk: Walk, target: Exclude<Target, JumpTarget>): Ending {
  switch (target.kind) {
    case 'accept':
    case 'drop':
    case 'return':
      return target.kind;
    case 'reject':
      return 'drop';
    case 'redirect':
      return redirect(walk, target.ports.first);
    case 'tproxy':
      walk.view.mark = setBits(walk.view.mark, target.mark, target.mask);
      walk.diversion = { kind: 'TPROXY', port: target.port };
      return 'accept';
    case 'snat':
      walk.natted = true;
      return 'accept';
    case 'dnat':
      return destinationNat(walk, target.to);
    case 'unknown':
      return foreign(walk, target);
    case 'zone':
      setZone(walk, target.zone);
      return 'next';
    case 'count':
      return 'next';
    default:
      setMarks(walk, target);
      return 'next';
  }
}
