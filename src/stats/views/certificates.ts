/** The certificates of a proxy, the next to expire first. */
import type { ConfigDump } from '../../envoy/dump.ts';
import { type Expiry, expiryOf } from '../../envoy/expiry.ts';
import { certificatesOf, type HeldCertificate } from '../../envoy/roots.ts';
import { type Column, numberCell, type Tone, textCell, type ViewRow } from '../cells.ts';
import { type View, waiting } from './view.ts';

/** Days before expiry that somebody should know of, and those when it is urgent. */
const WATCHED_DAYS = 30;
const URGENT_DAYS = 7;

const COLUMNS: readonly Column[] = [
  { title: 'SECRET', drop: 0 },
  { title: 'DAYS', right: true, drop: 0 },
  { title: 'STATE', drop: 1 },
  { title: 'KIND', drop: 3 },
  { title: 'IDENTITY', grows: true, drop: 0 },
  { title: 'TRUST DOMAIN', drop: 4 },
  { title: 'NOT AFTER', drop: 2 },
  { title: 'SERIAL', drop: 5 },
];

const known = new WeakMap<ConfigDump, readonly HeldCertificate[]>();

function held(dump: ConfigDump): readonly HeldCertificate[] {
  // Certificates are decoded by OpenSSL: once for each dump is enough.
  const found = known.get(dump) ?? (dump.find('secrets') === undefined ? [] : certificatesOf(dump));
  known.set(dump, found);
  return found;
}

function toneOf({ daysLeft, state }: Expiry): Tone | undefined {
  if (state === 'expired' || state === 'not yet valid' || daysLeft < URGENT_DAYS) return 'bad';
  return daysLeft < WATCHED_DAYS ? 'watch' : undefined;
}

function certificateRow(item: HeldCertificate, expiry: Expiry): ViewRow {
  const { secret, daysLeft, state, isCa, identity, notAfter, serial } = expiry;
  const tone = toneOf(expiry);
  const cells = [
    textCell(secret),
    numberCell(daysLeft, (days) => `${days}${tone === 'bad' ? '!' : ''}`, tone),
    textCell(state, tone),
    textCell(isCa ? 'CA' : 'leaf'),
    textCell(identity),
    textCell(item.certificate.trustDomain ?? '–'),
    textCell(notAfter.slice(0, 'YYYY-MM-DD'.length)),
    textCell(serial),
  ];
  const { proxy: _, ...value } = expiry;
  return { key: `${secret} ${serial}`, cells, value: { ...value }, target: { kind: 'secret', name: secret } };
}

/** What a proxy holds of certificates. */
export const certificates: View = {
  title: 'certificates',
  kind: 'CertificateList',
  needs: ['dump'],
  table({ proxy: { name, dump }, now }) {
    const items = dump ? held(dump.dump) : [];
    const dated = items.map((item) => ({ item, expiry: expiryOf(item, { proxy: name, now, days: WATCHED_DAYS }) }));
    dated.sort((a, b) => a.expiry.daysLeft - b.expiry.daysLeft);
    return { columns: COLUMNS, rows: dated.map(({ item, expiry }) => certificateRow(item, expiry)) };
  },
  empty: ({ proxy }) => (proxy.dump ? 'the proxy holds no certificates' : waiting('/config_dump', proxy)),
};
