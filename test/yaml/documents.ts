/** Random manifests, written as people write them, and random changes to what they say. */
import fc, { type Arbitrary } from 'fast-check';

export type Data = null | boolean | number | string | Data[] | { [key: string]: Data };

/** How one document is written. */
interface Style {
  readonly step: number;
  readonly listIndent: number;
  /** How often, in tenths, a comment or blank line is strewn in. */
  readonly comments: number;
  /** The anchors given so far, and whether they are on mappings; `undefined` in documents without any. */
  readonly anchors: { readonly name: string; readonly map: boolean }[] | undefined;
}

const KEYS = [
  'name',
  'app',
  'image',
  'env',
  'args',
  'labels',
  'spec',
  'metadata',
  'ports',
  'a-b',
  'x.y/z',
  'on',
  '80',
  'true',
  'k: v',
];
const STRINGS = [
  'hello',
  'a b',
  'yes',
  '80',
  '0644',
  '1e3',
  '2020-01-01',
  '',
  ' lead',
  'trail ',
  'a: b',
  'a #b',
  '#x',
  '- x',
  '*',
  '{{ .x }}',
  "it's",
  '"q"',
  'x:',
  ':x',
  '-p',
  '--flag=1',
  'null',
  '~',
  'ünï',
  '😀',
  'a\tb',
  '1:30',
  '[x]',
  'a,b',
  'back\\slash',
  '=',
  '<<',
  '%x',
  '@x',
  'fe80::',
  '::1',
  '10.0.0.0/8',
  '---',
  '... x',
  '|',
  '>',
  '!x',
  '&x',
  '?',
  '? x',
  '0x1F',
  '.5',
  '+1',
  '\u2028',
  'a\rb',
  '\u0007',
];
const TEXTS = [
  'one\ntwo',
  'one\ntwo\n',
  'a\n\nb\n',
  '  lead\nx\n',
  'x\n  y\nz',
  'end\n\n',
  '#!/bin/sh\necho "$1" # c\n',
  'tab\there\nx',
  '\nx',
  'a: b\n- c\n',
];
const COMMENTS = ['# note', '#x', '#  - item: x', '# key: value', '#\ttab', "# it's"];

/** A stream of random choices, the same for the same seed; deep random structures are cheap to draw from it. */
export interface Choices {
  /** 0 to `max`. */
  upTo(max: number): number;
  from<T>(list: readonly T[]): T;
}

/** Choices by the mulberry32 generator. */
function choicesOf(seed: number): Choices {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const upTo = (max: number): number => Math.floor(next() * (max + 1));
  return { upTo, from: (list) => list[upTo(list.length - 1)] as (typeof list)[number] };
}

/** Any stream of choices. */
export const choices: Arbitrary<Choices> = fc.integer().map(choicesOf);

function chance(g: Choices, tenths: number): boolean {
  return g.upTo(9) < tenths;
}

function some<T>(g: Choices, list: readonly T[], max: number): T[] {
  const rest = [...list];
  return Array.from(
    { length: g.upTo(Math.min(max, list.length)) },
    () => rest.splice(g.upTo(rest.length - 1), 1)[0] as T,
  );
}

function anyText(g: Choices): string {
  return Array.from({ length: g.upTo(8) }, () =>
    String.fromCodePoint(g.upTo(9) === 0 ? g.upTo(0x2fff) + 1 : g.upTo(94) + 32),
  ).join('');
}

function scalar(g: Choices): Data {
  const kind = g.upTo(9);
  if (kind === 0) return null;
  if (kind === 1) return g.upTo(1) === 0;
  if (kind === 2) return g.upTo(70_005) - 5;
  if (kind === 3) return (g.upTo(2_000_000) - 1_000_000) * 10 ** (g.upTo(30) - 20);
  if (kind === 4) return g.from(TEXTS);
  if (kind === 5) return anyText(g);
  return g.from(STRINGS);
}

function map(g: Choices, depth: number): { [key: string]: Data } {
  const keys = some(g, KEYS, 4);
  return Object.fromEntries(keys.map((key) => [key, data(g, depth - 1)]));
}

/** A list of named things, of anything, or of strings. */
function list(g: Choices, depth: number): Data[] {
  const names = some(g, ['app', 'db', 'web', 'job'], 3);
  if (chance(g, 5)) return names.map((name) => ({ name, ...map(g, depth - 1), ...(chance(g, 5) && { name }) }));
  return chance(g, 5) ? names.map(() => data(g, depth - 1)) : names;
}

