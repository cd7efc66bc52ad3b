/** Findings without those that are not wanted, and what is to be said about who does not want them. */
import { CODES, type Code } from '../../model/codes.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { nearest } from '../../model/suggest.ts';
import { keysOf, namesOfCode, type Suppression, UNUSED } from './suppression.ts';
import { type Demand, lacking } from './terms.ts';

/** What suppressions are measured by. */
export interface SettleOptions {
  /** The day of the run, such as `2027-01-31`. */
  readonly today: string;
  /** What every suppression has to say. */
  readonly demands: readonly Demand[];
  /** Codes there are besides meshctl's own. */
  readonly moreCodes: ReadonlySet<string>;
}

/** What is left. */
export interface Settled {
  readonly shown: readonly Diagnostic[];
  /** Suppressions that are past their day or lack something: the findings they are for are shown. */
  readonly invalid: readonly Diagnostic[];
  /** Suppressions of findings that are not there. */
  readonly unused: readonly Diagnostic[];
}

function about(
  { at }: Suppression,
  code: Code,
  { message, remediation }: { readonly message: string; readonly remediation?: string | undefined },
): Diagnostic {
  const info = CODES[code];
  return { code, level: info.level, message, ...at, remediation: remediation ?? info.remediation };
}

/** Why a suppression has no effect whatever is found; `undefined` when it may have one. */
function invalidity(suppression: Suppression, { today, demands }: SettleOptions): Diagnostic | undefined {
  const { title, terms, flaw } = suppression;
  if (flaw !== undefined)
    return about(suppression, 'MSH3905', {
      message: `${title} does not count: ${flaw}`,
      remediation: "Write it in the line before: # meshctl-disable-next-line IST0101 -- the gateway is another team's",
    });
  if (terms.until !== undefined && terms.until < today)
    return about(suppression, 'MSH3904', { message: `${title} counted until "${terms.until}"` });
  const reason = lacking(terms, demands);
  return reason === undefined
    ? undefined
    : about(suppression, 'MSH3905', { message: `${title} does not count: ${reason}` });
}

const isKnown = (code: string, { moreCodes }: SettleOptions): boolean =>
  code === '*' || Object.hasOwn(CODES, code) || moreCodes.has(code);

function unusedFinding(suppression: Suppression, code: string, options: SettleOptions): Diagnostic {
  const { source, title } = suppression;
  if (isKnown(code, options))
    return about(suppression, UNUSED[source], {
      message: `${title} suppresses ${code === '*' ? 'every code' : JSON.stringify(code)}, which is not found there`,
    });
  const meant = nearest(code, [...Object.keys(CODES), ...options.moreCodes]);
  return about(suppression, UNUSED[source], {
    message: `${title} suppresses ${JSON.stringify(code)}, a code there is not`,
    remediation: meant === undefined ? undefined : `Did you mean "${meant}"?`,
  });
}

/** Suppressions by what findings have to have for them. */
function byKey(suppressions: readonly Suppression[]): ReadonlyMap<string, readonly Suppression[]> {
  const out = new Map<string, Suppression[]>();
  for (const suppression of suppressions) {
    for (const key of suppression.keys) {
      const list = out.get(key);
      if (list) list.push(suppression);
      else out.set(key, [suppression]);
    }
  }
  return out;
}

/** Takes out what is suppressed. Suppressions that lack what is demanded, or are past their day, suppress nothing. */
export function settle(
  findings: readonly Diagnostic[],
  suppressions: readonly Suppression[],
  options: SettleOptions,
): Settled {
  const judged = suppressions.map((suppression) => ({ suppression, invalid: invalidity(suppression, options) }));
  const valid = judged.flatMap(({ suppression, invalid }) => (invalid ? [] : [suppression]));
  const index = byKey(valid);
  const used = new Map<Suppression, Set<string>>(valid.map((suppression) => [suppression, new Set()]));
  const isShown = (finding: Diagnostic): boolean => {
    let shown = true;
    const names = namesOfCode(finding);
    for (const suppression of keysOf(finding).flatMap((key) => index.get(key) ?? [])) {
      const code = suppression.codes.find((each) => each === '*' || names.includes(each));
      if (code === undefined || suppression.covers?.(finding) === false) continue;
      used.get(suppression)?.add(code);
      shown = false;
    }
    return shown;
  };
  return {
    shown: findings.filter(isShown),
    invalid: judged.flatMap(({ invalid }) => invalid ?? []),
    unused: valid.flatMap((suppression) =>
      suppression.codes
        .filter((code) => used.get(suppression)?.has(code) !== true)
        .map((code) => unusedFinding(suppression, code, options)),
    ),
  };
}
