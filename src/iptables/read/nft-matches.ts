/** The conditions of nft rules. */
import { FULL_MASK } from '../constants.ts';
import type { AddressMatch, ConntrackState, Match, PortRange } from '../model/match.ts';
import { parseCidr, rangeCidrs } from '../ruleset/address.ts';
import { parseNumber, parseOwner, parsePorts } from './names.ts';
import { accept, type Cursor, peek, take } from './nft-tokens.ts';
import type { ReadOptions } from './source.ts';

/** What a condition is read with. */
export interface ExpressionContext {
  readonly options: ReadOptions;
  /** Elements of the named sets of the table. */
  readonly sets: ReadonlyMap<string, readonly string[]>;
}

/** The right side of a condition. */
interface Operand {
  readonly negated: boolean;
  /** Bits looked at (`meta mark & 0xfff`); absent for all. */
  readonly mask?: string;
  readonly values: readonly string[];
}

/** `undefined`: meshctl does not decide this condition. */
type Make = (operand: Operand, context: ExpressionContext) => Match | undefined;

/** The results of all texts; `undefined` when one has none. */
function all<T>(values: readonly string[], parse: (text: string) => T | undefined): readonly T[] | undefined {
  const found = values.map(parse).filter((value) => value !== undefined);
  return found.length === values.length && found.length > 0 ? found : undefined;
}

function cidrsOf(text: string): readonly string[] | undefined {
  return parseCidr(text) ? [text] : rangeCidrs(text);
}

const address =
  (kind: AddressMatch['kind']): Make =>
  ({ negated, values, mask }) => {
    const [cidr, ...others] = (mask === undefined ? all(values, cidrsOf) : undefined)?.flat() ?? [];
    return cidr === undefined ? undefined : { kind, cidr, negated, ...(others.length > 0 ? { others } : {}) };
  };

const ports =
  (kind: 'source-port' | 'destination-port', protocol?: string): Make =>
  ({ negated, values }) => {
    const list: readonly PortRange[] | undefined = all(values, parsePorts);
    return list
      ? { kind, ports: list, multiport: list.length > 1, negated, ...(protocol ? { protocol } : {}) }
      : undefined;
  };

const single =
  (make: (value: string, operand: Operand, context: ExpressionContext) => Match | undefined): Make =>
  (operand, context) =>
    operand.values.length === 1 ? make(operand.values[0] ?? '', operand, context) : undefined;

const protocol: Make = single((name, { negated }) => ({ kind: 'protocol', protocol: name, negated }));

const iface = (kind: 'in-interface' | 'out-interface'): Make =>
  single((name, { negated }) => ({ kind, name, negated }));

const owner = (kind: 'owner-uid' | 'owner-gid'): Make =>
  single((text, { negated }, { options }) => {
    const found = parseOwner(text, kind === 'owner-uid' ? options.users : options.groups);
    return found ? { kind, ...found, negated } : undefined;
  });

const mark = (kind: 'mark' | 'connmark'): Make =>
  single((text, { negated, mask }) => {
    const value = parseNumber(text);
    const bits = mask === undefined ? FULL_MASK : parseNumber(mask);
    return value === undefined || bits === undefined ? undefined : { kind, value, mask: bits, negated };
  });

const STATES: readonly ConntrackState[] = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'];

const state: Make = ({ negated, values }) => {
  const states = STATES.filter((name) => values.includes(name.toLowerCase()));
  return states.length === values.length ? { kind: 'state', states, negated } : undefined;
};

/** Any address of a family: what is left of `meta nfproto` once it is a condition on the packet. */
const ANY: Readonly<Record<string, string>> = { ipv4: '0.0.0.0/0', ipv6: '::/0' };

const family: Make = single((name, { negated }) => {
  const other = name === 'ipv4' ? 'ipv6' : 'ipv4';
  const cidr = ANY[negated ? other : name];
  return cidr === undefined ? undefined : { kind: 'source', cidr, negated: false };
});

