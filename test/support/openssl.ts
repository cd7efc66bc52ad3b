import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from './temp.ts';

/** A CA, a server of it for 127.0.0.1 and a client of it; `undefined` without openssl. */
export function certificates():
  | Readonly<Record<'ca' | 'server' | 'serverKey' | 'client' | 'clientKey', string>>
  | undefined {
  const cwd = tempFolder({ san: 'subjectAltName=IP:127.0.0.1' });
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd, stdio: 'pipe' });
  try {
    openssl('version');
  } catch {
    return undefined;
  }
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=ca', '-days', '2');
  for (const name of ['server', 'client']) {
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'san'];
    openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...signed);
  }
  const read = (name: string) => readFileSync(join(cwd, name), 'utf8');
  return {
    ca: read('ca.pem'),
    server: read('server.pem'),
    serverKey: read('server.key'),
    client: read('client.pem'),
    clientKey: read('client.key'),
  };
}
