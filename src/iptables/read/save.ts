/** iptables-save and iptables-restore text, and the commands that make the same rules. */
import type { Counters, Family, RuleSet } from '../model/rule.ts';
import { familyOf } from '../ruleset/address.ts';
import { BUILTIN_TABLES, tableWithChains } from '../ruleset/builtin.ts';
import { builtinTable, finishRuleSet, type TableDraft } from '../ruleset/draft.ts';
import { perform, type Step } from './save-steps.ts';
import { type Line, linesOf, type ReadOptions, unreadable } from './source.ts';
import { type Word, wordsOf } from './words.ts';

/** What was read so far. */
interface Reading {
  readonly options: ReadOptions;
  readonly tables: Record<Family, Map<string, TableDraft>>;
  /** The family the text last named: a heading of ip6tables-save, or a command's own name. */
  family: Family | undefined;
  /** Lines whose family or table is not known yet. */
  block: Block;
}

/** Lines that are done together: a block up to its COMMIT, or one command. */
interface Block {
  readonly steps: Step[];
  /** The table of its `*` line: one that was dumped is there, be it empty. */
  readonly table: string | undefined;
  /** Built-in chains that are named, which tell the table of `iptables -S`. */
  readonly chains: Set<string>;
  family: Family | undefined;
}

const newBlock = (table?: string): Block => ({ steps: [], table, chains: new Set(), family: undefined });

const COMMAND = /^(?:\S*\/)?ip(6)?tables(?:-legacy|-nft)?$/;

/** The options of the program itself in a command line; true for those with a value of their own. */
const COMMAND_OPTIONS: Readonly<Record<string, boolean>> = {
  '-t': true,
  '--table': true,
  '-w': false,
  '--wait': false,
  '-n': false,
  '-v': false,
  '--verbose': false,
};

function counted(text: string): Counters | undefined {
  const found = /^\[(\d+):(\d+)\]$/.exec(text);
  return found ? { packets: Number(found[1]), bytes: Number(found[2]) } : undefined;
}

function tableFor(reading: Reading, family: Family, name: string): TableDraft {
  const table = reading.tables[family].get(name) ?? builtinTable(name, [family]);
  reading.tables[family].set(name, table);
  return table;
}

/** Does the steps of a block, now that everything is known that tells its family and table, and begins the next one. */
function endBlock(reading: Reading, next?: string): void {
  const { steps, chains, table: named, family: seen } = reading.block;
  reading.block = newBlock(next);
  const family = reading.family ?? seen ?? reading.options.family ?? 'ipv4';
  if (steps.length === 0 && named === undefined) return;
  const table = tableFor(reading, family, named ?? reading.options.table ?? tableWithChains(chains) ?? 'nat');
  for (const step of steps) perform({ table, family, options: reading.options }, step);
}

/** Notes what a step tells of the block's family and table. */
function note(block: Block, words: readonly Word[]): void {
  const chain = words[1]?.text;
  if (chain !== undefined) block.chains.add(chain);
  if (words.some(({ text }) => /^(?:icmp6-.*|ipv6-icmp|icmpv6)$/.test(text))) block.family ??= 'ipv6';
  for (const [index, { text }] of words.entries()) {
    if (!/^(?:-[sd]|--(?:src|dst|source|destination|on-ip))$/.test(text)) continue;
    const address = words.slice(index + 1).find((word) => word.text !== '!');
    if (address && /^[\da-f:./,]+$/i.test(address.text)) block.family ??= familyOf(address.text);
  }
}

function command(reading: Reading, line: Line, words: readonly Word[]): void {
  const six = COMMAND.exec(words[0]?.text ?? '')?.[1];
  let at = 1;
  let table = 'filter';
  for (let word = words[at]; word; word = words[at]) {
    const name = word.text.split('=')[0] ?? '';
    if (!Object.hasOwn(COMMAND_OPTIONS, name)) break;
    if (COMMAND_OPTIONS[name]) table = words[at + 1]?.text ?? table;
    at += COMMAND_OPTIONS[name] ? 2 : 1;
    // `-w` may have seconds after it.
    if (/^(?:-w|--wait)$/.test(word.text) && /^\d+$/.test(words[at]?.text ?? '')) at += 1;
  }
  const family: Family = six ? 'ipv6' : 'ipv4';
  perform(
    { table: tableFor(reading, family, table), family, options: reading.options },
    { line, words: words.slice(at) },
  );
}

/** The `:CHAIN POLICY [packets:bytes]` of iptables-save, as the command that does the same. */
function chainStep(line: Line, words: readonly Word[]): Step {
  const [first, policy, count] = words;
  const name = { text: first?.text.slice(1) ?? '', start: (first?.start ?? 0) + 1, end: first?.end ?? 0 };
  const counters = counted(count?.text ?? '');
  const verb = { text: '-P', start: first?.start ?? 0, end: first?.start ?? 0 };
  const place = { line, ...(counters ? { counters } : {}) };
  if (name.text === '') throw unreadable(line, first?.start ?? 0, '":" without a chain');
  return { ...place, words: policy ? [verb, name, policy] : [verb, name] };
}

function rule(reading: Reading, line: Line, all: readonly Word[]): void {
  const counters = counted(all[0]?.text ?? '');
  const words = counters ? all.slice(1) : all;
  note(reading.block, words);
  reading.block.steps.push({ line, words, ...(counters ? { counters } : {}) });
}

function heading(reading: Reading, text: string): void {
  const tool = /^#\s*(?:Generated by )?(ip6?tables)/.exec(text);
  if (tool) reading.family = tool[1] === 'ip6tables' ? 'ipv6' : 'ipv4';
}

function tableLine(reading: Reading, line: Line, start: number): void {
  const name = line.text.slice(start + 1).trim();
  if (!Object.hasOwn(BUILTIN_TABLES, name)) throw unreadable(line, start, `"${name}" is not a table of iptables`);
  endBlock(reading, name);
}

function readLine(reading: Reading, line: Line): void {
  const start = line.text.search(/\S/);
  if (start < 0) return;
  const first = line.text[start];
  if (first === '#') heading(reading, line.text.slice(start));
  else if (first === '*') tableLine(reading, line, start);
  else if (line.text.trim() === 'COMMIT') endBlock(reading);
  else {
    const words = wordsOf(line);
    if (COMMAND.test(words[0]?.text ?? '')) command(reading, line, words);
    else if (first === ':') {
      const step = chainStep(line, words);
      reading.block.chains.add(step.words[1]?.text ?? '');
      reading.block.steps.push(step);
    } else rule(reading, line, words);
  }
}

/**
 * Reads what iptables-save prints, what iptables-restore is fed (as onto empty tables), what `iptables -S` prints, and lines of
 * `iptables …` commands. One rule set for each family there are rules of, IPv4 first. Throws InputError naming line and column.
 */
export function readSave(text: string, options: ReadOptions = {}): readonly RuleSet[] {
  const reading: Reading = {
    options,
    tables: { ipv4: new Map(), ipv6: new Map() },
    family: undefined,
    block: newBlock(),
  };
  for (const line of linesOf(text, options.file ?? 'rules')) readLine(reading, line);
  endBlock(reading);
  return (['ipv4', 'ipv6'] as const)
    .filter((family) => reading.tables[family].size > 0)
    .map((family) => finishRuleSet(reading.tables[family].values(), [family]));
}
