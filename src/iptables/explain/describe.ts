/** A rule in plain words, for rules nobody knows the reason of. */
import type { Match, PortRange } from '../model/match.ts';
import type { Rule } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import { conditionText } from '../ruleset/rule-text.ts';

const ports = (list: readonly PortRange[]): string =>
  list.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(', ');

const not = (match: { readonly negated: boolean }, text: string): string => (match.negated ? `not ${text}` : text);

const owner = (first: number, last: number): string => (first === last ? String(first) : `${first}-${last}`);

const hex = (value: number): string => `0x${value.toString(16)}`;

/** A condition as part of a sentence; empty for what asks for nothing. */
function conditionPhrase(match: Match): string {
  switch (match.kind) {
    case 'protocol':
      return match.protocol === 'all' ? '' : not(match, match.protocol.toUpperCase());
    case 'source':
    case 'destination':
      return not(
        match,
        `${match.kind === 'source' ? 'from' : 'to'} ${[match.cidr, ...(match.others ?? [])].join(', ')}`,
      );
    case 'in-interface':
    case 'out-interface':
      return not(match, `${match.kind === 'in-interface' ? 'arriving by' : 'leaving by'} ${match.name}`);
    case 'source-port':
    case 'destination-port': {
      const protocol = match.protocol === undefined ? '' : `${match.protocol.toUpperCase()} `;
      const side = match.kind === 'source-port' ? 'from port' : 'to port';
      return `${protocol}${not(match, `${side} ${match.service ?? ports(match.ports)}`)}`;
    }
    case 'owner-uid':
    case 'owner-gid':
      return not(
        match,
        `of ${match.kind === 'owner-uid' ? 'user' : 'group'} ${match.name ?? owner(match.first, match.last)}`,
      );
    case 'owner-socket':
      return match.negated ? 'without a socket' : 'with a socket';
    case 'mark':
    case 'connmark':
      return not(match, `with ${match.kind === 'mark' ? 'mark' : 'connection mark'} ${hex(match.value)}`);
    case 'state':
      return not(match, `in state ${match.states.join(' or ')}`);
    case 'socket':
      return not(match, 'of a connection a socket of this machine holds');
    case 'module':
      return '';
    case 'unknown':
      return `where ${conditionText(match, 'iptables')} (not understood)`;
  }
}

function action(target: Target): string {
  switch (target.kind) {
    case 'accept':
      return 'passes this table';
    case 'drop':
      return 'is dropped';
    case 'return':
      return 'leaves this chain';
    case 'reject':
      return 'is rejected';
    case 'jump':
      return `goes through the chain ${target.chain}`;
    case 'goto':
      return `goes on in the chain ${target.chain}`;
    case 'redirect':
      return `is redirected to port ${ports([target.ports])} of this machine`;
    case 'tproxy':
      return `is handed to the transparent socket on port ${target.port}`;
    case 'set-mark':
      return `gets the mark ${hex(target.value)}`;
    case 'set-connmark':
      return `gives its connection the mark ${hex(target.value)}`;
    case 'save-mark':
      return 'gives its mark to its connection';
    case 'restore-mark':
      return "gets its connection's mark";
    case 'zone':
      return `is put into conntrack zone ${target.zone}`;
    case 'snat':
      return `gets the source ${target.to}`;
    case 'dnat':
      return `is sent to ${target.to}`;
    case 'count':
      return 'is only counted';
    case 'unknown':
      return `is given to ${target.name}`;
  }
}

/** What a rule does, one sentence. */
export function describe({ matches, target, before = [] }: Rule): string {
  const conditions = matches.map(conditionPhrase).filter((phrase) => phrase !== '');
  const what = conditions.length === 0 ? 'Every packet' : `What is ${conditions.join(', ')}`;
  return `${what} ${[...before, target].map(action).join(', then ')}.`;
}
