/** What is to be said of certificates: who they name, how long they last, who vouches for them. */
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { daysLeft, type LifeState, lifeState } from './lifetime.ts';
import { type AlternativeName, alternativeNames, spiffeTrustDomain } from './names.ts';
import { readCertificates } from './pem.ts';

/** A chain of certificates as somebody holds it. */
export interface HeldChain {
  /** Where it was found, as people call it. */
  readonly source: string;
  /** PEM: the holder's certificate first, then those that vouch for it; or a bundle of authorities. */
  readonly chain: string;
  /** PEM of the authorities that come with it; empty without any. */
  readonly roots: string;
  /** PEM of its private key; empty where it is not there. It is compared, and goes nowhere. */
  readonly key: string;
}

/** Whether a chain leads to an authority that is known. */
export type Trust =
  | 'trusted'
  /** It signs itself, and is not among the authorities that were given. */
  | 'self-signed'
  /** Its last certificate is signed by nobody that was given. */
  | 'unknown issuer'
  /** A certificate of the chain is not signed by the one behind it. */
  | 'broken chain'
  /** One above the first is outside its dates. */
  | 'expired issuer';

/** One certificate. */
export interface CertificateReport {
  readonly kind: 'authority' | 'leaf';
  /** Its SPIFFE URI; absent without one. */
  readonly spiffeId?: string;
  readonly trustDomain?: string;
  readonly names: readonly AlternativeName[];
  /** In one line; empty for a certificate that is known by its names alone. */
  readonly subject: string;
  readonly issuer: string;
  /** Lower-case hexadecimal digits. */
  readonly serial: string;
  readonly key: string;
  /** SHA-256, lower-case hexadecimal digits. */
  readonly fingerprint: string;
  /** RFC 3339, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly daysLeft: number;
  readonly state: LifeState;
}

/** One chain. */
export interface ChainReport {
  readonly source: string;
  readonly trust: Trust;
  readonly privateKey: 'matches' | 'does not match' | 'absent';
  readonly certificates: readonly CertificateReport[];
}

/** As of when, how many days count as soon, and whom to trust besides the authorities that come with a chain. */
export interface InspectContext {
  readonly now: Date;
  readonly soonDays: number;
  /** PEM. */
  readonly authorities: string;
}

/** A name of several lines, as OpenSSL has it, in one. */
function oneLine(name: string | undefined): string {
  return (name ?? '').replaceAll('\n', ', ');
}

/** The key of a certificate; `undefined` for one OpenSSL cannot read, though it reads the rest. */
function publicKeyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey;
  } catch {
    return undefined;
  }
}

function keyText(certificate: X509Certificate): string {
  const key = publicKeyOf(certificate);
  if (key === undefined) return 'unreadable';
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details = {} } = key;
  if (details.namedCurve !== undefined) return `${type} ${details.namedCurve}`;
  return details.modulusLength === undefined ? type : `${type} ${details.modulusLength}`;
}

function certificateReport(certificate: X509Certificate, { now, soonDays }: InspectContext): CertificateReport {
  const names = alternativeNames(certificate.subjectAltName);
  const spiffeId = names.find(({ type, value }) => type === 'URI' && spiffeTrustDomain(value) !== undefined)?.value;
  const trustDomain = spiffeId === undefined ? undefined : spiffeTrustDomain(spiffeId);
  return {
    kind: certificate.ca ? 'authority' : 'leaf',
    ...(spiffeId === undefined ? {} : { spiffeId }),
    ...(trustDomain === undefined ? {} : { trustDomain }),
    names,
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    serial: certificate.serialNumber.toLowerCase(),
    key: keyText(certificate),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(certificate.validTo).toISOString(),
    daysLeft: daysLeft(certificate, now),
    state: lifeState(certificate, now, soonDays),
  };
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  const key = publicKeyOf(issuer);
  return key !== undefined && certificate.checkIssued(issuer) && certificate.verify(key);
}

const isAlive = (certificate: X509Certificate, now: Date): boolean => {
  const state = lifeState(certificate, now, 0);
  return state === 'valid' || state === 'expires soon';
};

/** The path from a certificate over its chain to an authority. A bundle of authorities is judged by its first. */
function trustOf(chain: readonly X509Certificate[], roots: readonly X509Certificate[], now: Date): Trust {
  let [at, ...above] = chain;
  if (at === undefined) return 'unknown issuer';
  const known = (one: X509Certificate) => roots.some(({ fingerprint256 }) => fingerprint256 === one.fingerprint256);
  // Authorities stand beside each other, not above each other.
  if (chain.every(({ ca }) => ca)) above = [];
  for (let steps = 0; ; steps++) {
    if (steps > 0 && !isAlive(at, now)) return 'expired issuer';
    const below: X509Certificate = at;
    if (known(below)) return 'trusted';
    const root = roots.find((each) => isSignedBy(below, each));
    if (root) return isAlive(root, now) ? 'trusted' : 'expired issuer';
    const [next, ...rest] = above;
    if (next === undefined) return isSignedBy(below, below) ? 'self-signed' : 'unknown issuer';
    if (!isSignedBy(below, next)) return 'broken chain';
    [at, above] = [next, rest];
  }
}

function privateKeyState(first: X509Certificate | undefined, key: string): ChainReport['privateKey'] {
  if (key === '') return 'absent';
  try {
    return first?.checkPrivateKey(createPrivateKey(key)) ? 'matches' : 'does not match';
  } catch {
    // Behind a passphrase, or no key: nothing can be said for it.
    return 'does not match';
  }
}

/** What is to be said of a chain; one that holds no certificate has an empty list. */
export function inspectChain({ source, chain, roots, key }: HeldChain, context: InspectContext): ChainReport {
  const certificates = readCertificates(chain);
  const authorities = [...readCertificates(roots), ...readCertificates(context.authorities)];
  return {
    source,
    trust: trustOf(certificates, authorities, context.now),
    privateKey: privateKeyState(certificates[0], key),
    certificates: certificates.map((each) => certificateReport(each, context)),
  };
}

/** Whether everything about a chain is as it should be: trusted, within its dates, and its key its own. */
export function isSound({ trust, privateKey, certificates }: ChainReport): boolean {
  return (
    certificates.length > 0 &&
    trust === 'trusted' &&
    privateKey !== 'does not match' &&
    certificates.every(({ state }) => state === 'valid')
  );
}
