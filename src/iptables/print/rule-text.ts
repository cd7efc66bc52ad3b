/** One rule in iptables' own words. */
import { FULL_MASK } from '../constants.ts';
import type {
  AddressMatch,
  InterfaceMatch,
  MarkMatch,
  Match,
  OwnerMatch,
  PortMatch,
  PortRange,
} from '../model/match.ts';
import type { Rule } from '../model/rule.ts';
import type { CopyMarkTarget, RedirectTarget, SetMarkTarget, Target, TproxyTarget } from '../model/target.ts';

/** Habits of a peer in writing rules; the kernel reads them all alike. */
export interface RuleStyle {
  /** How REDIRECT spells its port for TCP and for UDP. */
  readonly redirect: Readonly<Record<'tcp' | 'udp', '--to-port' | '--to-ports'>>;
  /** How a module is named: `-m multiport` or `--match multiport`. */
  readonly multiport: '-m' | '--match';
  /** How a single destination port is spelled. */
  readonly port: '--dport' | '--destination-port';
  /** Whether a comment stands first in the rule or last. */
  readonly comment: 'first' | 'last';
  /** Whether the masks of `--restore-mark` and `--save-mark` are written although they are full. */
  readonly fullMasks: boolean;
}

/** The sidecar's habits. */
export const ISTIO_STYLE: RuleStyle = {
  redirect: { tcp: '--to-ports', udp: '--to-port' },
  multiport: '-m',
  port: '--dport',
  comment: 'first',
  fullMasks: false,
};

type Words = readonly string[];

const hex = (value: number): string => `0x${value.toString(16)}`;
const not = (negated: boolean): Words => (negated ? ['!'] : []);

const rangeText = (separator: string) => (range: PortRange) =>
  range.first === range.last ? String(range.first) : `${range.first}${separator}${range.last}`;

/** Ranges of ports as iptables writes them: `80,8000:8010`. */
export const portsText = (ports: readonly PortRange[]): string => ports.map(rangeText(':')).join(',');

/** Marks without a mask are written in decimal, those with one in hexadecimal, as the peers do. */
const maskedText = (value: number, mask: number): string =>
  mask === FULL_MASK ? String(value) : `${hex(value)}/${hex(mask)}`;

function portWords(match: PortMatch, style: RuleStyle): Words {
  const side = match.kind === 'source-port' ? 's' : 'd';
  const value = match.service ?? portsText(match.ports);
  if (match.multiport) return [style.multiport, 'multiport', ...not(match.negated), `--${side}ports`, value];
  return [...not(match.negated), side === 's' ? '--sport' : style.port, value];
}

function ownerWords({ kind, first, last, name, negated }: OwnerMatch): Words {
  const option = kind === 'owner-uid' ? '--uid-owner' : '--gid-owner';
  return ['-m', 'owner', ...not(negated), option, name ?? rangeText('-')({ first, last })];
}

const addressWords = ({ kind, cidr, others = [], negated }: AddressMatch): Words => [
  ...not(negated),
  kind === 'source' ? '-s' : '-d',
  [cidr, ...others].join(','),
];

const interfaceWords = ({ kind, name, negated }: InterfaceMatch): Words => [
  ...not(negated),
  kind === 'in-interface' ? '-i' : '-o',
  name,
];

const markWords = ({ kind, value, mask, negated }: MarkMatch): Words => [
  '-m',
  kind,
  ...not(negated),
  '--mark',
  maskedText(value, mask),
];

/** What a match asks, in the words of iptables' command line. */
export function matchWords(match: Match, style: RuleStyle): Words {
  switch (match.kind) {
    case 'protocol':
      return [...not(match.negated), '-p', match.protocol];
    case 'source':
    case 'destination':
      return addressWords(match);
    case 'in-interface':
    case 'out-interface':
      return interfaceWords(match);
    case 'source-port':
    case 'destination-port':
      return portWords(match, style);
    case 'owner-uid':
    case 'owner-gid':
      return ownerWords(match);
    case 'owner-socket':
      return ['-m', 'owner', ...not(match.negated), '--socket-exists'];
    case 'mark':
    case 'connmark':
      return markWords(match);
    case 'state':
      return match.module === 'state'
        ? ['-m', 'state', ...not(match.negated), '--state', match.states.join(',')]
        : ['-m', 'conntrack', ...not(match.negated), '--ctstate', match.states.join(',')];
    case 'socket':
      return [...not(match.negated), '-m', 'socket', ...(match.transparent ? ['--transparent'] : [])];
    case 'module':
      return ['-m', match.module];
    case 'unknown':
      return match.text.split(' ');
  }
}

