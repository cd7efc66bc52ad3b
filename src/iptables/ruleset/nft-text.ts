/** Rule sets of nft as `nft list ruleset` prints them. */

import { IP_BITS } from '../../model/ip.ts';
import { FULL_MASK } from '../constants.ts';
import type {
  AddressMatch,
  InterfaceMatch,
  MarkMatch,
  Match,
  PortMatch,
  PortRange,
  StateMatch,
} from '../model/match.ts';
import type { Chain, Family, Hook, Rule, RuleSet, Table } from '../model/rule.ts';
import type { CopyMarkTarget, SetMarkTarget, Target, TproxyTarget } from '../model/target.ts';
import { familyOf, kernelAddress, masked, parseCidr } from './address.ts';
import { protocolName } from './protocols.ts';

const mark = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;

const not = ({ negated }: { readonly negated: boolean }): string => (negated ? '!= ' : '');

/** One value bare, several as a set. */
function operand(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? '') : `{ ${values.join(', ')} }`;
}

function cidrText(text: string): string {
  const prefix = parseCidr(text);
  if (!prefix) return text;
  const address = kernelAddress(masked(prefix));
  return prefix.bits === IP_BITS[prefix.family] ? address : `${address}/${prefix.bits}`;
}

function addressText(match: AddressMatch): string {
  const family = familyOf(match.cidr) === 'ipv6' ? 'ip6' : 'ip';
  const side = match.kind === 'source' ? 'saddr' : 'daddr';
  return `${family} ${side} ${not(match)}${operand([match.cidr, ...(match.others ?? [])].map(cidrText))}`;
}

const rangeText = ({ first, last }: PortRange): string => (first === last ? String(first) : `${first}-${last}`);

function portText(match: PortMatch, protocol: string | undefined): string {
  const side = match.kind === 'source-port' ? 'sport' : 'dport';
  const values = match.service === undefined ? match.ports.map(rangeText) : [match.service];
  return `${match.protocol ?? protocol ?? 'th'} ${side} ${not(match)}${operand(values)}`;
}

function interfaceText(match: InterfaceMatch): string {
  const name = match.name.replace(/\+$/, '*');
  return `${match.kind === 'in-interface' ? 'iifname' : 'oifname'} ${not(match)}"${name}"`;
}

function markText(match: MarkMatch): string {
  const field = match.kind === 'mark' ? 'meta mark' : 'ct mark';
  if (match.mask === FULL_MASK) return `${field} ${not(match)}${mark(match.value)}`;
  return `${field} & ${mark(match.mask)} ${match.negated ? '!=' : '=='} ${mark(match.value)}`;
}

function stateText(match: StateMatch): string {
  return `ct state ${not(match)}${match.states.map((state) => state.toLowerCase()).join(',')}`;
}

/** One condition in nft's words; empty for a module. `protocol` is what `-p` beside ports says. */
export function nftMatchText(match: Match, protocol: string | undefined): string {
  switch (match.kind) {
    case 'protocol':
      return `meta l4proto ${not(match)}${protocolName(match.protocol)}`;
    case 'source':
    case 'destination':
      return addressText(match);
    case 'in-interface':
    case 'out-interface':
      return interfaceText(match);
    case 'source-port':
    case 'destination-port':
      return portText(match, protocol);
    case 'owner-uid':
    case 'owner-gid':
      return `meta sk${match.kind.slice(-3)} ${not(match)}${rangeText(match)}`;
    case 'owner-socket':
      return 'socket wildcard 0';
    case 'mark':
    case 'connmark':
      return markText(match);
    case 'state':
      return stateText(match);
    case 'socket':
      return `socket transparent ${not(match)}1`;
    case 'module':
      return '';
    case 'unknown':
      return match.text;
  }
}

const invert = (mask: number): number => (~mask & FULL_MASK) >>> 0;

function setMark({ kind, value, mask }: SetMarkTarget): string {
  const field = kind === 'set-mark' ? 'meta mark' : 'ct mark';
  if (mask === FULL_MASK) return `${field} set ${mark(value)}`;
  const operations: string[] = [];
  if (mask !== 0) operations.push(`and 0x${invert(mask).toString(16)}`);
  operations.push(`xor 0x${value.toString(16)}`);
  return `${field} set ${field} ${operations.join(' ')}`;
}

function copyMark({ kind, nfmask, ctmask }: CopyMarkTarget): string {
  const [to, from, mask] = kind === 'save-mark' ? ['ct', 'meta', nfmask] : ['meta', 'ct', ctmask];
  return `${to} mark set ${from} mark${mask === FULL_MASK ? '' : ` and 0x${mask.toString(16)}`}`;
}