const socket: Make = single((value, { negated }) =>
  value === '1' ? { kind: 'socket', transparent: true, negated } : undefined,
);

/** By the words before the operator. */
const SELECTORS: Readonly<Record<string, Make>> = {
  'meta l4proto': protocol,
  'ip protocol': protocol,
  'ip6 nexthdr': protocol,
  'meta nfproto': family,
  'ip saddr': address('source'),
  'ip6 saddr': address('source'),
  'ip daddr': address('destination'),
  'ip6 daddr': address('destination'),
  'th sport': ports('source-port'),
  'th dport': ports('destination-port'),
  iifname: iface('in-interface'),
  oifname: iface('out-interface'),
  iif: iface('in-interface'),
  oif: iface('out-interface'),
  'meta iifname': iface('in-interface'),
  'meta oifname': iface('out-interface'),
  'meta iif': iface('in-interface'),
  'meta oif': iface('out-interface'),
  'meta skuid': owner('owner-uid'),
  'meta skgid': owner('owner-gid'),
  skuid: owner('owner-uid'),
  skgid: owner('owner-gid'),
  'meta mark': mark('mark'),
  mark: mark('mark'),
  'ct mark': mark('connmark'),
  'ct state': state,
  'socket transparent': socket,
  ...Object.fromEntries(
    ['tcp', 'udp', 'sctp', 'dccp'].flatMap((name) => [
      [`${name} sport`, ports('source-port', name)],
      [`${name} dport`, ports('destination-port', name)],
    ]),
  ),
};

function selectorAt(cursor: Cursor): { readonly make: Make; readonly words: number } | undefined {
  const two = `${peek(cursor)} ${peek(cursor, 1)}`;
  if (Object.hasOwn(SELECTORS, two)) return { make: SELECTORS[two] ?? protocol, words: 2 };
  const one = peek(cursor);
  return Object.hasOwn(SELECTORS, one) ? { make: SELECTORS[one] ?? protocol, words: 1 } : undefined;
}

/** The values after an operator: one, a list with commas, a set in braces or a named one. */
function valuesAt(cursor: Cursor, context: ExpressionContext): readonly string[] {
  const values: string[] = [];
  const braces = accept(cursor, '{');
  while (!(braces && accept(cursor, '}'))) {
    while (braces && accept(cursor, '\n'));
    if (braces && accept(cursor, '}')) break;
    const { text, quoted } = take(cursor, 'a value');
    values.push(...((!quoted && text.startsWith('@') && context.sets.get(text.slice(1))) || [text]));
    if (!accept(cursor, ',') && !braces) break;
  }
  return values;
}

const NEGATIONS: Readonly<Record<string, boolean>> = { '==': false, eq: false, '!=': true, ne: true };

function operandAt(cursor: Cursor, context: ExpressionContext): Operand | undefined {
  const masked = accept(cursor, '&') || accept(cursor, 'and');
  const mask = masked ? { mask: take(cursor, 'a mask').text } : {};
  if (/^(?:[<>|^]|[<>]=|lt|gt|le|ge|or|xor|vmap|map)$/.test(peek(cursor))) return undefined;
  const word = peek(cursor);
  const negated = Object.hasOwn(NEGATIONS, word) && NEGATIONS[word] === true;
  if (Object.hasOwn(NEGATIONS, word)) cursor.at += 1;
  return { negated, ...mask, values: valuesAt(cursor, context) };
}

/** The condition at the cursor, which moves past it; `undefined`, the cursor unmoved, when it is none meshctl decides. */
export function readNftMatch(cursor: Cursor, context: ExpressionContext): Match | undefined {
  const selector = selectorAt(cursor);
  if (!selector) return undefined;
  const start = cursor.at;
  cursor.at += selector.words;
  const operand = operandAt(cursor, context);
  const match = operand && selector.make(operand, context);
  if (!match) cursor.at = start;
  return match;
}
