/** What is said of findings that are not wanted: which, until when, and why. */

/** What stands behind the codes of a suppression: `until 2027-01-31 -- the gateway is another team's`. */
export interface Terms {
  readonly reason?: string;
  /** The last day it counts. */
  readonly until?: string;
  /** What stands where the day should. */
  readonly badDay?: string;
}

/** What people may be asked to say with every suppression. */
export const DEMANDS = ['reason', 'until'] as const;
export type Demand = (typeof DEMANDS)[number];

/** Behind it people say why. */
const REASON = /(?:^|\s)--(?:\s|$)/;
const UNTIL = /\suntil\s+(\S+)\s*$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether the calendar has the day. */
function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** A text taken apart: what is to be suppressed, and on which terms. */
export function readTerms(text: string): { readonly what: string; readonly terms: Terms } {
  const at = REASON.exec(text);
  const head = at ? text.slice(0, at.index) : text;
  const reason = at ? text.slice(at.index + at[0].length).trim() : '';
  const day = UNTIL.exec(head)?.[1];
  return {
    what: head.replace(UNTIL, '').trim(),
    terms: {
      ...(reason === '' ? {} : { reason }),
      ...(day === undefined ? {} : isDay(day) ? { until: day } : { badDay: day }),
    },
  };
}

/** Why a suppression does not count as it stands; `undefined` when it does. */
export function lacking(terms: Terms, demands: readonly Demand[]): string | undefined {
  if (terms.badDay !== undefined) return `"${terms.badDay}" is no day, as in 2027-01-31`;
  const missing = demands.filter((demand) => terms[demand] === undefined);
  return missing.length === 0 ? undefined : `it has no ${missing.map((demand) => WORDS[demand]).join(' and no ')}`;
}

const WORDS: Readonly<Record<Demand, string>> = { reason: 'reason', until: 'day until which it counts' };

/** The codes of a list, with commas or spaces between them. */
export const codesIn = (text: string): readonly string[] => text.split(/[\s,]+/).filter(Boolean);