/** The statement without the verdict that ends it. */
function tproxyText({ port, address, mark: value, mask }: TproxyTarget, family: Family | undefined): string {
  const at = address?.includes(':') ? `[${address}]` : (address ?? '');
  const name = family === undefined ? '' : family === 'ipv6' ? ' ip6' : ' ip';
  const marking = mask === 0 ? '' : ` ${setMark({ kind: 'set-mark', value, mask })}`;
  return `tproxy${name} to ${at}:${port}${marking}`;
}

function targetText(target: Target, family: Family | undefined): string {
  switch (target.kind) {
    case 'accept':
    case 'drop':
    case 'return':
      return target.kind;
    case 'reject':
      return `reject${target.reply === undefined ? '' : ` with ${target.reply.replace('tcp-reset', 'tcp reset')}`}`;
    case 'jump':
    case 'goto':
      return `${target.kind} ${target.chain}`;
    case 'redirect':
      return `redirect to :${rangeText(target.ports)}`;
    case 'tproxy':
      return tproxyText(target, family);
    case 'set-mark':
    case 'set-connmark':
      return setMark(target);
    case 'save-mark':
    case 'restore-mark':
      return copyMark(target);
    case 'zone':
      return `ct zone set ${target.zone}`;
    case 'snat':
    case 'dnat':
      return `${target.kind} to ${target.to}`;
    case 'count':
      return '';
    case 'unknown':
      return `${target.name} ${target.text}`.trimEnd();
  }
}

function counterText({ counters }: Rule): string {
  return counters ? `counter packets ${counters.packets} bytes ${counters.bytes}` : '';
}

/** Whether a later condition on ports says the protocol anyway; nft leaves the first one out then. */
function isImplied(match: Match, index: number, matches: readonly Match[]): boolean {
  if (match.kind !== 'protocol' || match.negated) return false;
  const protocol = protocolName(match.protocol);
  return matches.slice(index + 1).some((later) => 'ports' in later && (later.protocol ?? protocol) === protocol);
}

/** A rule's expression as nft prints it. */
export function nftExpression(rule: Rule): string {
  const protocol = rule.matches.find((match) => match.kind === 'protocol');
  const name = protocol?.kind === 'protocol' && !protocol.negated ? protocolName(protocol.protocol) : undefined;
  const cidr = rule.matches.find((match) => match.kind === 'source' || match.kind === 'destination');
  const family = cidr && 'cidr' in cidr ? familyOf(cidr.cidr) : undefined;
  const { target } = rule;
  const last = target.kind === 'tproxy' ? ['accept'] : [];
  const statements = [...(rule.before ?? []), target].map((one) => targetText(one, family));
  const counted = target.kind === 'tproxy' ? [...statements, counterText(rule)] : [counterText(rule), ...statements];
  const comment = rule.comment === undefined ? [] : [`comment "${rule.comment}"`];
  const matches = rule.matches.filter((match, index) => !isImplied(match, index, rule.matches));
  const words = [...matches.map((match) => nftMatchText(match, name)), ...counted, ...last, ...comment];
  return words.filter((word) => word !== '').join(' ');
}

const PRIORITY_NAMES: readonly (readonly [number, string])[] = [
  [-300, 'raw'],
  [-150, 'mangle'],
  [0, 'filter'],
  [50, 'security'],
];

/** nft has names for nat's priorities only where they are the usual ones. */
function priorityText({ hook, priority }: Hook): string {
  if (priority === -100 && hook === 'prerouting') return 'dstnat';
  if (priority === 100 && hook === 'postrouting') return 'srcnat';
  return PRIORITY_NAMES.find(([value]) => value === priority)?.[1] ?? String(priority);
}

function chainLines({ name, hook, rules }: Chain): readonly string[] {
  const type = hook && `type ${hook.type} hook ${hook.hook} priority ${priorityText(hook)}; policy ${hook.policy};`;
  const body = [...(type ? [type] : []), ...rules.map(nftExpression)];
  return [`\tchain ${name} {`, ...body.map((line) => `\t\t${line}`), '\t}'];
}

function tableText({ name, families, chains }: Table): string {
  const family = families.length > 1 ? 'inet' : families[0] === 'ipv6' ? 'ip6' : 'ip';
  const body = [...chains.values()].map((chain) => `${chainLines(chain).join('\n')}\n`).join('\n');
  return `table ${family} ${name} {\n${body}}\n`;
}

/** A rule set of nft as `nft list ruleset` prints it; sets that were named are written out. */
export function nftText({ tables }: RuleSet): string {
  return tables.map(tableText).join('');
}
