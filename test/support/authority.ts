import { webcrypto } from 'node:crypto';
import { issueCertificate, type KeyPair, makeAuthority } from '../../src/certs/authority.ts';

const DAY_MS = 86_400_000;

/** What a certificate of a test says. */
export interface TestOrder {
  readonly uri?: string;
  readonly dnsNames?: readonly string[];
  /** Days from now at which it begins and ends; a day from now on without. */
  readonly days?: readonly [number, number];
}

/** An authority for a test, and what it vouches for. */
export interface TestAuthority {
  readonly certificate: string;
  readonly key: string;
  issue(order: TestOrder): Promise<KeyPair>;
}

/** An authority that has been there for a year. */
export async function testAuthority(): Promise<TestAuthority> {
  const at = (days: number) => ({ crypto: webcrypto, now: new Date(Date.now() + days * DAY_MS) });
  const authority = await makeAuthority(at(-365));
  return {
    ...authority,
    issue: ({ uri, dnsNames = [], days: [from, to] = [0, 1] }) =>
      issueCertificate({ ...(uri && { uri }), dnsNames, lifetimeMs: (to - from) * DAY_MS }, authority, at(from)),
  };
}
