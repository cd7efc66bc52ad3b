import { webcrypto, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issueCertificate, makeAuthority } from '../../src/certs/authority.ts';
import { inspectChain, isSound } from '../../src/certs/inspect.ts';
import { DAY_MS, daysLeft, lifeState, renewalTime } from '../../src/certs/lifetime.ts';
import { hasPrivateKey, readCertificate, readCertificates } from '../../src/certs/pem.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const making = { crypto: webcrypto, now: NOW };
const later = (days: number) => new Date(NOW.getTime() + days * DAY_MS);
const URI = 'spiffe://cluster.local/ns/shop/sa/web';
const authority = await makeAuthority(making);
const pair = await issueCertificate({ uri: URI, dnsNames: ['web.shop'], lifetimeMs: DAY_MS }, authority, making);
const look = { now: NOW, soonDays: 0, authorities: '' };

describe('the authority', () => {
  const certificate = new X509Certificate(authority.certificate);

  it('signs itself, for ten years, with a key of its own', () => {
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(daysLeft({ validFrom: certificate.validFrom, validTo: certificate.validTo }, NOW)).toBe(3650);
  });

  it('gives every certificate another serial number', async () => {
    const other = await issueCertificate({ uri: URI, dnsNames: [], lifetimeMs: DAY_MS }, authority, making);
    const serials = [authority, pair, other].map((each) => new X509Certificate(each.certificate).serialNumber);
    expect(new Set(serials).size).toBe(3);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
  });
});

describe('a certificate of it', () => {
  const certificate = new X509Certificate(pair.certificate);

  it('names the workload, and is for both sides of TLS', () => {
    expect(certificate.subjectAltName).toBe(`URI:${URI}, DNS:web.shop`);
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(certificate.subject ?? '').toBe('');
  });

  it('is what inspect finds sound', () => {
    const report = inspectChain(
      { source: 'x', chain: pair.certificate, roots: authority.certificate, key: pair.key },
      look,
    );
    expect(report).toMatchObject({
      trust: 'trusted',
      privateKey: 'matches',
      certificates: [
        {
          kind: 'leaf',
          spiffeId: URI,
          trustDomain: 'cluster.local',
          daysLeft: 1,
          state: 'valid',
          key: 'ec prime256v1',
        },
      ],
    });
    expect(isSound(report)).toBe(true);
    expect(JSON.stringify(report)).not.toContain(pair.key.split('\n')[1]);
  });

  it('lives no longer than the authority', async () => {
    const late = { crypto: webcrypto, now: later(3649) };
    const last = await issueCertificate({ uri: URI, dnsNames: [], lifetimeMs: 30 * DAY_MS }, authority, late);
    expect(new X509Certificate(last.certificate).validTo).toBe(new X509Certificate(authority.certificate).validTo);
  });

  it('is due for another one when half of its life is over', () => {
    const { validFrom, validTo } = certificate;
    expect(renewalTime({ validFrom, validTo }).getTime() - NOW.getTime()).toBe((DAY_MS - 60_000) / 2);
  });

  it.each([
    [later(-1), 'not yet valid'],
    [NOW, 'valid'],
    [later(0.9), 'valid'],
    [later(2), 'expired'],
  ] as const)('at %s is %s', (now, state) => {
    const { validFrom, validTo } = certificate;
    expect(lifeState({ validFrom, validTo }, now, 0)).toBe(state);
  });
});

describe('trust', () => {
  const chainOf = (chain: string, roots: string, now = NOW) =>
    inspectChain({ source: 'x', chain, roots, key: '' }, { ...look, now }).trust;

  it('is told for every kind of chain', async () => {
    const other = await makeAuthority(making);
    expect(chainOf(pair.certificate, authority.certificate)).toBe('trusted');
    expect(chainOf(pair.certificate + authority.certificate, authority.certificate)).toBe('trusted');
    expect(chainOf(pair.certificate + authority.certificate, '')).toBe('self-signed');
    expect(chainOf(pair.certificate, other.certificate)).toBe('unknown issuer');
    expect(chainOf(pair.certificate + other.certificate, '')).toBe('broken chain');
    expect(chainOf(authority.certificate, '')).toBe('self-signed');
    expect(chainOf(authority.certificate + other.certificate, authority.certificate)).toBe('trusted');
    expect(chainOf(pair.certificate, authority.certificate, later(4000))).toBe('expired issuer');
    expect(chainOf('', authority.certificate)).toBe('unknown issuer');
  });

  it('knows a key that is somebody else’s, and one that cannot be read', async () => {
    const held = { source: 'x', chain: pair.certificate, roots: authority.certificate };
    expect(inspectChain({ ...held, key: authority.key }, look).privateKey).toBe('does not match');
    expect(inspectChain({ ...held, key: 'no key' }, look).privateKey).toBe('does not match');
    expect(isSound(inspectChain({ ...held, key: authority.key }, look))).toBe(false);
  });
});

describe('PEM', () => {
  it('is read among whatever else stands in a text', () => {
    const text = `Bag Attributes\n${pair.key}some words\n${pair.certificate}${authority.certificate}`;
    expect(readCertificates(text)).toHaveLength(2);
    expect(hasPrivateKey(text)).toBe(true);
    expect(hasPrivateKey(pair.certificate)).toBe(false);
  });

  it('may hold what is no certificate', () => {
    expect(readCertificate('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toBeUndefined();
  });
});
