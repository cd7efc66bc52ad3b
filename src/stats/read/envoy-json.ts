/** `/stats?format=json` exactly as Envoy writes it, read without making an object of every statistic. */
import { type Counted, Counting, type Place, placeOf } from '../scopes.ts';
import { parseValue, type StatValue } from '../value.ts';
import { type HistogramPart, histogramAt } from './histogram-part.ts';
import { Parts } from './parts.ts';

const START = '{"stats":[';
const NAME = '{"name":"';
const VALUE = '","value":';
const HISTOGRAMS = '{"histograms":{';
const DETAILS = '"details":[';
/** The end of the list and of the answer. */
const END = /\]\}\s*$/y;

/** Nothing of the form that is expected stands there. */
const ELSE = -1;

/** A statistic, with all that stands in front of its value. */
interface Entry {
  readonly head: string;
  readonly name: string;
  readonly place: Place | undefined;
}

/** Statistics of one scope, or of none, that stand side by side in an answer. */
export interface ValuesPart {
  /** Of the first of them. */
  readonly name: string;
  /** As it stands in the latest answer that has it. */
  text: string;
  readonly entries: readonly Entry[];
  /** The scope they are of, as the first of them says. */
  readonly place: Place | undefined;
  readonly counted: Counted;
  /** Of statistics of no scope, by their names. */
  readonly rest: ReadonlyMap<string, StatValue>;
}

/** The parts of an answer, in their order. */
export interface StatsParts {
  readonly values: readonly ValuesPart[];
  readonly histograms: readonly HistogramPart[];
}

/**
 * Takes an answer with detailed histograms apart; `undefined` for any other form, also for one that is cut off: that is left to a
 * reader of all JSON. What is word for word as in `last` is what it was there, the same object: a proxy of thousands of clusters
 * is asked twice a second, and most of what it answers stays as it was.
 */
export function readEnvoyJson(text: string, last: StatsParts): StatsParts | undefined {
  // Escapes would have to be undone; no name Envoy makes has any.
  if (!text.startsWith(START) || text.includes('\\')) return undefined;
  const known = new Parts(last.values);
  const values: ValuesPart[] = [];
  let at = START.length;
  while (text.startsWith(NAME, at)) {
    const part = known.same(text, at) ?? readPart(text, at, known);
    if (part === undefined) return undefined;
    values.push(part);
    at += part.text.length;
    if (text[at] !== ',') break;
    at += 1;
  }
  const histograms: HistogramPart[] = [];
  if (text.startsWith(HISTOGRAMS, at)) at = readDetails(text, at, { known: new Parts(last.histograms), histograms });
  END.lastIndex = at;
  return at !== ELSE && END.test(text) ? { values, histograms } : undefined;
}

/** Nothing is ever put in. */
const NO_REST = new Map<string, StatValue>();

/** Reads statistics as long as they are of one scope. */
function readPart(text: string, start: number, known: Parts<ValuesPart>): ValuesPart | undefined {
  const first = entryAt(text, start, known.next?.entries[0]);
  if (first === undefined) return undefined;
  const old = known.named(first.name, text, start);
  if (old?.same) return old.part;
  const hints = old?.part.entries;
  const entries: Entry[] = [];
  const counted = new Counting();
  const rest = first.place ? NO_REST : new Map<string, StatValue>();
  let end = start;
  for (
    let entry: Entry | undefined = first;
    entry !== undefined;
    entry = nextOf(text, end, { first, hints, entries })
  ) {
    const from = (entries.length === 0 ? start : end + 1) + entry.head.length;
    const to = numberEnd(text, from);
    if (to === ELSE) return undefined;
    const value = numberIn(text, from, to);
    // Text readouts are no numbers.
    if (value === undefined && text[from] !== '"') return undefined;
    if (value !== undefined && entry.place) counted.add(entry.place, value);
    else if (value !== undefined) rest.set(entry.name, value);
    entries.push(entry);
    end = to + 1;
  }
  const { name, place } = first;
  return {
    name,
    place,
    counted,
    rest,
    text: text.slice(start, end),
    entries: hints?.length === entries.length ? hints : entries,
  };
}

interface Reading {
  readonly first: Entry;
  readonly hints: readonly Entry[] | undefined;
  readonly entries: readonly Entry[];
}

/** The statistic behind the comma, if it belongs to the same part. */
function nextOf(text: string, end: number, { first, hints, entries }: Reading): Entry | undefined {
  // What is new behind the last one that was known begins a part of its own.
  if (text[end] !== ',' || entries.length === hints?.length) return undefined;
  const next = entryAt(text, end + 1, hints?.[entries.length]);
  return next?.place?.kind === first.place?.kind && next?.place?.scope === first.place?.scope ? next : undefined;
}

function entryAt(text: string, at: number, hint: Entry | undefined): Entry | undefined {
  if (hint && text.startsWith(hint.head, at)) return hint;
  const start = at + NAME.length;
  const end = text.indexOf('"', start);
  if (end < 0 || !text.startsWith(NAME, at) || !text.startsWith(VALUE, end)) return undefined;
  const name = owned(text.slice(start, end));
  return { head: `${NAME}${name}${VALUE}`, name, place: placeOf(name) };
}

/** A copy of a name: a piece of an answer keeps all of it in memory. */
function owned(name: string): string {
  return Buffer.from(name).toString();
}

/** The offset of the brace behind a value: a number, or text, which may have any character but a quote. */
function numberEnd(text: string, from: number): number {
  const end = text[from] === '"' ? text.indexOf('"', from + 1) + 1 : text.indexOf('}', from);
  return end > 0 && text[end] === '}' ? end : ELSE;
}

const ZERO = 48;
/** So many digits are read as they come: the number is exact. */
const SAFE_DIGITS = 15;

function numberIn(text: string, from: number, to: number): StatValue | undefined {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9 || to - from > SAFE_DIGITS) return parseValue(text.slice(from, to));
    value = value * 10 + digit;
  }
  return from === to ? undefined : value;
}

interface Details {
  readonly known: Parts<HistogramPart>;
  readonly histograms: HistogramPart[];
}

/** Reads `{"histograms":{"supported_percentiles":[…],"details":[…]}}`; the offset behind it. */
function readDetails(text: string, at: number, { known, histograms }: Details): number {
  const details = text.indexOf(DETAILS, at);
  // Between the two stand the percentiles, numbers all of them.
  if (details < 0 || text.slice(at + HISTOGRAMS.length, details).includes('{')) return ELSE;
  let next = details + DETAILS.length;
  while (text.startsWith(NAME, next)) {
    const part = known.same(text, next) ?? histogramAt(text, next, known);
    if (part === undefined) return ELSE;
    histograms.push(part);
    next += part.text.length;
    if (text[next] !== ',') break;
    next += 1;
  }
  return text.startsWith(']}}', next) ? next + 3 : ELSE;
}
