/** An estimate of what rules cost in new connections per second. */
import type { Verdict } from '../trace/path.ts';

/**
 * One machine, one run, new connections per second of four workers beside those without rules, all within a tenth: crossing
 * about ten rules 0.92, three hundred more 0.82; REDIRECT through a minimal TCP relay 0.42, TPROXY 0.38.
 */
const MEASURED = { crossing: 0.92, crossingMore: 0.82, redirect: 0.42, tproxy: 0.38 } as const;

const RULES_CROSSED = 10;
const RULES_MORE = 300;

/** Time of a connection that no rule is compared with. */
const DIRECT = 1;

const PER_RULE = (1 / MEASURED.crossingMore - 1 / MEASURED.crossing) / RULES_MORE;
/** That there are rules at all. */
const HOOKED = 1 / MEASURED.crossing - DIRECT - PER_RULE * RULES_CROSSED;

/** What the way through a proxy adds. */
const DIVERSION: Readonly<Record<Verdict, number>> = {
  REDIRECT: 1 / MEASURED.redirect - 1 / MEASURED.crossing,
  TPROXY: 1 / MEASURED.tproxy - 1 / MEASURED.crossing,
  ACCEPT: 0,
  DROP: 0,
};

/** New connections per second beside a machine without rules: 1 is no loss. Packets no rule is compared with lose nothing. */
export function connectionRate({ verdict, rules }: { readonly verdict: Verdict; readonly rules: number }): number {
  if (rules === 0) return DIRECT;
  return DIRECT / (DIRECT + HOOKED + PER_RULE * rules + DIVERSION[verdict]);
}
