/** Shares of requests. */
import type { FractionalPercent, RuntimeFractionalPercent } from '../../xds/resources/common.ts';

/** Evenly spread over 0 (included) to 1 (excluded). */
export type Random = () => number;

const DENOMINATORS = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 } as const;

/** The share as a number from 0 to 1. @see envoy.type.v3.FractionalPercent */
export function chanceOf({ numerator = 0, denominator = 'HUNDRED' }: FractionalPercent): number {
  return Math.min(1, numerator / DENOMINATORS[denominator]);
}

/** The share of an optional field; all where it is absent. */
export function runtimeChance(fraction: RuntimeFractionalPercent | undefined): number {
  return fraction === undefined ? 1 : chanceOf(fraction.default_value);
}

/** Draws: true for this share of calls, and without a draw for all or none. */
export function happens(chance: number, random: Random): boolean {
  return chance >= 1 || (chance > 0 && random() < chance);
}
