/** `nft list ruleset` and nft scripts. */
import type { Family, Hook, RuleSet } from '../model/rule.ts';
import { type ChainDraft, emptyTable, finishTable, insertRule, type TableDraft } from '../ruleset/draft.ts';
import { parseNumber } from './names.ts';
import type { ExpressionContext } from './nft-matches.ts';
import { readNftRule } from './nft-rule.ts';
import { accept, type Cursor, misplaced, peek, skipBreaks, take, tokensOf } from './nft-tokens.ts';
import type { ReadOptions } from './source.ts';

/** A table and what its rules refer to. */
interface NftTable extends TableDraft {
  readonly sets: Map<string, readonly string[]>;
}

interface Reading {
  readonly cursor: Cursor;
  readonly options: ReadOptions;
  readonly tables: Map<string, NftTable>;
}

/** The families of nft whose packets meshctl walks; tables of others are read and left out. */
const FAMILIES: Readonly<Record<string, readonly Family[]>> = {
  ip: ['ipv4'],
  ip6: ['ipv6'],
  inet: ['ipv4', 'ipv6'],
  arp: [],
  bridge: [],
  netdev: [],
};

/** @see nft(8), standard priority names */
const PRIORITIES: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
};

const HOOKS: readonly Hook['hook'][] = ['prerouting', 'input', 'forward', 'output', 'postrouting'];

function tableAt({ cursor, tables }: Reading): NftTable {
  const named = Object.hasOwn(FAMILIES, peek(cursor));
  const family = named ? take(cursor, 'a family').text : 'ip';
  const { text: name } = take(cursor, 'the name of a table');
  const key = `${family} ${name}`;
  const table = tables.get(key) ?? { ...emptyTable(name, FAMILIES[family] ?? []), sets: new Map() };
  tables.set(key, table);
  return table;
}

/** The chain of a name; one that is only jumped to, or comes later, is made. */
function chainOf(table: NftTable, name: string): ChainDraft {
  const chain = table.chains.get(name) ?? { name, rules: [] };
  table.chains.set(name, chain);
  return chain;
}

function priorityAt(cursor: Cursor): number {
  const words: string[] = [];
  while (!['', '\n', ';', '}'].includes(peek(cursor))) words.push(take(cursor, 'a priority').text);
  const found = /^([a-z]*)([+-]?\d+)?$/.exec(words.join(''));
  const base = found?.[1] ? PRIORITIES[found[1]] : 0;
  if (!found || base === undefined) throw misplaced(cursor, `"${words.join(' ')}" is not a priority`);
  return base + Number(found[2] ?? 0);
}

/** `type nat hook output priority -100; policy accept;`. `undefined` for hooks of devices, which come before what is walked. */
function hookAt(cursor: Cursor): Hook | undefined {
  const type = take(cursor, 'the type of a chain').text;
  if (!accept(cursor, 'hook')) throw misplaced(cursor, '"hook" is missing');
  const name = take(cursor, 'a hook').text;
  const hook = HOOKS.find((known) => known === name);
  while (peek(cursor) !== 'priority' && !['', '\n', ';'].includes(peek(cursor))) cursor.at += 1;
  if (!accept(cursor, 'priority')) throw misplaced(cursor, '"priority" is missing');
  const priority = priorityAt(cursor);
  skipBreaks(cursor);
  const policy = accept(cursor, 'policy') && take(cursor, 'a policy').text === 'drop' ? 'drop' : 'accept';
  return hook && { hook, priority, policy, type: type === 'nat' || type === 'route' ? type : 'filter' };
}

function expressions({ options }: Reading, { sets }: NftTable): ExpressionContext {
  return { options, sets };
}

function setHook(chain: ChainDraft, hook: Hook | undefined): void {
  if (hook) chain.hook = hook;
}

function chainBody(reading: Reading, table: NftTable, chain: ChainDraft): void {
  const { cursor } = reading;
  for (skipBreaks(cursor); !accept(cursor, '}'); skipBreaks(cursor)) {
    if (peek(cursor) === '') throw misplaced(cursor, '"}" is missing');
    if (accept(cursor, 'type')) setHook(chain, hookAt(cursor));
    else if (accept(cursor, 'policy')) cursor.at += 1;
    else if (peek(cursor) === 'comment' && peek(cursor, 2) !== '') cursor.at += 2;
    else chain.rules.push(readNftRule(cursor, expressions(reading, table)));
  }
}

/** Goes past a block in braces, nested ones included; the cursor is behind the `{`. */
function skipBlock(cursor: Cursor): void {
  for (let depth = 1; depth > 0; cursor.at += 1) {
    if (peek(cursor) === '') throw misplaced(cursor, '"}" is missing');
    if (peek(cursor) === '{') depth += 1;
    if (peek(cursor) === '}') depth -= 1;
  }
}

/** The elements of a set at `{`; counters, time-outs and remarks of elements are left out. */
function elementsAt(cursor: Cursor): readonly string[] {
  const elements: string[] = [];
  if (!accept(cursor, '{')) throw misplaced(cursor, '"{" is missing');
  for (let fresh = true; !accept(cursor, '}'); ) {
    if (peek(cursor) === '') throw misplaced(cursor, '"}" is missing');
    if (accept(cursor, '\n')) continue;
    const { text } = take(cursor, 'an element');
    if (fresh) elements.push(text);
    fresh = text === ',';
  }
  return elements;
}

