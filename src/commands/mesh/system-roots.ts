import { existsSync } from 'node:fs';

/** Where systems keep the authorities they trust. @see https://go.dev/src/crypto/x509/root_linux.go */
const PLACES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** The file of the authorities this machine trusts; nothing where there is none at the usual places. */
export function systemRoots(): { readonly systemRoots?: string } {
  const found = PLACES.find((path) => existsSync(path));
  return found === undefined ? {} : { systemRoots: found };
}
