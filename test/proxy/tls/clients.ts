/** TLS clients of others: curl and openssl. */
import { type ExecFileException, execFile, execFileSync, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyPair } from '../../../src/certs/authority.ts';
import { sharedFolder, tempFolder } from '../../support/temp.ts';

const CLIENT_TIMEOUT_SECONDS = 8;

function has(tool: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(tool, [...args], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What is missing for these clients; `undefined` when nothing is. */
export const CLIENTS_MISSING =
  has('curl', '--version') && has('openssl', 'version') ? undefined : 'curl or openssl is not there';

/** Files of a suite, for programs that want their certificates so. */
export class Files {
  readonly #folder = sharedFolder();
  #count = 0;

  write(content: string): string {
    this.#count += 1;
    const path = join(this.#folder, `${this.#count}.pem`);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }

  /** A certificate and its key in one file. */
  pair({ certificate, key }: KeyPair): string {
    return this.write(key + certificate);
  }
}

const CA_CONFIG = `[ca]
default_ca = own
[own]
database = index.txt
default_md = sha256
default_crl_days = 1
`;

/** PEM of a list, made by openssl, by which an authority revokes one certificate. */
export function revocationList({ certificate, key }: KeyPair, revoked: string): string {
  const { serialNumber, validTo } = new X509Certificate(revoked);
  const time = (moment: Date) =>
    `${moment
      .toISOString()
      .replaceAll(/[-:T]|\.\d+/g, '')
      .slice(2)}`;
  const entry = ['R', time(new Date(validTo)), time(new Date(0)), serialNumber, 'unknown', '/CN=revoked'].join('\t');
  const cwd = tempFolder({ 'ca.pem': certificate, 'ca.key': key, 'ca.cnf': CA_CONFIG, 'index.txt': `${entry}\n` });
  const args = ['ca', '-gencrl', '-config', 'ca.cnf', '-keyfile', 'ca.key', '-cert', 'ca.pem'];
  return execFileSync('openssl', args, { cwd, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
}

export interface CurlOptions {
  readonly port: number;
  readonly plain?: boolean;
  /** The name that is asked for, by SNI and Host. */
  readonly host?: string;
  /** A file of authorities; without one any server is taken. */
  readonly cacert?: string;
  /** A file with a certificate and its key. */
  readonly cert?: string;
  readonly more?: readonly string[];
}

const CURL = ['-s', '-S', '-m', String(CLIENT_TIMEOUT_SECONDS), '-w', '%{http_code} '];

/** What curl gets: the status and the body, or that it was turned away (it says otherwise when it does not trust the server). */
export function curl({
  port,
  plain = false,
  host = 'web.test',
  cacert,
  cert,
  more = [],
}: CurlOptions): Promise<string> {
  const args = [
    ...CURL,
    '--resolve',
    `${host}:${port}:127.0.0.1`,
    ...(cacert === undefined ? ['-k'] : ['--cacert', cacert]),
    ...(cert === undefined ? [] : ['--cert', cert]),
    ...more,
    `${plain ? 'http' : 'https'}://${host}:${port}/`,
  ];
  return new Promise((resolve) => {
    execFile('curl', args, (error: ExecFileException | null, stdout) => {
      // 60: the server's certificate is not trusted.
      if (error) resolve(error.code === 60 ? 'distrusted' : 'refused');
      else resolve(stdout.replace(/^([\s\S]*)(\d{3}) $/, '$2 $1'));
    });
  });
}

export interface SClientOptions {
  readonly port: number;
  readonly host?: string;
  readonly alpn?: string;
  readonly cert?: string;
}

const REQUEST = 'GET / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n\r\n';

/** What `openssl s_client` gets for one request: the status line, or that it was turned away. */
export async function sClient({ port, host = 'web.test', alpn, cert }: SClientOptions): Promise<string> {
  const args = [
    's_client',
    '-quiet',
    '-connect',
    `127.0.0.1:${port}`,
    '-servername',
    host,
    ...(alpn === undefined ? [] : ['-alpn', alpn]),
    ...(cert === undefined ? [] : ['-cert', cert, '-key', cert]),
  ];
  const child = spawn('openssl', args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), CLIENT_TIMEOUT_SECONDS * 1000);
  let text = '';
  child.stdout.on('data', (data: Buffer) => {
    text += data.toString();
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(REQUEST);
  await once(child, 'close');
  clearTimeout(timer);
  return /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 'refused';
}
