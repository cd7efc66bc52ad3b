/** Secrets with certificates. */
import { X509Certificate } from 'node:crypto';
import { asMap, asString, type JsonMap } from '../../model/json.ts';
import type { AnalyzedResource } from '../resource.ts';

/** Where a Secret keeps a certificate and its key: as the mesh likes it, and as Kubernetes does. */
const KEYS = [
  ['cert', 'key'],
  ['tls.crt', 'tls.key'],
] as const;

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/;

function textOf(object: JsonMap, key: string): string | undefined {
  const encoded = asString(asMap(object['data'])[key]);
  return encoded === undefined
    ? asString(asMap(object['stringData'])[key])
    : Buffer.from(encoded, 'base64').toString('latin1');
}

function isValid(pem: string, now: Date): boolean {
  const [block, label] = PEM.exec(pem) ?? [];
  if (block === undefined || label !== 'CERTIFICATE') return false;
  try {
    const { validFrom, validTo } = new X509Certificate(block);
    return new Date(validFrom) <= now && now <= new Date(validTo);
  } catch {
    return false;
  }
}

/** Whether a Secret holds a certificate that can be used at that time, with its key. */
export function hasCertificate({ object }: AnalyzedResource, now: Date): boolean {
  for (const [certificate, key] of KEYS) {
    const pem = textOf(object, certificate);
    if (pem !== undefined && textOf(object, key) !== undefined) return isValid(pem, now);
  }
  return false;
}
