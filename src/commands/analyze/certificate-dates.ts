import process from 'node:process';
import type { CertificateDates } from '../../analyze/facts/credentials.ts';

/**
 * From when until when a certificate in PEM is valid; `undefined` for what is none. Node's cryptography takes several milliseconds to
 * load, and few files hold certificates: hence not an import.
 */
export function certificateDates(pem: string): CertificateDates | undefined {
  const { X509Certificate } = process.getBuiltinModule('node:crypto');
  try {
    const { validFrom, validTo } = new X509Certificate(pem);
    return { validFrom: new Date(validFrom), validTo: new Date(validTo) };
  } catch {
    // OpenSSL's complaints are about bytes; that it is no certificate is all there is to say.
    return undefined;
  }
}
