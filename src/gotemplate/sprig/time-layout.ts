/**
 * Go's time layouts: a layout is the reference time `Mon Jan 2 15:04:05 MST 2006` as it should be shown.
 *
 * @see https://pkg.go.dev/time#pkg-constants
 */

/** A moment on the clock of some zone. */
export interface ClockTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1 to 366. */
  readonly yearDay: number;
  /** Seconds east of UTC. */
  readonly offset: number;
  /** Short name of the zone. */
  readonly zone: string;
}

/** January first. */
export const MONTHS: readonly string[] =
  'January February March April May June July August September October November December'.split(' ');
/** Sunday first. */
export const DAYS: readonly string[] = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** A piece of a layout: an element that stands for something, or plain text. */
export interface LayoutPiece {
  readonly element: boolean;
  readonly text: string;
}

// Longer elements first where one starts like another.
const ELEMENTS =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|002|__2|_2006|_2|01|02|03|04|05|06|15|PM|pm|-07:00:00|-070000|-07:00|-0700|-07|Z07:00:00|Z070000|Z07:00|Z0700|Z07|[.,]0+(?![0-9])|[.,]9+(?![0-9])|1|2|3|4|5/g;

const pad = (value: number, width = 2, fill = '0'): string => String(value).padStart(width, fill);

/** A layout in pieces. A fraction counts only behind seconds. */
export function layoutPieces(layout: string): readonly LayoutPiece[] {
  const out: LayoutPiece[] = [];
  let at = 0;
  const plain = (end: number): void => {
    if (end > at) out.push({ element: false, text: layout.slice(at, end) });
  };
  for (const match of layout.matchAll(ELEMENTS)) {
    plain(match.index);
    at = match.index + match[0].length;
    // `_2006` is an underscore and a year.
    if (match[0] === '_2006') out.push({ element: false, text: '_' }, { element: true, text: '2006' });
    else out.push({ element: true, text: match[0] });
  }
  plain(layout.length);
  return out;
}

/** An offset from UTC: `-07` hours, `00` minutes and seconds, colons where the element has them. */
function zoneOffset(element: string, time: ClockTime): string {
  if (element.startsWith('Z') && time.offset === 0) return 'Z';
  const total = Math.abs(time.offset);
  const parts = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60].map((part) => pad(part));
  const count = element.replace(/[^0-9]/g, '').length / 2;
  return (time.offset < 0 ? '-' : '+') + parts.slice(0, count).join(element.includes(':') ? ':' : '');
}

/** The zone's name; where it has none its distance from UTC. */
function zoneName(time: ClockTime): string {
  return time.zone === '' ? zoneOffset('-0700', time) : time.zone;
}

function fraction(element: string, time: ClockTime): string {
  const digits = pad(time.nanosecond, 9).slice(0, element.length - 1);
  if (element[1] === '0') return element[0] + digits;
  const short = digits.replace(/0+$/, '');
  return short === '' ? '' : element[0] + short;
}

const FORMATS: Readonly<Record<string, (time: ClockTime) => string>> = {
  January: ({ month }) => MONTHS[month - 1] ?? '',
  Jan: ({ month }) => (MONTHS[month - 1] ?? '').slice(0, 3),
  '01': ({ month }) => pad(month),
  '1': ({ month }) => String(month),
  Monday: ({ weekday }) => DAYS[weekday] ?? '',
  Mon: ({ weekday }) => (DAYS[weekday] ?? '').slice(0, 3),
  '02': ({ day }) => pad(day),
  _2: ({ day }) => pad(day, 2, ' '),
  '2': ({ day }) => String(day),
  '002': ({ yearDay }) => pad(yearDay, 3),
  __2: ({ yearDay }) => pad(yearDay, 3, ' '),
  '15': ({ hour }) => pad(hour),
  '03': ({ hour }) => pad(hour % 12 === 0 ? 12 : hour % 12),
  '3': ({ hour }) => String(hour % 12 === 0 ? 12 : hour % 12),
  '04': ({ minute }) => pad(minute),
  '4': ({ minute }) => String(minute),
  '05': ({ second }) => pad(second),
  '5': ({ second }) => String(second),
  '2006': ({ year }) => pad(year, 4),
  '06': ({ year }) => pad(year % 100),
  PM: ({ hour }) => (hour >= 12 ? 'PM' : 'AM'),
  pm: ({ hour }) => (hour >= 12 ? 'pm' : 'am'),
  MST: zoneName,
};

/** The time as the layout shows it. */
export function formatTime(layout: string, time: ClockTime): string {
  return layoutPieces(layout)
    .map(({ element, text }) => {
      if (!element) return text;
      if (/^[.,]/.test(text)) return fraction(text, time);
      return FORMATS[text]?.(time) ?? zoneOffset(text, time);
    })
    .join('');
}
