/** The files of the development authority, and the certificates of workloads beside it. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CertificateOrder, KeyPair } from '../../certs/authority.ts';
import { renewalTime, WORKLOAD_LIFETIME_MS } from '../../certs/lifetime.ts';
import { type SpiffeIdentity, spiffeUri } from '../../certs/names.ts';
import { certificateBlocks, hasPrivateKey, readCertificate } from '../../certs/pem.ts';
import { createPrivate, isOpenToOthers, writePrivate } from '../../io/private-file.ts';
import { fileProblem, isSystemError } from '../../io/problems.ts';
import { makeFolder, writeAtomically } from '../../io/write.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';

/** Key and certificate in one file: they are never out of step, and there is one moment at which an authority is made. */
const AUTHORITY_FILE = 'ca-key.pem';
/** The certificate alone, for those who are to trust it. */
const CERTIFICATE_FILE = 'ca.pem';
const KEY = /-----BEGIN PRIVATE KEY-----[\s\S]*?-----END PRIVATE KEY-----\n?/;

/** The authority of a folder. */
export interface StoredAuthority {
  readonly pair: KeyPair;
  readonly certificateFile: string;
  /** Whether this run has made it. */
  readonly made: boolean;
}

/** The text of a file; `undefined` when there is none. Throws PermissionError and the like. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw fileProblem(error, 'read', path);
  }
}

function unusable(path: string, why: string): ConfigError {
  return new ConfigError('CONFIG_CA', `the authority "${path}" cannot be used: ${why}`, {
    hint: 'remove the folder to have another one made, or name another folder with --ca-dir',
  });
}

function pairOf(text: string, path: string, now: Date): KeyPair {
  const [certificate] = certificateBlocks(text);
  const [key] = KEY.exec(text) ?? [];
  const read = certificate === undefined ? undefined : readCertificate(certificate);
  if (certificate === undefined || key === undefined || read === undefined) {
    throw unusable(path, 'it holds no certificate with its private key');
  }
  if (!read.ca) throw unusable(path, 'its certificate is none of an authority');
  if (now > new Date(read.validTo)) throw unusable(path, `it has expired (${read.validTo})`);
  return { certificate: `${certificate}\n`, key };
}

async function readAuthority(path: string, host: Host): Promise<KeyPair | undefined> {
  const text = await textOf(path);
  if (text === undefined) return undefined;
  if (await isOpenToOthers(path, host.runtime.platform)) {
    throw new ConfigError('CONFIG_CA_MODE', `others can read the private key "${path}"`, {
      hint: `chmod 600 ${path}, or remove the folder if somebody may have read it`,
    });
  }
  return pairOf(text, path, host.now());
}

async function making(host: Host) {
  const [library, { webcrypto }] = await Promise.all([import('../../certs/authority.ts'), import('node:crypto')]);
  return { ...library, making: { crypto: webcrypto, now: host.now() } };
}

async function createAuthority(path: string, host: Host): Promise<boolean> {
  const { makeAuthority, making: how } = await making(host);
  const { certificate, key } = await makeAuthority(how);
  return createPrivate(path, key + certificate);
}

/**
 * The authority of a folder, made where there is none; of several processes that make it at once, one does. Throws ConfigError
 * for one that cannot be used or that others can read, PermissionError and the like for its files.
 */
export async function openAuthority(folder: string, host: Host): Promise<StoredAuthority> {
  const path = join(folder, AUTHORITY_FILE);
  const certificateFile = join(folder, CERTIFICATE_FILE);
  let pair = await readAuthority(path, host);
  let made = false;
  if (pair === undefined) {
    await makeFolder(folder, host);
    made = await createAuthority(path, host);
    pair = await readAuthority(path, host);
  }
  if (pair === undefined) throw unusable(path, 'it was removed while it was read');
  if ((await textOf(certificateFile)) !== pair.certificate) {
    await writeAtomically(certificateFile, pair.certificate, host);
  }
  return { pair, certificateFile, made };
}

/** A certificate signed by the authority. */
export async function issue(order: CertificateOrder, { pair }: StoredAuthority, host: Host): Promise<KeyPair> {
  const { issueCertificate, making: how } = await making(host);
  return issueCertificate(order, pair, how);
}

/** Where the files of a workload are, whether or not they are there. */
export interface WorkloadFiles {
  /** Its certificate and its key in one file, replaced as one. */
  readonly identityFile: string;
  readonly certificateFile: string;
}

/** The files of a workload in the folder of an authority. */
export function workloadFiles(folder: string, identity: SpiffeIdentity): WorkloadFiles {
  const { trustDomain, namespace, serviceAccount } = identity;
  return {
    identityFile: join(folder, 'workloads', trustDomain, namespace, `${serviceAccount}.pem`),
    certificateFile: join(folder, CERTIFICATE_FILE),
  };
}

/** When a certificate that can be used wants to be replaced; `undefined` when it has to be at once. */
function renewalOf(text: string, authority: KeyPair, now: Date): Date | undefined {
  const [block = ''] = certificateBlocks(text);
  const certificate = readCertificate(block);
  if (certificate === undefined || !hasPrivateKey(text)) return undefined;
  const renewal = renewalTime(certificate);
  const isOurs = certificate.verify(new X509Certificate(authority.certificate).publicKey);
  return isOurs && now < renewal && now >= new Date(certificate.validFrom) ? renewal : undefined;
}

/**
 * Sees to it that a workload has a certificate in the first half of its life. Returns when that half is over. Throws as
 * {@link openAuthority} does.
 */
export async function ensureWorkload(folder: string, identity: SpiffeIdentity, host: Host): Promise<Date> {
  const authority = await openAuthority(folder, host);
  const { identityFile } = workloadFiles(folder, identity);
  const known = renewalOf((await textOf(identityFile)) ?? '', authority.pair, host.now());
  if (known) return known;
  const order = { uri: spiffeUri(identity), dnsNames: [], lifetimeMs: WORKLOAD_LIFETIME_MS };
  const { certificate, key } = await issue(order, authority, host);
  await makeFolder(dirname(identityFile), host);
  await writePrivate(identityFile, key + certificate);
  return renewalTime(new X509Certificate(certificate));
}