/** Any data of limited depth. */
export function data(g: Choices, depth: number): Data {
  const kind = depth <= 0 ? 0 : g.upTo(4);
  if (kind <= 1) return scalar(g);
  return kind === 2 ? list(g, depth) : map(g, depth);
}

function inline(g: Choices, value: Data, style: Style, indent: number): string {
  if (typeof value === 'string') {
    const single = !/[^ -~]/.test(value) && chance(g, 5);
    const plain =
      /^[a-z][a-z-]*$/.test(value) && !/^(?:yes|no|on|off|y|n|true|false|null)$/.test(value) && chance(g, 8);
    if (plain) return value;
    return single
      ? `'${value.replaceAll("'", "''")}'`
      : JSON.stringify(value).replace(
          /[\u2028\u2029\x7f-\x9f\ufeff\ufffe\uffff]/g,
          (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
        );
  }
  if (typeof value !== 'object') return String(value);
  if (value === null) return chance(g, 5) ? 'null' : '~';
  return flow(g, value, style, indent);
}

function key(name: string): string {
  return /^(?:[a-z][\w./-]*)$/.test(name) && !['on', 'true'].includes(name) ? name : JSON.stringify(name);
}

/** A collection in brackets, on one line or with an entry a line. */
function flow(g: Choices, value: object, style: Style, indent: number): string {
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const lines = chance(g, 3);
  const lead = ' '.repeat(indent + style.step);
  const entries = Object.entries(value).map(([name, item]: [string, Data]) => {
    const text = inline(g, item, style, indent + style.step);
    return Array.isArray(value) ? text : `${key(name)}: ${text}`;
  });
  if (entries.length === 0) return chance(g, 8) ? open + close : `${open} ${close}`;
  const trailing = chance(g, 2) ? ',' : '';
  if (!lines)
    return chance(g, 3) ? `${open} ${entries.join(', ')} ${close}` : `${open}${entries.join(', ')}${trailing}${close}`;
  const body = entries.map((entry, at) => {
    const comma = at < entries.length - 1 ? ',' : trailing;
    return `${lead}${entry}${comma}${chance(g, style.comments) ? ` ${g.from(COMMENTS)}` : ''}`;
  });
  return `${open}\n${body.join('\n')}\n${' '.repeat(indent + style.step)}${close}`;
}

/** Comments and blank lines; `deep` ones may be indented further than what follows, which behind a literal would be text. */
function strew(g: Choices, style: Style, indent: number, deep: boolean): string {
  let text = '';
  while (chance(g, style.comments)) {
    if (chance(g, 4)) text += '\n';
    else text += `${' '.repeat(deep && chance(g, 2) ? indent + 2 : indent)}${g.from(COMMENTS)}\n`;
  }
  return text;
}

function ending(g: Choices, style: Style): string {
  return chance(g, style.comments) ? `  ${g.from(COMMENTS)}\n` : '\n';
}

function literal(g: Choices, text: string, style: Style, indent: number): string | undefined {
  if (!/^[^\s]/.test(text) || /\n\n$|\r|[^\n\t\x20-\x7e]/.test(text) || /\n[ \t]+(?:\n|$)/.test(text) || chance(g, 2))
    return undefined;
  const ended = text.endsWith('\n');
  const lines = (ended ? text.slice(0, -1) : text)
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
  return `|${ended ? '' : '-'}${ending(g, style)}${lines.join('\n')}\n`;
}

/** What stands behind a key or dash: now and then an alias, whatever the value, or an anchor before the value. */
function behind(g: Choices, value: Data, style: Style, indent: number, item: boolean): string {
  const { anchors } = style;
  if (anchors === undefined || chance(g, 6)) return plainly(g, value, style, indent, item);
  if (anchors.length > 0 && chance(g, 5)) return ` *${g.from(anchors).name}${ending(g, style)}`;
  const name = `a${anchors.length}-${indent}`;
  const block = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  const text = block
    ? `${ending(g, style)}${entries(g, value, style, indent + 2, false)}`
    : plainly(g, value, { ...style, anchors: undefined }, indent, item);
  anchors.push({ name, map: block && !Array.isArray(value) });
  return ` &${name}${text}`;
}

/** What stands behind a key or dash, up to the end of its last line. */
function plainly(g: Choices, value: Data, style: Style, indent: number, item: boolean): string {
  if (typeof value === 'string' && value.includes('\n')) {
    const block = literal(g, value, style, indent + style.step);
    if (block !== undefined) return ` ${block}`;
  }
  if (value === null && chance(g, 5)) return ending(g, style);
  const block = typeof value === 'object' && value !== null && Object.keys(value).length > 0 && chance(g, 8);
  if (!block) return `${chance(g, 9) ? ' ' : '   '}${inline(g, value, style, indent)}${ending(g, style)}`;
  if (item) return ` ${entries(g, value, style, indent + 2, true)}`;
  const nested = indent + (Array.isArray(value) ? style.listIndent : style.step);
  return ending(g, style) + entries(g, value, style, nested, false);
}

function entries(g: Choices, value: object, style: Style, indent: number, first: boolean): string {
  let text = '';
  let deep = true;
  for (const [at, [name, item]] of Object.entries(value).entries() as Iterable<[number, [string, Data]]>) {
    if (!(first && at === 0)) text += strew(g, style, indent, deep) + ' '.repeat(indent);
    const bases = (style.anchors ?? []).filter((anchor) => anchor.map);
    if (!Array.isArray(value) && bases.length > 0 && at > 0 && chance(g, 2))
      text += `<<: *${g.from(bases).name}\n${' '.repeat(indent)}`;
    deep = !JSON.stringify(item).includes('\\n');
    text += Array.isArray(value)
      ? `-${behind(g, item, style, indent, true)}`
      : `${key(name)}:${behind(g, item, style, indent, false)}`;
  }
  return text + (chance(g, style.comments) ? strew(g, style, indent, deep) : '');
}

/** A document's text and what it says. */
export interface Written {
  readonly text: string;
  readonly data: Data;
}

/** A document that is a mapping, in some person's style. */
export function writtenDocument(g: Choices): Written {
  return write(g, undefined);
}

/** The text of a document with anchors, aliases and merge keys. */
export function writtenWithAnchors(g: Choices): string {
  return write(g, []).text;
}

function write(g: Choices, anchors: Style['anchors']): Written {
  const style: Style = {
    step: g.from([2, 2, 2, 4]),
    listIndent: g.from([0, 2]),
    comments: g.from([0, 0, 1, 3]),
    anchors,
  };
  const value = { kind: 'X', ...map(g, 4) };
  const head = g.from(['', '', '---\n', '--- # c\n', '# top\n', '\n---\n', '\uFEFF']);
  let text = head + entries(g, value, style, 0, false);
  if (chance(g, 1)) text = text.replace(/\n+$/, '');
  if (chance(g, 2)) text = text.replaceAll('\n', '\r\n');
  return { text, data: value };
}

/** A JSON document, pretty or compact. */
export function writtenJson(g: Choices): Written {
  const value = { kind: 'X', ...map(g, 4) };
  const text = JSON.stringify(value, null, g.from([0, 2, 4, '\t']));
  return { text: chance(g, 5) ? `${text}\n` : text, data: value };
}

/** The same data with things added to it and nothing changed or taken away. */
export function grown(g: Choices, value: Data, depth = 3): Data {
  if (Array.isArray(value)) return grownList(g, value, depth);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).map(([name, item]) => [name, grown(g, item, depth)] as const);
  const added = chance(g, 3) ? Object.entries(map(g, depth)).filter(([name]) => !Object.hasOwn(value, name)) : [];
  return Object.fromEntries([...kept, ...added]);
}

