/** One rule in nft's words. */
import { FULL_MASK } from '../constants.ts';
import type { AddressMatch, MarkMatch, Match, OwnerMatch, PortMatch, PortRange } from '../model/match.ts';
import type { RuleStep, TableName } from '../model/rule.ts';
import type { Target } from '../model/target.ts';

/** The order in which conditions are written unless a rule has its own. */
const RANK: readonly Match['kind'][] = [
  'in-interface',
  'out-interface',
  'protocol',
  'source',
  'destination',
  'state',
  'source-port',
  'destination-port',
  'owner-uid',
  'owner-gid',
  'mark',
  'connmark',
];

const isPort = (match: Match): match is PortMatch => match.kind === 'source-port' || match.kind === 'destination-port';

const hex = (value: number): string => `0x${value.toString(16)}`;
const not = (negated: boolean): string => (negated ? '!= ' : '');
const rangeText = ({ first, last }: PortRange): string => (first === last ? String(first) : `${first}-${last}`);

function portText({ kind, ports, service, negated, protocol = 'tcp' }: PortMatch): string {
  const list = ports.map(rangeText);
  const value = service ?? (list.length === 1 ? list[0] : `{ ${list.join(', ')} }`);
  return `${protocol} ${kind === 'source-port' ? 'sport' : 'dport'} ${not(negated)}${value}`;
}

function addressText({ kind, cidr, others = [], negated }: AddressMatch): string {
  const family = cidr.includes(':') ? 'ip6' : 'ip';
  const value = others.length === 0 ? cidr : `{ ${[cidr, ...others].join(', ')} }`;
  return `${family} ${kind === 'source' ? 'saddr' : 'daddr'} ${not(negated)}${value}`;
}

/** In table raw the peer writes the long form; both mean the same. */
function ownerText({ kind, name, negated, ...range }: OwnerMatch, table: TableName): string {
  const key = kind === 'owner-uid' ? 'skuid' : 'skgid';
  return `${table === 'raw' ? 'meta ' : ''}${key} ${not(negated)}${name ?? rangeText(range)}`;
}

function markText({ kind, value, mask, negated }: MarkMatch): string {
  const key = kind === 'mark' ? 'mark' : 'ct mark';
  if (mask === FULL_MASK) return `${key} ${not(negated)}${value}`;
  return `${kind === 'mark' ? 'meta mark' : key} & ${hex(mask)} ${negated ? '!=' : '=='} ${hex(value)}`;
}

/** A condition; `undefined` where nft has no word for it. */
function matchText(match: Match, table: TableName): string | undefined {
  switch (match.kind) {
    case 'protocol':
      return match.protocol === 'all' ? '' : `meta l4proto ${not(match.negated)}${match.protocol}`;
    case 'source':
    case 'destination':
      return addressText(match);
    case 'in-interface':
      return `iifname ${not(match.negated)}${match.name}`;
    case 'out-interface':
      return `oifname ${not(match.negated)}${match.name}`;
    case 'source-port':
    case 'destination-port':
      return portText(match);
    case 'owner-uid':
    case 'owner-gid':
      return ownerText(match, table);
    case 'mark':
    case 'connmark':
      return markText(match);
    case 'state':
      return `ct state ${not(match.negated)}${match.states.join(',').toLowerCase()}`;
    case 'module':
      return '';
    case 'socket':
    case 'owner-socket':
    case 'unknown':
      return undefined;
  }
}

/** Conditions in nft's order, where a port says its protocol. */
function inNftOrder(matches: readonly Match[]): readonly Match[] {
  const protocol = matches.find((match) => match.kind === 'protocol')?.protocol;
  const implied = protocol !== undefined && protocol !== 'tcp' && matches.some(isPort);
  return matches
    .filter(({ kind }) => !(implied && kind === 'protocol'))
    .map((match) => (isPort(match) && protocol !== undefined ? { ...match, protocol } : match))
    .toSorted((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind));
}

/** What a target does, the counter that stands before it included; `undefined` where nft has no word for it. */
function targetText(target: Target, v6: boolean): string | undefined {
  switch (target.kind) {
    case 'accept':
    case 'drop':
    case 'return':
      return `counter ${target.kind}`;
    case 'reject':
      return 'counter reject';
    case 'jump':
    case 'goto':
      return `counter ${target.kind} ${target.chain}`;
    case 'redirect':
      return `counter redirect to :${rangeText(target.ports)}`;
    case 'tproxy':
      return `tproxy ${v6 ? 'ip6' : 'ip'} to :${target.port} meta mark set ${target.mark} counter accept`;
    case 'set-mark':
      return `counter meta mark set ${maskedSet('mark', target.value, target.mask)}`;
    case 'set-connmark':
      return `counter ct mark set ${maskedSet('ct mark', target.value, target.mask)}`;
    case 'save-mark':
      return 'counter ct mark set mark';
    case 'restore-mark':
      return 'counter meta mark set ct mark';
    case 'zone':
      return `counter ct zone set ${target.zone}`;
    case 'snat':
    case 'dnat':
      return `counter ${target.kind} to ${target.to}`;
    case 'count':
      return 'counter';
    case 'unknown':
      return undefined;
  }
}

function maskedSet(key: string, value: number, mask: number): string {
  if (mask === FULL_MASK) return String(value);
  return `${key} & ${hex((~mask & FULL_MASK) >>> 0)} | ${hex(value)}`;
}

/**
 * A rule's conditions and what it does, `chainName` giving the names of chains. `undefined` when nft cannot say it.
 */
export function nftRuleText(
  { table, families, rule }: RuleStep,
  chainName: (chain: string) => string,
): string | undefined {
  const matches = (rule.nft ?? inNftOrder(rule.matches)).map((match) => matchText(match, table));
  const { target } = rule;
  const named = 'chain' in target ? { ...target, chain: chainName(target.chain) } : target;
  const texts = [...matches, targetText(named, families[0] === 'ipv6')];
  if (texts.includes(undefined)) return undefined;
  return texts.filter((text) => text !== '').join(' ');
}
