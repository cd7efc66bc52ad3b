import { asList } from '../../model/json.ts';
import { type CertificateFacts, firstCertificate, isValidAt, rfc3339 } from '../certificate.ts';
import type { ConfigDump } from '../dump.ts';
import { field, fieldAt, list, text } from '../fields.ts';
import { cells, type Table } from './table.ts';

/** A secret a proxy holds, or one trust bundle of it. */
export interface SecretItem {
  readonly name: string;
  readonly state: 'ACTIVE' | 'WARMING';
  /** PEM; empty when the secret has no certificate. */
  readonly pem: string;
  /** Its first certificate. */
  readonly certificate: CertificateFacts | undefined;
  /** From the certificate, else from the trust bundle's name. */
  readonly trustDomain: string;
}

/** Digits serial numbers are padded to. */
const SERIAL_DIGITS = 32;

/** The secrets of a dump, warming ones first. Static ones are not among them. Throws EnvoyError when the dump has no such part. */
export function secretsOf(dump: ConfigDump): readonly SecretItem[] {
  const section = dump.section('secrets');
  return [
    ...list(section, 'dynamic_warming_secrets').flatMap((entry) => itemsOf(entry, 'WARMING')),
    ...list(section, 'dynamic_active_secrets').flatMap((entry) => itemsOf(entry, 'ACTIVE')),
  ];
}

function itemsOf(entry: unknown, state: SecretItem['state']): readonly SecretItem[] {
  const secret = field(entry, 'secret');
  const context = field(secret, 'validation_context');
  const domains = asList(fieldAt(context, 'custom_validator_config', 'typed_config', 'trust_domains'));
  const chain = sourceText(fieldAt(secret, 'tls_certificate', 'certificate_chain'));
  const authority = sourceText(field(context, 'trusted_ca'));
  const item = (pem: string, bundle = ''): SecretItem => {
    const certificate = firstCertificate(pem);
    return { name: text(entry, 'name'), state, pem, certificate, trustDomain: certificate?.trustDomain ?? bundle };
  };
  if (chain !== '' || authority !== '' || domains.length === 0) return [item(chain || authority)];
  return domains.map((domain) => item(sourceText(field(domain, 'trust_bundle')), text(domain, 'name')));
}

/** The text a data source holds itself; empty when it only says where the text is. */
function sourceText(source: unknown): string {
  const bytes = text(source, 'inline_bytes');
  return bytes === '' ? text(source, 'inline_string') : Buffer.from(bytes, 'base64').toString('latin1');
}

/** What the reference prints instead of a table without rows. */
export const NO_SECRETS = 'No active or warming secrets found.';

/** The table of secrets; trust domains only when every secret has one. */
export function secretTable(items: readonly SecretItem[], now: Date, named = false): Table {
  const domains = items.every(({ trustDomain }) => trustDomain !== '');
  const header = [
    'RESOURCE NAME',
    'TYPE',
    'STATUS',
    'VALID CERT',
    'SERIAL NUMBER',
    'NOT AFTER',
    'NOT BEFORE',
    ...(domains ? ['TRUST DOMAIN'] : []),
  ];
  const rows = items.map((item) => {
    const { name, state, certificate, trustDomain } = item;
    const start = [`${named ? 'secret/' : ''}${name}`, typeOf(item), state];
    return cells(...start, ...certificateCells(certificate, now), domains && trustDomain);
  });
  return { header, rows, padding: 5 };
}

function typeOf({ certificate }: SecretItem): string {
  if (!certificate) return '';
  return certificate.isCa ? 'CA' : 'Cert Chain';
}

function certificateCells(certificate: CertificateFacts | undefined, now: Date): readonly string[] {
  if (!certificate) return ['false', '', '', ''];
  const { serial, notAfter, notBefore } = certificate;
  return [
    String(isValidAt(certificate, now)),
    serial.padStart(SERIAL_DIGITS, '0'),
    rfc3339(notAfter),
    rfc3339(notBefore),
  ];
}
