/** Listings of `iptables -L`, with and without `-v`, `-n` and `--line-numbers`. */
import type { Match } from '../model/match.ts';
import type { Counters, Family, Hook, Rule, RuleSet } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import { parseCidr } from '../ruleset/address.ts';
import { builtinHook, tableWithChains } from '../ruleset/builtin.ts';
import {
  builtinTable,
  type ChainDraft,
  chainOf,
  emptyTable,
  finishRuleSet,
  type TableDraft,
} from '../ruleset/draft.ts';
import { isProtocol, protocolName } from '../ruleset/protocols.ts';
import { parseColumnAddress, parseCount, readExtras } from './listing-extras.ts';
import { type Line, linesOf, type ReadOptions, rangeIn, unreadable } from './source.ts';
import { targetOf } from './target-options.ts';

/** The columns a listing has. */
interface Columns {
  readonly numbered: boolean;
  readonly verbose: boolean;
}

/** One chain as it was listed. */
interface ListedChain {
  readonly name: string;
  readonly policy: Hook['policy'] | undefined;
  readonly counters: Counters | undefined;
  readonly rules: Rule[];
}

const CHAIN =
  /^Chain (\S+) \((?:policy (ACCEPT|DROP)(?: (\d+[KMGTP]?) packets, (\d+[KMGTP]?) bytes)?|(?:\d+|ERROR obtaining) ref(?:erence)?s?)\)/;
const HEADER = /^\s*(num\s+)?(pkts\s+bytes\s+)?target\s+prot\s/;

function counters(packets: string | undefined, bytes: string | undefined): Counters | undefined {
  const [seen, size] = [parseCount(packets ?? ''), parseCount(bytes ?? '')];
  return seen === undefined || size === undefined ? undefined : { packets: seen, bytes: size };
}

/** A row taken apart: fields by name, and what stands behind the addresses. */
interface Row {
  readonly counters: Counters | undefined;
  readonly target: string;
  readonly protocol: string;
  readonly fragment: string;
  readonly incoming: string;
  readonly outgoing: string;
  readonly source: string;
  readonly destination: string;
  readonly extras: string;
}

const FRAGMENT = /^(?:--|-f|!f)$/;

/** Takes words off the front of a row. */
function* wordsAndRest(text: string): Generator<{ readonly word: string; readonly rest: string }> {
  for (let rest = text.trimStart(); rest !== ''; ) {
    const word = /^\S+/.exec(rest)?.[0] ?? '';
    rest = rest.slice(word.length).trimStart();
    yield { word, rest };
  }
}

function rowOf(line: Line, { numbered, verbose }: Columns): Row {
  const words = [...wordsAndRest(line.text)];
  const word = (index: number): string => words[index]?.word ?? '';
  let at = numbered ? 1 : 0;
  const counts = verbose ? counters(word(at), word(at + 1)) : undefined;
  if (verbose && !counts) throw unreadable(line, line.text.search(/\S/), 'packets and bytes of the rule are missing');
  if (verbose) at += 2;
  // A rule without a target leaves its column empty. ip6tables used to leave out the column of fragments.
  const named = FRAGMENT.test(word(at + 1))
    ? false
    : FRAGMENT.test(word(at + 2)) || !isListedProtocol(word(at)) || isListedProtocol(word(at + 1));
  const target = named ? word(at) : '';
  if (named) at += 1;
  const protocol = word(at);
  if (!isListedProtocol(protocol))
    throw unreadable(line, line.text.indexOf(protocol), `"${protocol}" is not a protocol`);
  const fragment = FRAGMENT.test(word(at + 1)) ? word(at + 1) : '--';
  at += FRAGMENT.test(word(at + 1)) ? 2 : 1;
  const [incoming, outgoing] = verbose ? [word(at), word(at + 1)] : ['*', '*'];
  if (verbose) at += 2;
  if (words.length < at + 2) throw unreadable(line, line.text.length, 'the row ends before its addresses');
  const extras = words[at + 1]?.rest ?? '';
  return {
    counters: counts,
    target,
    protocol,
    fragment,
    incoming,
    outgoing,
    source: word(at),
    destination: word(at + 1),
    extras,
  };
}

function isListedProtocol(word: string): boolean {
  return isProtocol(word.replace(/^!/, ''));
}

function interfaceMatch(kind: 'in-interface' | 'out-interface', column: string): readonly Match[] {
  if (column === '*' || column === 'any') return [];
  const negated = column.startsWith('!');
  return [{ kind, name: negated ? column.slice(1) : column, negated }];
}

function addressMatch(kind: 'source' | 'destination', column: string, v6: boolean): readonly Match[] {
  const { cidr = '', negated } = parseColumnAddress(column, v6);
  const prefix = parseCidr(cidr);
  if (!prefix) return [{ kind: 'unknown', text: `${negated ? '! ' : ''}${kind === 'source' ? '-s' : '-d'} ${cidr}` }];
  return prefix.bits === 0 && !negated ? [] : [{ kind, cidr, negated }];
}

