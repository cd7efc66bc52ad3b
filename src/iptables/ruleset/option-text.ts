/** Conditions and targets as iptables-save prints them. */
import { FULL_MASK } from '../constants.ts';
import type { MarkMatch, Match, PortMatch, PortRange } from '../model/match.ts';
import type { CopyMarkTarget, SetMarkTarget, Target, TproxyTarget } from '../model/target.ts';

const hex = (value: number): string => `0x${value.toString(16)}`;

/** A port, or a range as iptables writes it. */
function portText({ first, last }: PortRange): string {
  return first === last ? String(first) : `${first}:${last}`;
}

const not = (match: { readonly negated: boolean }): string => (match.negated ? '! ' : '');

function portOption(match: PortMatch): string {
  const side = match.kind === 'source-port' ? 'sport' : 'dport';
  const option = match.multiport ? `${side}s` : side;
  return `${not(match)}--${option} ${match.service ?? match.ports.map(portText).join(',')}`;
}

function markOption(match: MarkMatch): string {
  return `${not(match)}--mark ${hex(match.value)}${match.mask === FULL_MASK ? '' : `/${hex(match.mask)}`}`;
}

/** One condition as an option, without the `-m` of its module; a module is `-m NAME`, a socket condition without option is empty. */
export function matchOption(match: Match): string {
  switch (match.kind) {
    case 'protocol':
      return `${not(match)}-p ${match.protocol}`;
    case 'source':
    case 'destination':
      return `${not(match)}${match.kind === 'source' ? '-s' : '-d'} ${[match.cidr, ...(match.others ?? [])].join(',')}`;
    case 'in-interface':
    case 'out-interface':
      return `${not(match)}${match.kind === 'in-interface' ? '-i' : '-o'} ${match.name}`;
    case 'source-port':
    case 'destination-port':
      return portOption(match);
    case 'owner-uid':
    case 'owner-gid':
      return `${not(match)}--${match.kind.slice(-3)}-owner ${match.first === match.last ? match.first : `${match.first}-${match.last}`}`;
    case 'owner-socket':
      return `${not(match)}--socket-exists`;
    case 'mark':
    case 'connmark':
      return markOption(match);
    case 'state':
      return `${not(match)}--${match.module === 'state' ? 'state' : 'ctstate'} ${match.states.join(',')}`;
    case 'socket':
      return match.transparent ? '--transparent' : '';
    case 'module':
      return `-m ${match.module}`;
    case 'unknown':
      return match.text;
  }
}

function setMark({ kind, value, mask }: SetMarkTarget): string {
  return `${kind === 'set-mark' ? 'MARK' : 'CONNMARK'} --set-xmark ${hex(value)}/${hex(mask)}`;
}

function copyMark({ kind, nfmask, ctmask }: CopyMarkTarget): string {
  return `CONNMARK --${kind} --nfmask ${hex(nfmask)} --ctmask ${hex(ctmask)}`;
}

function tproxy({ port, address, mark, mask }: TproxyTarget, anyAddress: string): string {
  return `TPROXY --on-port ${port} --on-ip ${address ?? anyAddress} --tproxy-mark ${hex(mark)}/${hex(mask)}`;
}

/** What differs between the families where a target prints its default. */
export interface TargetDefaults {
  readonly anyAddress: string;
  readonly reject: string;
}

/** The target from `-j` or `-g` on; empty for a rule that only counts. */
export function targetOption(target: Target, defaults: TargetDefaults): string {
  switch (target.kind) {
    case 'accept':
    case 'drop':
    case 'return':
      return `-j ${target.kind.toUpperCase()}`;
    case 'reject':
      return `-j REJECT --reject-with ${target.reply ?? defaults.reject}`;
    case 'jump':
    case 'goto':
      return `${target.kind === 'jump' ? '-j' : '-g'} ${target.chain}`;
    case 'redirect':
      return `-j REDIRECT --to-ports ${portText(target.ports).replace(':', '-')}`;
    case 'tproxy':
      return `-j ${tproxy(target, defaults.anyAddress)}`;
    case 'set-mark':
    case 'set-connmark':
      return `-j ${setMark(target)}`;
    case 'save-mark':
    case 'restore-mark':
      return `-j ${copyMark(target)}`;
    case 'zone':
      return `-j CT --zone ${target.zone}`;
    case 'snat':
      return `-j SNAT --to-source ${target.to}`;
    case 'dnat':
      return `-j DNAT --to-destination ${target.to}`;
    case 'count':
      return '';
    case 'unknown':
      return `-j ${target.name}${target.text === '' ? '' : ` ${target.text}`}`;
  }
}