/** The protocol a rule is about, for the spellings that depend on it. */
const isUdp = ({ matches }: Rule): boolean =>
  matches.some((match) => match.kind === 'protocol' && match.protocol === 'udp' && !match.negated);

const redirectWords = ({ ports }: RedirectTarget, option: string): Words => [
  '-j',
  'REDIRECT',
  option,
  rangeText('-')(ports),
];

function setMarkWords({ kind, value, mask }: SetMarkTarget): Words {
  const option = mask === FULL_MASK ? ['--set-mark', String(value)] : ['--set-xmark', maskedText(value, mask)];
  return ['-j', kind === 'set-mark' ? 'MARK' : 'CONNMARK', ...option];
}

function copyMarkWords({ kind, nfmask, ctmask }: CopyMarkTarget, { fullMasks }: RuleStyle): Words {
  const full = nfmask === FULL_MASK && ctmask === FULL_MASK;
  const masks = full && !fullMasks ? [] : ['--nfmask', hex(nfmask), '--ctmask', hex(ctmask)];
  return ['-j', 'CONNMARK', `--${kind}`, ...masks];
}

function tproxyWords({ mark, mask, port, address }: TproxyTarget): Words {
  const words = ['-j', 'TPROXY', '--tproxy-mark', `${mark}/${hex(mask)}`, '--on-port', String(port)];
  return address === undefined ? words : [...words, '--on-ip', address];
}

/** What a target does, `-j` included, in the words of iptables' command line; nothing for a rule that only counts. */
export function targetWords(rule: Rule, style: RuleStyle): Words {
  const target: Target = rule.target;
  switch (target.kind) {
    case 'accept':
    case 'drop':
    case 'return':
      return ['-j', target.kind.toUpperCase()];
    case 'reject':
      return ['-j', 'REJECT', ...(target.reply === undefined ? [] : ['--reject-with', target.reply])];
    case 'jump':
      return ['-j', target.chain];
    case 'goto':
      return ['-g', target.chain];
    case 'redirect':
      return redirectWords(target, style.redirect[isUdp(rule) ? 'udp' : 'tcp']);
    case 'tproxy':
      return tproxyWords(target);
    case 'set-mark':
    case 'set-connmark':
      return setMarkWords(target);
    case 'save-mark':
    case 'restore-mark':
      return copyMarkWords(target, style);
    case 'zone':
      return ['-j', 'CT', '--zone', String(target.zone)];
    case 'snat':
      return ['-j', 'SNAT', '--to-source', target.to];
    case 'dnat':
      return ['-j', 'DNAT', '--to-destination', target.to];
    case 'count':
      return [];
    case 'unknown':
      return ['-j', target.name, ...(target.text === '' ? [] : target.text.split(' '))];
  }
}

/** A rule as arguments, without table, chain and operation: `['-p', 'tcp', '-j', 'RETURN']`. */
export function ruleWords(rule: Rule, style: RuleStyle): Words {
  const comment = rule.comment === undefined ? [] : ['-m', 'comment', '--comment', rule.comment];
  const matches = rule.matches.flatMap((match) => matchWords(match, style));
  const target = targetWords(rule, style);
  return style.comment === 'first' ? [...comment, ...matches, ...target] : [...matches, ...target, ...comment];
}

/** A word of a restore text: in double quotes where it would not be read as one. */
const restoreWord = (word: string): string =>
  word === '' || /[\s"'\\]/.test(word) ? `"${word.replace(/["\\]/g, '\\$&')}"` : word;

/** A rule as iptables-restore reads it, without table, chain and operation: `-p tcp --dport 80 -j RETURN`. */
export function ruleText(rule: Rule, style: RuleStyle): string {
  return ruleWords(rule, style).map(restoreWord).join(' ');
}
