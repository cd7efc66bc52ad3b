/** The root certificates proxies trust, and the certificates they hold. */
import { type CertificateFacts, readCertificates } from './certificate.ts';
import type { ConfigDump } from './dump.ts';
import { EnvoyError } from './problems.ts';
import { type SecretItem, secretsOf } from './rows/secret.ts';

/** The secret Istio puts a proxy's roots into. */
const ROOT_SECRET = 'ROOTCA';

/** The roots a proxy trusts. Throws {@link EnvoyError} when the dump has none. */
export function rootsOf(dump: ConfigDump, name: string): readonly CertificateFacts[] {
  const roots = secretsOf(dump)
    .filter((secret) => secret.name === ROOT_SECRET)
    .flatMap(({ pem }) => readCertificates(pem));
  if (roots.length > 0) return roots;
  throw new EnvoyError(
    'INPUT_ROOTCA',
    `"${name}" has no root certificate: its secret ${ROOT_SECRET} is missing or empty`,
    {
      peer: `can not dump ${ROOT_SECRET} from secret: no certificate found`,
      hint: 'the dump must have its secrets: save /config_dump whole',
    },
  );
}

/** Whether two proxies have a root in common, so that each can check the other. */
export function shareRoot(a: readonly CertificateFacts[], b: readonly CertificateFacts[]): boolean {
  const known = new Set(a.map(({ fingerprint }) => fingerprint));
  return b.some(({ fingerprint }) => known.has(fingerprint));
}

/** A certificate in a secret of a proxy. */
export interface HeldCertificate {
  readonly secret: SecretItem;
  readonly certificate: CertificateFacts;
}

/** Every certificate in a proxy's secrets, whole chains and bundles. */
export function certificatesOf(dump: ConfigDump): readonly HeldCertificate[] {
  return secretsOf(dump).flatMap((secret) =>
    readCertificates(secret.pem).map((certificate) => ({ secret, certificate })),
  );
}
