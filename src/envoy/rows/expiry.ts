import type { Expiry } from '../expiry.ts';
import type { Table } from './table.ts';

const DATE_LENGTH = 'YYYY-MM-DD'.length;

/** The table of certificates and when they expire. */
export function expiryTable(all: readonly Expiry[]): Table {
  const rows = all.map(({ proxy, secret, identity, isCa, notAfter, daysLeft, state }) => [
    notAfter.slice(0, DATE_LENGTH),
    String(daysLeft),
    state,
    isCa ? 'CA' : 'leaf',
    secret,
    identity,
    proxy,
  ]);
  return { header: ['EXPIRES', 'DAYS LEFT', 'STATE', 'KIND', 'SECRET', 'IDENTITY', 'PROXY'], rows, padding: 3 };
}