function headerMatches(row: Row, v6: boolean): readonly Match[] {
  const negated = row.protocol.startsWith('!');
  const protocol = protocolName(negated ? row.protocol.slice(1) : row.protocol);
  return [
    ...addressMatch('source', row.source, v6),
    ...addressMatch('destination', row.destination, v6),
    ...interfaceMatch('in-interface', row.incoming),
    ...interfaceMatch('out-interface', row.outgoing),
    ...(protocol === 'all' && !negated ? [] : [{ kind: 'protocol', protocol, negated } as const]),
    ...(row.fragment === '--' ? [] : [{ kind: 'unknown', text: row.fragment === '-f' ? '-f' : '! -f' } as const]),
  ];
}

function listedTarget(row: Row, found: Target | undefined, goesTo: boolean): Target {
  if (row.target === '') return { kind: 'count' };
  if (goesTo) return { kind: 'goto', chain: row.target };
  const plain = found ?? targetOf(row.target, new Map(), '');
  return typeof plain === 'string' ? { kind: 'unknown', name: row.target, text: '' } : plain;
}

function ruleOf(line: Line, columns: Columns, v6: boolean, options: ReadOptions): Rule {
  const row = rowOf(line, columns);
  const goesTo = row.extras.startsWith('[goto]');
  const extras = readExtras(row.extras.replace(/^\[goto\]\s*/, ''), row.target, options);
  const start = line.text.search(/\S/);
  const end = line.text.trimEnd().length;
  return {
    matches: [...headerMatches(row, v6), ...extras.matches],
    target: listedTarget(row, extras.target, goesTo),
    ...(extras.comment === undefined ? {} : { comment: extras.comment }),
    ...(row.counters ? { counters: row.counters } : {}),
    text: line.text.slice(start, end).replace(/\s+/g, ' '),
    range: rangeIn(line, start, end),
  };
}

/** The lines of rules show the family, where they show addresses. */
function isIpv6(text: string): boolean {
  return /\s!?(?:::\/0|[\da-f]*:[\da-f:]*:[\da-f:]*(?:\/\d+)?)\s/i.test(text);
}

/** Chains of one table; a chain listed a second time begins the next one. */
function tablesOf(chains: readonly ListedChain[]): readonly (readonly ListedChain[])[] {
  const tables: ListedChain[][] = [];
  for (const chain of chains) {
    const current = tables.at(-1);
    if (!current || current.some(({ name }) => name === chain.name)) tables.push([chain]);
    else current.push(chain);
  }
  return tables;
}

function draftOf(listed: readonly ListedChain[], family: Family, options: ReadOptions): TableDraft {
  const name = options.table ?? tableWithChains(listed.map((chain) => chain.name)) ?? 'nat';
  const whole = listed.some((chain) => chain.policy !== undefined);
  const table = whole ? builtinTable(name, [family]) : emptyTable(name, [family]);
  for (const chain of listed) {
    const draft: ChainDraft = chainOf(table, chain.name);
    const hook = builtinHook(name, chain.name, chain.policy);
    if (hook) draft.hook = hook;
    if (chain.counters) draft.counters = chain.counters;
    draft.rules.push(...chain.rules);
  }
  for (const { rules } of listed) {
    for (const { target } of rules) if (target.kind === 'jump' || target.kind === 'goto') chainOf(table, target.chain);
  }
  return table;
}

/**
 * Reads one or several listings of `iptables -L`. The table, which a listing does not name, is told by the built-in chains;
 * names of hosts, users and services are looked up among the well-known ones and in `options`. Throws InputError naming line
 * and column.
 */
export function readListing(text: string, options: ReadOptions = {}): readonly RuleSet[] {
  const chains: ListedChain[] = [];
  let columns: Columns | undefined;
  const v6 = options.family === 'ipv6' || (options.family === undefined && isIpv6(text));
  for (const line of linesOf(text, options.file ?? 'rules')) {
    const chain = CHAIN.exec(line.text);
    const header = HEADER.exec(line.text);
    if (chain) {
      const policy = chain[2] === undefined ? undefined : chain[2] === 'DROP' ? 'drop' : 'accept';
      chains.push({ name: chain[1] ?? '', policy, counters: counters(chain[3], chain[4]), rules: [] });
    } else if (header) columns = { numbered: header[1] !== undefined, verbose: header[2] !== undefined };
    else if (line.text.trim() !== '' && !line.text.startsWith('#')) {
      const current = chains.at(-1);
      if (!current || !columns)
        throw unreadable(line, line.text.search(/\S/), 'a rule before its chain and the heading of its columns');
      current.rules.push(ruleOf(line, columns, v6, options));
    }
  }
  const family: Family = v6 ? 'ipv6' : 'ipv4';
  const tables = tablesOf(chains).map((listed) => draftOf(listed, family, options));
  return tables.length === 0 ? [] : [finishRuleSet(tables, [family])];
}
