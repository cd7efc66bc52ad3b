/** Certificates as the admin port shows them: never a key, and files by what they hold. */
import type { X509Certificate } from 'node:crypto';
import { daysLeft } from '../../certs/lifetime.ts';
import { alternativeNames } from '../../certs/names.ts';
import { certificateBlocks, readCertificates } from '../../certs/pem.ts';
import type { JsonMap } from '../../model/json.ts';
import type { DataSource } from '../../xds/resources/common.ts';
import type { Secret } from '../../xds/resources/filter.ts';
import { type AdminAnswer, jsonAnswer } from './answer.ts';
import type { AdminSources } from './sources.ts';

type Read = AdminSources['readFile'];

const decoded = (bytes: string): string => Buffer.from(bytes, 'base64').toString('latin1');

function textOf({ filename, inline_string: text, inline_bytes: bytes }: DataSource, read: Read): string {
  if (filename !== undefined) return read(filename) ?? '';
  return text ?? decoded(bytes ?? '');
}

/** What a source holds of certificates: a file may hold the key, too, and that is left out. */
function certificates(source: DataSource | undefined, read: Read): DataSource | undefined {
  if (source?.filename === undefined) return source;
  const pem = certificateBlocks(textOf(source, read)).join('\n');
  return pem === '' ? source : { inline_bytes: Buffer.from(`${pem}\n`).toString('base64') };
}

/** A secret as a proxy with a control plane would have it: what stands in files, in place of their names. Keys are as they were. */
export function withCertificates(secret: Secret, read: Read): Secret {
  const { tls_certificate: own, validation_context: trust } = secret;
  const chain = certificates(own?.certificate_chain, read);
  const roots = certificates(trust?.trusted_ca, read);
  return {
    ...secret,
    ...(own && { tls_certificate: { ...own, ...(chain && { certificate_chain: chain }) } }),
    ...(trust && { validation_context: { ...trust, ...(roots && { trusted_ca: roots }) } }),
  };
}

/** Envoy's word for each type of name; others are not shown. */
const NAME_FIELDS: Readonly<Record<string, string>> = { URI: 'uri', DNS: 'dns', 'IP Address': 'ip_address' };

function detailsOf(certificate: X509Certificate, path: string, now: Date): JsonMap {
  const names = alternativeNames(certificate.subjectAltName).flatMap(({ type, value }) => {
    const field = NAME_FIELDS[type];
    return field === undefined ? [] : [{ [field]: value }];
  });
  return {
    path,
    serial_number: certificate.serialNumber.toLowerCase(),
    subject_alt_names: names,
    days_until_expiration: String(Math.max(0, daysLeft(certificate, now))),
    valid_from: new Date(certificate.validFrom).toISOString(),
    expiration_time: new Date(certificate.validTo).toISOString(),
  };
}

/** `/certs`. @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/admin/v3/certs.proto */
export function certsPage(sources: AdminSources): AdminAnswer {
  const { readFile, now } = sources;
  const { secrets } = sources.snapshot().snapshot;
  const list = (source: DataSource | undefined): readonly JsonMap[] => {
    if (source === undefined) return [];
    const path = source.filename ?? '<inline>';
    return readCertificates(textOf(source, readFile)).map((each) => detailsOf(each, path, now()));
  };
  const items = secrets
    .map(({ tls_certificate: own, validation_context: trust }) => ({
      ca_cert: list(trust?.trusted_ca),
      cert_chain: list(own?.certificate_chain),
    }))
    .filter((each) => each.ca_cert.length + each.cert_chain.length > 0);
  return jsonAnswer({ certificates: items });
}
