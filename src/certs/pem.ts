/** Texts in PEM (RFC 7468). */
import { X509Certificate } from 'node:crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
const LINE_LENGTH = 64;

/** The certificates of a text, as PEM and in their order; whatever else stands in it, keys too, is left out. */
export function certificateBlocks(text: string): readonly string[] {
  return text.match(CERTIFICATE) ?? [];
}

/** The certificate of one block; `undefined` for bytes that are none. */
export function readCertificate(block: string): X509Certificate | undefined {
  try {
    return new X509Certificate(block);
  } catch {
    // OpenSSL's complaints are about bytes; that it is no certificate is all there is to say.
    return undefined;
  }
}

/** The certificates of a text in their order; blocks that are none are left out. */
export function readCertificates(text: string): readonly X509Certificate[] {
  return certificateBlocks(text).flatMap((block) => readCertificate(block) ?? []);
}

/** Whether a private key stands in a text, whatever its kind. */
export function hasPrivateKey(text: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
}

/** Bytes as PEM, with a line feed at the end. */
export function pemBlock(label: 'CERTIFICATE' | 'PRIVATE KEY', bytes: ArrayBuffer | Uint8Array): string {
  const lines = Buffer.from(new Uint8Array(bytes))
    .toString('base64')
    .match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g'));
  return `-----BEGIN ${label}-----\n${(lines ?? []).join('\n')}\n-----END ${label}-----\n`;
}
