/**
 * The development authority and what it vouches for. Its library is loaded with this file, so only those import it who are
 * about to make a certificate.
 */
import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { AUTHORITY_LIFETIME_MS, CLOCK_SKEW_MS } from './lifetime.ts';
import { pemBlock } from './pem.ts';

/** Of every key here. */
const KEYS = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
/** RFC 5280 4.1.2.2: at most 20, the first one positive. */
const SERIAL_BYTES = 16;

/** A certificate and its private key, each as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Where keys and time come from. */
export interface Making {
  readonly crypto: webcrypto.Crypto;
  readonly now: Date;
}

function serialNumber(crypto: webcrypto.Crypto): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SERIAL_BYTES));
  // The first bit would make it negative, and without the second it might begin with a zero byte.
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

const generateKeys = ({ subtle }: webcrypto.Crypto): Promise<webcrypto.CryptoKeyPair> =>
  subtle.generateKey(KEYS, true, ['sign', 'verify']);

async function pairOf(
  certificate: X509Certificate,
  key: webcrypto.CryptoKey,
  { subtle }: webcrypto.Crypto,
): Promise<KeyPair> {
  return {
    certificate: pemBlock('CERTIFICATE', certificate.rawData),
    key: pemBlock('PRIVATE KEY', await subtle.exportKey('pkcs8', key)),
  };
}

/** A new authority of ten years, ECDSA P-256, that may sign certificates and nothing below it authorities. */
export async function makeAuthority({ crypto, now }: Making): Promise<KeyPair> {
  const keys = await generateKeys(crypto);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: [{ O: ['meshctl'] }, { CN: ['development authority'] }],
      keys,
      signingAlgorithm: SIGNATURE,
      serialNumber: serialNumber(crypto),
      notBefore: new Date(now.getTime() - CLOCK_SKEW_MS),
      notAfter: new Date(now.getTime() + AUTHORITY_LIFETIME_MS),
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  return pairOf(certificate, keys.privateKey, crypto);
}

/** What a certificate is to say. */
export interface CertificateOrder {
  /** Its SPIFFE identity; absent for a server that is known by its host names alone. */
  readonly uri?: string;
  readonly dnsNames: readonly string[];
  readonly lifetimeMs: number;
}

async function extensionsFor(
  order: CertificateOrder,
  issuer: X509Certificate,
  keys: webcrypto.CryptoKeyPair,
  crypto: webcrypto.Crypto,
) {
  const uris = order.uri === undefined ? [] : [{ type: 'url' as const, value: order.uri }];
  const names = [...uris, ...order.dnsNames.map((value) => ({ type: 'dns' as const, value }))];
  const extensions: readonly Extension[] = [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
    await SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
    await AuthorityKeyIdentifierExtension.create(issuer, false, crypto),
    // RFC 5280 4.2.1.6: critical, since there is no subject.
    new SubjectAlternativeNameExtension(names, true),
  ];
  return [...extensions];
}

/**
 * A certificate of its own key, signed by the authority. It ends no later than the authority does.
 * Throws, by its promise, for an authority whose PEM cannot be read.
 */
export async function issueCertificate(
  order: CertificateOrder,
  authority: KeyPair,
  { crypto, now }: Making,
): Promise<KeyPair> {
  const issuer = new X509Certificate(authority.certificate);
  const der = Buffer.from(authority.key.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const signingKey = await crypto.subtle.importKey('pkcs8', der, KEYS, false, ['sign']);
  const keys = await generateKeys(crypto);
  const certificate = await X509CertificateGenerator.create(
    {
      subject: [],
      issuer: issuer.subjectName,
      publicKey: keys.publicKey,
      signingKey,
      signingAlgorithm: SIGNATURE,
      serialNumber: serialNumber(crypto),
      notBefore: new Date(Math.max(now.getTime() - CLOCK_SKEW_MS, issuer.notBefore.getTime())),
      notAfter: new Date(Math.min(now.getTime() + order.lifetimeMs, issuer.notAfter.getTime())),
      extensions: await extensionsFor(order, issuer, keys, crypto),
    },
    crypto,
  );
  return pairOf(certificate, keys.privateKey, crypto);
}
