import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ConnectionOptions, connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChainPlan, ConnectionInfo } from '../../../src/proxy/contract.ts';
import type { TlsClientPlan, TlsServerPlan } from '../../../src/proxy/tls-plan.ts';
import { tempFolder } from '../../support/temp.ts';
import { ask, echo, endAll, endLater, httpUpstream, proxyWith } from '../support/stage.ts';

afterEach(endAll);

interface Pair {
  readonly chain: string;
  readonly key: string;
}

function openssl(cwd: string, ...args: readonly string[]): void {
  execFileSync('openssl', [...args], { cwd, stdio: 'pipe' });
}

const hasOpenssl = (() => {
  try {
    openssl('/', 'version');
    return true;
  } catch {
    return false;
  }
})();

/** An authority, and what it vouches for. */
function authority() {
  const folder = tempFolder({});
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(folder, 'req', '-x509', ...curve, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=test');
  return {
    ca: read('ca.pem'),
    issue: (name: string, alternativeName: string): Pair => {
      openssl(folder, 'req', ...curve, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${alternativeName}\n`);
      const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`];
      openssl(folder, 'x509', '-req', '-in', `${name}.csr`, ...signed, '-out', `${name}.pem`);
      return { chain: read(`${name}.pem`), key: read(`${name}.key`) };
    },
  };
}

function serverPlan(pair: Pair, more: Partial<TlsServerPlan> = {}): TlsServerPlan {
  return {
    certificates: [pair],
    authorities: '',
    revocations: '',
    alpn: ['h2', 'http/1.1'],
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: '',
    clientCertificate: 'none',
    ownUri: '',
    ...more,
  };
}

function clientPlan(more: Partial<TlsClientPlan>): TlsClientPlan {
  return {
    certificates: [],
    authorities: '',
    revocations: '',
    alpn: [],
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: '',
    serverName: '',
    verifies: true,
    ...more,
  };
}

/** What a TLS client reads after one request; empty when it was turned away. */
function askTls(port: number, options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
    let text = '';
    socket.on('secureConnect', () => socket.write('GET /tls HTTP/1.1\r\nHost: svc.test\r\nConnection: close\r\n\r\n'));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}

describe.skipIf(!hasOpenssl)('TLS from clients (skipped without openssl)', () => {
  it('ends at the proxy, and SNI and ALPN choose the chain', async () => {
    const { issue } = authority();
    const upstream = await httpUpstream(echo);
    const seen: ConnectionInfo[] = [];
    const tls = serverPlan(issue('svc.test', 'DNS:svc.test'));
    const chain = (plan: ChainPlan, connection: ConnectionInfo): ChainPlan | undefined => {
      seen.push(connection);
      return connection.serverName === 'svc.test' ? { ...plan, tls } : undefined;
    };
    const { port } = await proxyWith({ ports: [upstream.port], inspects: true, chain });
    const answer = await askTls(port, { servername: 'svc.test', ALPNProtocols: ['http/1.1'] });
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*"url":"\/tls"/);
    expect(seen[0]).toMatchObject({ transport: 'tls', serverName: 'svc.test', applicationProtocols: ['http/1.1'] });
    expect(await askTls(port, { servername: 'other.test' })).toBe('');
  });

  it('asks for a certificate where it has to, and takes it by its names', async () => {
    const { ca, issue } = authority();
    const upstream = await httpUpstream(echo);
    const peers: (ConnectionInfo['peer'] | undefined)[] = [];
    const tls = serverPlan(issue('server', 'DNS:svc.test'), {
      authorities: ca,
      clientCertificate: 'required',
      acceptsNames: (names) => names.some(({ value }) => value === 'spiffe://cluster.local/ns/a/sa/good'),
    });
    const chain = (plan: ChainPlan): ChainPlan =>
      plan.kind === 'tcp'
        ? plan
        : {
            ...plan,
            tls,
            service: {
              ...plan.service,
              exchange(connection) {
                peers.push(connection.peer);
                return plan.service.exchange(connection);
              },
            },
          };
    const { port } = await proxyWith({ ports: [upstream.port], chain });
    const good = issue('good', 'URI:spiffe://cluster.local/ns/a/sa/good');
    const bad = issue('bad', 'URI:spiffe://cluster.local/ns/a/sa/bad');
    expect(await askTls(port, { cert: good.chain, key: good.key })).toMatch(/^HTTP\/1\.1 200/);
    expect(await askTls(port, { cert: bad.chain, key: bad.key })).toBe('');
    expect(await askTls(port, {})).toBe('');
    expect(peers).toMatchObject([
      {
        uriSans: ['spiffe://cluster.local/ns/a/sa/good'],
        subject: 'CN=good',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it('passes through unopened', async () => {
    const { ca, issue } = authority();
    const pair = issue('inner', 'DNS:inner.test');
    const server = createTlsServer({ cert: pair.chain, key: pair.key }, (socket) => socket.end('HTTP/1.1 inside'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endLater(() => server.close());
    // A TCP server that listens has this form of address.
    const upstreamPort = (server.address() as AddressInfo).port;
    const { port } = await proxyWith({ ports: [upstreamPort], kind: 'tcp', inspects: true });
    const answer = await askTls(port, { servername: 'inner.test', ca, rejectUnauthorized: true });
    expect(answer).toBe('HTTP/1.1 inside');
  });
});

describe.skipIf(!hasOpenssl)('TLS to upstreams (skipped without openssl)', () => {
  async function tlsUpstream(pair: Pair, ca: string) {
    const names: (string | false | undefined)[] = [];
    const server = createTlsServer({
      cert: pair.chain,
      key: pair.key,
      ca,
      requestCert: true,
      rejectUnauthorized: false,
    });
    server.on('secureConnection', (socket) => {
      names.push(socket.servername === false ? false : `${socket.servername} ${socket.authorized}`);
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endLater(() => server.close());
    // A TCP server that listens has this form of address.
    return { port: (server.address() as AddressInfo).port, names };
  }

  it('gives a certificate, and takes the other by its names', async () => {
    const { ca, issue } = authority();
    const upstream = await tlsUpstream(issue('up', 'DNS:up.test'), ca);
    const plan = (name: string) =>
      clientPlan({
        certificates: [issue(`client-${name}`, 'DNS:client')],
        authorities: ca,
        serverName: 'outbound_.80_._.up.test',
        acceptsNames: (names) => names.some(({ type, value }) => type === 'DNS' && value === name),
      });
    const good = await proxyWith({ ports: [upstream.port], tls: plan('up.test') });
    expect(await ask({ port: good.port })).toMatchObject({ status: 200, body: 'ok' });
    expect(upstream.names).toEqual(['outbound_.80_._.up.test true']);
    const bad = await proxyWith({ ports: [upstream.port], tls: plan('other.test') });
    expect(await ask({ port: bad.port })).toMatchObject({
      status: 503,
      body: expect.stringContaining('connect-failure'),
    });
  });

  it('does not trust an unknown authority unless told to', async () => {
    const { ca, issue } = authority();
    const other = authority();
    const upstream = await tlsUpstream(issue('up', 'DNS:up.test'), ca);
    const strict = await proxyWith({ ports: [upstream.port], tls: clientPlan({ authorities: other.ca }) });
    expect((await ask({ port: strict.port })).status).toBe(503);
    const lax = await proxyWith({ ports: [upstream.port], tls: clientPlan({ verifies: false }) });
    expect((await ask({ port: lax.port })).status).toBe(200);
  });
});
