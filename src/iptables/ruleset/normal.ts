/** One form for rules that mean the same: what the kernel prints of them. */
import type { AddressMatch, Match, PortMatch, StateMatch } from '../model/match.ts';
import type { Rule } from '../model/rule.ts';
import { kernelCidr, parseCidr } from './address.ts';
import { protocolName } from './protocols.ts';

/** The options iptables prints before all modules, in its order. */
const HEADER: readonly Match['kind'][] = ['source', 'destination', 'in-interface', 'out-interface', 'protocol'];

/** The order in which conntrack prints its states. */
const STATES: StateMatch['states'] = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED'];

const MODULES: Partial<Record<Match['kind'], string>> = {
  'owner-uid': 'owner',
  'owner-gid': 'owner',
  'owner-socket': 'owner',
  mark: 'mark',
  connmark: 'connmark',
  socket: 'socket',
};

function isEmpty(match: Match): boolean {
  if (match.kind === 'protocol') return match.protocol === 'all' && !match.negated;
  if (match.kind === 'source' || match.kind === 'destination') {
    return !match.negated && !match.others && parseCidr(match.cidr)?.bits === 0;
  }
  return (match.kind === 'in-interface' || match.kind === 'out-interface') && match.name === '+' && !match.negated;
}

function normalAddress(match: AddressMatch): AddressMatch {
  const others = match.others?.map(kernelCidr);
  return { ...match, cidr: kernelCidr(match.cidr), ...(others ? { others } : {}) };
}

function normalMatch(match: Match): Match {
  switch (match.kind) {
    case 'protocol':
      return { ...match, protocol: protocolName(match.protocol) };
    case 'source':
    case 'destination':
      return normalAddress(match);
    case 'in-interface':
    case 'out-interface':
      return { ...match, name: match.name.replace(/\*$/, '+') };
    case 'state':
      return { ...match, states: STATES.filter((state) => match.states.includes(state)) };
    default:
      return match;
  }
}

/** The module a condition belongs to; `undefined` for those without one and for unknown text. */
function moduleOf(match: Match, protocol: string | undefined): string | undefined {
  if (match.kind === 'source-port' || match.kind === 'destination-port') return portModule(match, protocol);
  if (match.kind === 'state') return match.module ?? 'conntrack';
  return MODULES[match.kind];
}

function portModule(match: PortMatch, protocol: string | undefined): string | undefined {
  return match.multiport ? 'multiport' : (match.protocol ?? protocol);
}

/** Each condition after the name of its module; the same condition twice needs the module twice. */
function withModules(matches: readonly Match[], protocol: string | undefined): readonly Match[] {
  const out: Match[] = [];
  let current: string | undefined;
  let used = new Set<string>();
  for (const match of matches) {
    const needed = match.kind === 'module' ? match.module : moduleOf(match, protocol);
    if (match.kind === 'module' || (needed !== undefined && (needed !== current || used.has(match.kind)))) {
      out.push({ kind: 'module', module: needed ?? '' });
      current = needed;
      used = new Set();
    }
    if (match.kind === 'module') continue;
    out.push(match);
    used.add(match.kind);
  }
  return out;
}

/**
 * The conditions as iptables-save prints them: addresses, interfaces and protocol first, each option after `-m` with its
 * module, addresses masked, one name for a protocol; what asks for nothing is left out.
 */
export function normalMatches(matches: readonly Match[]): readonly Match[] {
  const plain = matches.map(normalMatch).filter((match) => !isEmpty(match));
  const header = HEADER.flatMap((kind) => plain.filter((match) => match.kind === kind));
  const protocol = header.find((match) => match.kind === 'protocol');
  const rest = plain.filter((match) => !HEADER.includes(match.kind));
  return [...header, ...withModules(rest, protocol?.kind === 'protocol' ? protocol.protocol : undefined)];
}

/** A comment is where its module is named, and last where it is not named. */
export function withCommentPlace(rule: Rule): readonly Match[] {
  const placed = rule.matches.some((match) => match.kind === 'module' && match.module === 'comment');
  return rule.comment === undefined || placed ? rule.matches : [...rule.matches, { kind: 'module', module: 'comment' }];
}