function setBody(cursor: Cursor, table: NftTable, name: string): void {
  let elements: readonly string[] = [];
  let plain = true;
  for (skipBreaks(cursor); !accept(cursor, '}'); skipBreaks(cursor)) {
    if (peek(cursor) === '') throw misplaced(cursor, '"}" is missing');
    if (accept(cursor, 'elements', '=')) elements = elementsAt(cursor);
    else {
      // Elements of several fields, and those that come and go, are not the list that is printed.
      if (peek(cursor, 1) === '.' || peek(cursor) === 'timeout') plain = false;
      cursor.at += 1;
    }
  }
  if (plain) table.sets.set(name, elements);
}

function tableBody(reading: Reading, table: NftTable): void {
  const { cursor } = reading;
  for (skipBreaks(cursor); !accept(cursor, '}'); skipBreaks(cursor)) {
    const word = take(cursor, '"}"').text;
    if (word === 'chain' || word === 'set') {
      const { text: name } = take(cursor, 'a name');
      if (!accept(cursor, '{')) throw misplaced(cursor, '"{" is missing');
      if (word === 'chain') chainBody(reading, table, chainOf(table, name));
      else setBody(cursor, table, name);
    } else {
      // Maps, counters, helpers and the table's own flags: nothing a packet's way depends on, or only by conditions not decided here.
      while (!['', '\n', ';', '{', '}'].includes(peek(cursor))) cursor.at += 1;
      if (accept(cursor, '{')) skipBlock(cursor);
    }
  }
}

type Command = (reading: Reading, verb: string) => void;

function ruleCommand(reading: Reading, verb: string): void {
  const { cursor } = reading;
  const table = tableAt(reading);
  const chain = chainOf(table, take(cursor, 'a chain').text);
  const index = accept(cursor, 'index') ? parseNumber(take(cursor, 'an index').text) : undefined;
  if (accept(cursor, 'handle') || accept(cursor, 'position'))
    throw misplaced(cursor, 'rules by handle are not understood');
  const rule = readNftRule(cursor, expressions(reading, table));
  // `insert … index n` goes before rule n, `add … index n` behind it; both count from 0.
  const position =
    index === undefined ? (verb === 'insert' ? 0 : chain.rules.length) : index + (verb === 'insert' ? 0 : 1);
  insertRule(chain, rule, position + 1);
}

function chainCommand(reading: Reading, verb: string): void {
  const { cursor } = reading;
  const table = tableAt(reading);
  const { text: name } = take(cursor, 'a chain');
  if (verb === 'flush') chainOf(table, name).rules.length = 0;
  else if (verb === 'delete' || verb === 'destroy') table.chains.delete(name);
  else {
    const chain = chainOf(table, name);
    if (accept(cursor, '{')) chainBody(reading, table, chain);
  }
}

function tableCommand(reading: Reading, verb: string): void {
  const table = tableAt(reading);
  if (verb === 'flush') for (const { rules } of table.chains.values()) rules.length = 0;
  if (verb === 'delete' || verb === 'destroy') {
    table.chains.clear();
    table.sets.clear();
  } else if (accept(reading.cursor, '{')) tableBody(reading, table);
}

const COMMANDS: Readonly<Record<string, Command>> = {
  table: tableCommand,
  chain: chainCommand,
  rule: ruleCommand,
  set: (reading) => {
    const table = tableAt(reading);
    const { text: name } = take(reading.cursor, 'a set');
    if (accept(reading.cursor, '{')) setBody(reading.cursor, table, name);
  },
  element: (reading) => {
    const table = tableAt(reading);
    const { text: name } = take(reading.cursor, 'a set');
    table.sets.set(name, [...(table.sets.get(name) ?? []), ...elementsAt(reading.cursor)]);
  },
  ruleset: ({ tables }) => tables.clear(),
};

const VERBS: ReadonlySet<string> = new Set(['add', 'create', 'insert', 'flush', 'delete', 'destroy']);

function commandAt(reading: Reading): void {
  const { cursor } = reading;
  const verb = VERBS.has(peek(cursor)) ? take(cursor, 'a command').text : 'add';
  const object = peek(cursor);
  const command = Object.hasOwn(COMMANDS, object) ? COMMANDS[object] : undefined;
  if (!command) throw misplaced(cursor, `"${object}" is not something a rule set says`);
  cursor.at += 1;
  command(reading, verb);
  if (!['', '\n', ';'].includes(peek(cursor))) throw misplaced(cursor, `"${peek(cursor)}" is not expected here`);
}

/**
 * Reads what `nft list ruleset` prints and scripts of nft commands (as onto an empty machine). Named sets are looked up where
 * they are listed. Throws InputError naming line and column.
 */
export function readNft(text: string, options: ReadOptions = {}): RuleSet {
  const cursor: Cursor = { tokens: tokensOf(text, options.file ?? 'rules'), at: 0 };
  const reading: Reading = { cursor, options, tables: new Map() };
  for (skipBreaks(cursor); peek(cursor) !== ''; skipBreaks(cursor)) commandAt(reading);
  const tables = [...reading.tables.values()].filter(({ families, chains }) => families.length > 0 && chains.size > 0);
  const families = (['ipv4', 'ipv6'] as const).filter((family) =>
    tables.some((table) => table.families.includes(family)),
  );
  return { dialect: 'nft', families, tables: tables.map((table) => finishTable(table, false)) };
}
