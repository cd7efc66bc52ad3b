/** How long certificates are good for. */
import type { X509Certificate } from 'node:crypto';

const HOUR_MS = 3_600_000;
/** A day of 24 hours. */
export const DAY_MS = 24 * HOUR_MS;

/** Of a workload's certificate: as short as Istio's. */
export const WORKLOAD_LIFETIME_MS = 24 * HOUR_MS;
/** Of the development authority. */
export const AUTHORITY_LIFETIME_MS = 3650 * DAY_MS;
/** Certificates are valid a little before they are made: clocks differ. */
export const CLOCK_SKEW_MS = 60_000;

/** What of a certificate its age is known by. */
export type Dated = Pick<X509Certificate, 'validFrom' | 'validTo'>;

/** When a certificate is to be replaced: half of its life is over, so that a day without the authority does no harm. */
export function renewalTime({ validFrom, validTo }: Dated): Date {
  return new Date((Date.parse(validFrom) + Date.parse(validTo)) / 2);
}

/** Where a moment lies in a certificate's life. */
export type LifeState = 'not yet valid' | 'valid' | 'expires soon' | 'expired';

/** The state at a moment; `soon` begins so many days before the end. */
export function lifeState({ validFrom, validTo }: Dated, now: Date, soonDays: number): LifeState {
  const left = Date.parse(validTo) - now.getTime();
  if (left < 0) return 'expired';
  if (now.getTime() < Date.parse(validFrom)) return 'not yet valid';
  return left < soonDays * DAY_MS ? 'expires soon' : 'valid';
}

/** Whole days until a certificate expires; negative when it has. */
export function daysLeft({ validTo }: Dated, now: Date): number {
  return Math.floor((Date.parse(validTo) - now.getTime()) / DAY_MS);
}
