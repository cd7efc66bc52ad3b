import type { X509Certificate } from 'node:crypto';
import { certificateBlocks, readCertificates as certificatesIn, readCertificate } from '../certs/pem.ts';

/** What tables say of a certificate. */
export interface CertificateFacts {
  readonly isCa: boolean;
  /** Lower-case hexadecimal digits. */
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Host of the certificate's `spiffe://` name; `undefined` when it has none. */
  readonly trustDomain: string | undefined;
  readonly subject: string;
  /** Its first alternative name (a SPIFFE identity, a host), else the subject. */
  readonly identity: string;
  /** Digest by which certificates are told apart. */
  readonly fingerprint: string;
}

/** The certificates of a PEM text in their order; what is no certificate is left out. */
export function readCertificates(pem: string): readonly CertificateFacts[] {
  return certificatesIn(pem).map(factsOf);
}

/** The first certificate of a PEM text; `undefined` when there is none or it is broken. */
export function firstCertificate(pem: string): CertificateFacts | undefined {
  const [block] = certificateBlocks(pem);
  const certificate = block === undefined ? undefined : readCertificate(block);
  return certificate && factsOf(certificate);
}

function factsOf(certificate: X509Certificate): CertificateFacts {
  const subject = certificate.subject?.replaceAll('\n', ', ') ?? '';
  return {
    isCa: certificate.ca,
    serial: certificate.serialNumber.toLowerCase(),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    trustDomain: /URI:spiffe:\/\/([^/,"\s]+)/.exec(certificate.subjectAltName ?? '')?.[1],
    subject,
    identity: /^(?:URI|DNS|IP Address):"?([^,"]+)/.exec(certificate.subjectAltName ?? '')?.[1] ?? subject,
    fingerprint: certificate.fingerprint256,
  };
}

/** Whether a moment lies between a certificate's dates. */
export function isValidAt({ notBefore, notAfter }: CertificateFacts, now: Date): boolean {
  return notBefore <= now && now <= notAfter;
}

/** A moment as RFC 3339 has it, to the second, in UTC. */
export function rfc3339(moment: Date): string {
  return `${moment.toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}Z`;
}
