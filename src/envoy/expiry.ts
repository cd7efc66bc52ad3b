import type { HeldCertificate } from './roots.ts';

/** When a certificate of a proxy expires. */
export interface Expiry {
  readonly proxy: string;
  /** The secret it is in. */
  readonly secret: string;
  /** Its name: a SPIFFE identity, a host, or the subject. */
  readonly identity: string;
  readonly isCa: boolean;
  readonly serial: string;
  /** RFC 3339, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Whole days until it expires; negative when it has. */
  readonly daysLeft: number;
  readonly state: 'valid' | 'expires soon' | 'expired' | 'not yet valid';
}

/** As of when, for whom, and how many days count as soon. */
export interface ExpiryContext {
  readonly proxy: string;
  readonly now: Date;
  readonly days: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** What is to be said of the expiry of a certificate. */
export function expiryOf({ secret, certificate }: HeldCertificate, { proxy, now, days }: ExpiryContext): Expiry {
  const { notBefore, notAfter, identity, isCa, serial } = certificate;
  const daysLeft = Math.floor((notAfter.getTime() - now.getTime()) / DAY_MS);
  return {
    proxy,
    secret: secret.name,
    identity,
    isCa,
    serial,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    daysLeft,
    state: stateAt(now, { notBefore, notAfter, soon: daysLeft < days }),
  };
}

interface Span {
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly soon: boolean;
}

function stateAt(now: Date, { notBefore, notAfter, soon }: Span): Expiry['state'] {
  if (now > notAfter) return 'expired';
  if (now < notBefore) return 'not yet valid';
  return soon ? 'expires soon' : 'valid';
}
