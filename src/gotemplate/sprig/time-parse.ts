/** Reading a time by one of Go's layouts. */
import { DAYS, layoutPieces, MONTHS } from './time-layout.ts';

/** What a text said about a moment; parts it did not mention are those of the year 0. */
export interface ParsedTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** Seconds east of UTC; `undefined` when the text has no zone. */
  readonly offset: number | undefined;
  readonly zone: string;
}

interface Draft {
  year: number;
  month: number;
  day: number;
  yearDay: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  afternoon: boolean | undefined;
  offset: number | undefined;
  zone: string;
}

type Apply = (draft: Draft, text: string) => boolean;

const number = (field: 'year' | 'month' | 'day' | 'yearDay' | 'hour' | 'minute' | 'second', limit = 9999): Apply => {
  return (draft, text) => {
    draft[field] = Number(text.trim());
    return draft[field] <= limit;
  };
};

/** The index of a name, whole or its first three letters, whatever its case. */
function nameIndex(names: readonly string[], text: string): number {
  const wanted = text.toLowerCase();
  return names.findIndex((name) => name.toLowerCase() === wanted || name.slice(0, 3).toLowerCase() === wanted);
}

const month: Apply = (draft, text) => {
  draft.month = nameIndex(MONTHS, text) + 1;
  return draft.month > 0;
};
const weekday: Apply = (_draft, text) => nameIndex(DAYS, text) >= 0;
const shortYear: Apply = (draft, text) => {
  draft.year = Number(text) + (Number(text) >= 69 ? 1900 : 2000);
  return true;
};
const half: Apply = (draft, text) => {
  draft.afternoon = text.toUpperCase() === 'PM';
  return true;
};

const zoneName: Apply = (draft, text) => {
  draft.zone = text;
  const gmt = /^GMT([+-][0-9]{1,2})$/.exec(text);
  draft.offset = gmt ? Number(gmt[1]) * 3600 : 0;
  return true;
};

const offset: Apply = (draft, text) => {
  const [hours = 0, minutes = 0, seconds = 0] = (text.slice(1).match(/[0-9]{2}/g) ?? []).map(Number);
  draft.offset = (text.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
  if (text === 'Z') draft.zone = 'UTC';
  return hours <= 24 && minutes < 60 && seconds < 60;
};

const ONE_OR_TWO = '[0-9]{1,2}';
const TWO = '[0-9]{2}';
const NAME = '[A-Za-z]+';

const ELEMENTS: Readonly<Record<string, readonly [pattern: string, apply: Apply]>> = {
  January: [NAME, month],
  Jan: ['[A-Za-z]{3}', month],
  '01': [TWO, number('month', 12)],
  '1': [ONE_OR_TWO, number('month', 12)],
  Monday: [NAME, weekday],
  Mon: ['[A-Za-z]{3}', weekday],
  '02': [TWO, number('day', 31)],
  _2: [' ?[0-9]{1,2}', number('day', 31)],
  '2': [ONE_OR_TWO, number('day', 31)],
  '002': ['[0-9]{3}', number('yearDay', 366)],
  __2: [' {0,2}[0-9]{1,3}', number('yearDay', 366)],
  '15': [ONE_OR_TWO, number('hour', 23)],
  '03': [TWO, number('hour', 12)],
  '3': [ONE_OR_TWO, number('hour', 12)],
  '04': [TWO, number('minute', 59)],
  '4': [ONE_OR_TWO, number('minute', 59)],
  '05': [TWO, number('second', 59)],
  '5': [ONE_OR_TWO, number('second', 59)],
  '2006': ['[0-9]{4}', number('year')],
  '06': [TWO, shortYear],
  PM: ['AM|PM', half],
  pm: ['am|pm', half],
  MST: ['GMT[+-][0-9]{1,2}|[A-Z]{3,5}', zoneName],
  '-07:00:00': ['[+-][0-9]{2}:[0-9]{2}:[0-9]{2}', offset],
  '-070000': ['[+-][0-9]{6}', offset],
  '-07:00': ['[+-][0-9]{2}:[0-9]{2}', offset],
  '-0700': ['[+-][0-9]{4}', offset],
  '-07': ['[+-][0-9]{2}', offset],
  'Z07:00:00': ['Z|[+-][0-9]{2}:[0-9]{2}:[0-9]{2}', offset],
  Z070000: ['Z|[+-][0-9]{6}', offset],
  'Z07:00': ['Z|[+-][0-9]{2}:[0-9]{2}', offset],
  Z0700: ['Z|[+-][0-9]{4}', offset],
  Z07: ['Z|[+-][0-9]{2}', offset],
};

const escapeText = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/ +/g, ' +');

/** The expression for a layout, one group an element. Go reads a fraction behind seconds even where the layout has none. */
function patternOf(layout: string): { readonly pattern: RegExp; readonly applies: readonly Apply[] } {
  const applies: Apply[] = [];
  let source = '';
  const pieces = layoutPieces(layout);
  for (const [at, { element, text }] of pieces.entries()) {
    const known = element ? ELEMENTS[text] : undefined;
    const isFraction = element && /^[.,]/.test(text);
    if (known) {
      applies.push(known[1]);
      source += `(${known[0]})`;
    } else if (isFraction) {
      applies.push(fraction);
      source += text[1] === '0' ? `([.,][0-9]{${text.length - 1}})` : '([.,][0-9]+)?';
    } else source += escapeText(text);
    if ((text === '05' || text === '5') && !/^[.,]/.test(pieces[at + 1]?.text ?? '')) {
      applies.push(fraction);
      source += '([.,][0-9]+)?';
    }
  }
  return { pattern: new RegExp(`^${source}$`, 'i'), applies };
}

const fraction: Apply = (draft, text) => {
  draft.nanosecond = Number(text.slice(1).padEnd(9, '0').slice(0, 9));
  return true;
};

const daysIn = (year: number, monthNumber: number): number => new Date(Date.UTC(year, monthNumber, 0)).getUTCDate();

/** Month and day of a day of the year. */
function resolveYearDay(draft: Draft): void {
  if (draft.yearDay < 0) return;
  const date = new Date(Date.UTC(draft.year, 0, draft.yearDay));
  draft.month = date.getUTCMonth() + 1;
  draft.day = date.getUTCDate();
}

/** The time a text gives in a layout; `undefined` when it does not fit or is no time. */
export function parseTime(layout: string, text: string): ParsedTime | undefined {
  const { pattern, applies } = patternOf(layout);
  const match = pattern.exec(text);
  if (!match) return undefined;
  const draft: Draft = {
    year: 0,
    month: 1,
    day: 1,
    yearDay: -1,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    afternoon: undefined,
    offset: undefined,
    zone: '',
  };
  for (const [index, apply] of applies.entries()) {
    const part = match[index + 1];
    if (part !== undefined && !apply(draft, part)) return undefined;
  }
  resolveYearDay(draft);
  if (draft.afternoon === true && draft.hour < 12) draft.hour += 12;
  else if (draft.afternoon === false && draft.hour === 12) draft.hour = 0;
  if (draft.month < 1 || draft.day < 1 || draft.day > daysIn(draft.year, draft.month)) return undefined;
  return draft;
}
