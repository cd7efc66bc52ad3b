/** Conditions on texts and shares of requests, as Envoy writes them. */
import type { StringMatch } from '../../mesh/types/common.ts';
import type { Percent } from '../../mesh/types/virtual-service.ts';
import type { FractionalPercent, StringMatcher } from '../resources/common.ts';

/** The matcher of a condition; `undefined` for an empty one, which asks for presence only. */
export function stringMatcher({ exact, prefix, regex }: StringMatch): StringMatcher | undefined {
  if (exact !== undefined) return { exact };
  if (prefix !== undefined) return prefix === '' ? undefined : { prefix };
  return regex === undefined ? undefined : { safe_regex: { regex } };
}

const PARTS_PER_MILLION = 10_000;

/** A percentage with four decimal places. */
export function fractionalPercent({ value = 0 }: Percent): FractionalPercent {
  const numerator = Math.round(value * PARTS_PER_MILLION);
  return { ...(numerator === 0 ? {} : { numerator }), denominator: 'MILLION' };
}

/** All requests. */
export const ALWAYS: FractionalPercent = { numerator: 100 };