function isRecognisable(item: Data): boolean {
  return typeof item !== 'object' || (item !== null && !Array.isArray(item) && typeof item['name'] === 'string');
}

/** Items that nothing identifies do not grow: beside others like them they could be told apart by nobody. */
function grownList(g: Choices, value: Data[], depth: number): Data[] {
  const items = value.every(isRecognisable) ? value.map((item) => grown(g, item, depth)) : value;
  if (!chance(g, 4)) return items;
  const extra = chance(g, 5) ? { ...map(g, depth), name: 'proxy' } : `new-${items.length}`;
  return items.toSpliced(g.upTo(items.length), 0, extra);
}

/** The same data with anything done to it. */
export function changed(g: Choices, value: Data, depth = 3): Data {
  if (chance(g, 1)) return data(g, depth);
  if (Array.isArray(value)) {
    const items = value.filter(() => !chance(g, 2)).map((item) => changed(g, item, depth));
    const more = chance(g, 3) ? items.toSpliced(g.upTo(items.length), 0, data(g, depth)) : items;
    return chance(g, 2) ? more.reverse() : more;
  }
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(() => !chance(g, 2));
  return {
    ...Object.fromEntries(kept.map(([name, item]) => [name, changed(g, item, depth)])),
    ...(chance(g, 3) ? map(g, depth) : {}),
  };
}
