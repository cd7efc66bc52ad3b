/** The development authority and the built program: what a run makes, renews, refuses, and never says. */
import { once } from 'node:events';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, type PeerCertificate } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { freePorts, startProxyProcess, until } from '../../support/proxy-process.ts';
import { tempFolder } from '../../support/temp.ts';

async function app(): Promise<number> {
  const server = createServer((_, response) => response.end('ok'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server on a TCP port has an address of this form.
  return (server.address() as AddressInfo).port;
}

const meshOf = (port: number): string => `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: ${port}}]}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: strict, namespace: shop}
spec: {mtls: {mode: STRICT}}
`;

interface Asked {
  readonly status: string;
  readonly server: PeerCertificate | undefined;
}

/** One request with the certificate of a folder that \`cert issue\` has written. */
function ask(port: number, folder: string): Promise<Asked> {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return new Promise((resolve) => {
    // Whom the client trusts is not the matter here: the proxy is to judge.
    const options = {
      host: '127.0.0.1',
      port,
      cert: read('cert.pem'),
      key: read('key.pem'),
      rejectUnauthorized: false,
    };
    const socket = connect({ ...options, ALPNProtocols: ['istio'] });
    let text = '';
    let server: PeerCertificate | undefined;
    socket.on('secureConnect', () => {
      server = socket.getPeerCertificate();
      socket.write('GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n');
    });
    socket.on('data', (data: Buffer) => {
      text += data.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ status: /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 'refused', server }));
  });
}

/** The lines of the keys in a folder of an authority, and of their base64. */
function secretsIn(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  const keys = files
    .filter((file) => statSync(file).isFile())
    .flatMap((file) => readFileSync(file, 'utf8').match(/-----BEGIN PRIVATE KEY-----\n([\s\S]*?)-----END/g) ?? []);
  return keys.flatMap((key) => {
    const [, line = ''] = key.split('\n');
    return [line, Buffer.from(key).toString('base64').slice(8, 72)];
  });
}

const CA_FILE = 'ca-key.pem';

describe('proxy run with the TLS of the mesh', () => {
  async function running() {
    const port = await app();
    const [listen = 0] = await freePorts(1);
    const ca = join(tempFolder(), 'ca');
    const flags = ['--for', 'sidecar', '--labels', 'app=web', '-n', 'shop', '--listen', `${port}=127.0.0.1:${listen}`];
    const proxy = await startProxyProcess({
      mesh: meshOf(port),
      flags: [...flags, '--ca-dir', ca, '--service-account', 'web'],
    });
    const issue = async (account: string) => {
      const out = join(tempFolder(), account);
      const uri = `spiffe://cluster.local/ns/shop/sa/${account}`;
      const { status, stderr } = await runCli(['cert', 'issue', '--ca-dir', ca, '--spiffe', uri, '--out', out]);
      expect([status, stderr]).toEqual([0, '']);
      return out;
    };
    const page = async (path: string) => (await proxy.ask(`GET ${path}`)).body;
    return { proxy, listen, ca, issue, page, identity: join(ca, 'workloads', 'cluster.local', 'shop', 'web.pem') };
  }

  it('makes an authority and a certificate, and lets in who has one of the same', async () => {
    const { proxy, listen, ca, issue, identity } = await running();
    expect(readdirSync(ca).sort()).toEqual(['ca-key.pem', 'ca.pem', 'workloads']);
    expect(statSync(join(ca, CA_FILE)).mode & 0o777).toBe(0o600);
    expect(statSync(identity).mode & 0o777).toBe(0o600);
    expect(proxy.stderr()).toContain('its certificate is that of spiffe://cluster.local/ns/shop/sa/web\n');
    const { status, server } = await ask(listen, await issue('caller'));
    expect(status).toBe('200');
    expect(server?.subjectaltname).toBe('URI:spiffe://cluster.local/ns/shop/sa/web');
  });

  it('takes over another certificate without a restart, and another authority with it', async () => {
    const { proxy, listen, ca, issue, identity } = await running();
    const before = await issue('caller');
    const first = (await ask(listen, before)).server?.serialNumber;
    rmSync(identity);
    await until(() => proxy.stderr().includes('reloaded: '));
    const second = await ask(listen, before);
    expect(second.status).toBe('200');
    expect(second.server?.serialNumber).not.toBe(first);
    const other = tempFolder();
    expect((await runCli(['cert', 'ca', '--ca-dir', other])).status).toBe(0);
    renameSync(join(other, CA_FILE), join(ca, CA_FILE));
    proxy.process.kill('SIGHUP');
    await until(async () => (await ask(listen, before)).status === 'refused');
    expect((await ask(listen, await issue('caller'))).status).toBe('200');
    await until(() =>
      /refused 127\.0\.0\.1:\d+: no authority that is trusted here has signed its certificate/.test(proxy.stderr()),
    );
  });

  it('says no key, wherever one looks', async () => {
    const { proxy, listen, ca, issue, page } = await running();
    await ask(listen, await issue('caller'));
    const pages = [
      '/config_dump',
      '/config_dump?include_eds',
      '/certs',
      '/stats',
      '/server_info',
      '/clusters?format=json',
    ];
    const said = await Promise.all(pages.map(page));
    const folder = ['--ca-dir', ca];
    const dump = ['--admin', `127.0.0.1:${proxy.admin}`];
    const commands = [
      ['cert', 'ca', ...folder],
      ['cert', 'ca', ...folder, '-o', 'json'],
      ['cert', 'ca', ...folder, '-o', 'pem'],
      ['cert', 'inspect', join(ca, CA_FILE), '-o', 'yaml'],
      ['cert', 'inspect', join(ca, CA_FILE)],
      ['cert', 'inspect', ...dump, '-o', 'json'],
      ['proxy-config', 'secret', ...dump, '-o', 'json'],
      ['proxy-config', 'all', ...dump, '-o', 'yaml'],
      [
        'translate',
        '-f',
        proxy.file,
        '--for',
        'sidecar',
        '--labels',
        'app=web',
        '-n',
        'shop',
        '--capture',
        'redirect',
        ...folder,
      ],
      ['proxy', 'check', '-f', proxy.file, '-o', 'json', ...folder],
    ];
    for (const command of commands) {
      const { status, stdout, stderr } = await runCli(command);
      expect([command, status, stderr]).toEqual([command, 0, expect.anything()]);
      said.push(stdout, stderr);
    }
    writeFileSync(join(ca, CA_FILE), readFileSync(join(ca, CA_FILE), 'utf8').replace('CERTIFICATE', 'CERTIFICAT'));
    const broken = await runCli(['cert', 'ca', ...folder]);
    expect([broken.status, broken.stderr]).toEqual([
      78,
      expect.stringContaining('it holds no certificate with its private key'),
    ]);
    said.push(broken.stdout, broken.stderr, proxy.stdout(), proxy.stderr());
    const secrets = secretsIn(ca);
    expect(secrets.length).toBeGreaterThanOrEqual(4);
    for (const secret of secrets) for (const text of said) expect(text).not.toContain(secret);
  });

  it('speaks it with another one of the same authority', async () => {
    const { listen, ca } = await running();
    const mesh = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: edge}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: PORT, name: http, protocol: HTTP}, bind: 127.0.0.1, hosts: ['*']}]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: web, namespace: edge}
spec:
  hosts: [web.test]
  location: MESH_INTERNAL
  resolution: STATIC
  ports: [{number: 80, name: http, protocol: HTTP}]
  endpoints: [{address: 127.0.0.1, ports: {http: ${listen}}}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web, namespace: edge}
spec: {host: web.test, trafficPolicy: {tls: {mode: ISTIO_MUTUAL, subjectAltNames: ['spiffe://cluster.local/ns/shop/sa/web']}}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: edge}
spec:
  hosts: ['*']
  gateways: [gw]
  http: [{route: [{destination: {host: web.test}}]}]
`;
    const gateway = await startProxyProcess({ mesh, flags: ['-n', 'edge', '--ca-dir', ca] });
    expect(gateway.stderr()).toContain('its certificate is that of spiffe://cluster.local/ns/edge/sa/default\n');
    const { status, body } = await gateway.get();
    expect([status, body]).toEqual([200, 'ok']);
  });

  it('follows certificates in files', async () => {
    const folder = tempFolder();
    const issue = async (days: string) =>
      runCli([
        'cert',
        'issue',
        '--ca-dir',
        join(folder, 'ca'),
        '--dns',
        'web.test',
        '--lifetime',
        days,
        '--out',
        folder,
      ]);
    await issue('24h');
    const pair = `serverCertificate: ${join(folder, 'cert.pem')}, privateKey: ${join(folder, 'key.pem')}`;
    const mesh = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: PORT, name: https, protocol: HTTPS}, bind: 127.0.0.1, hosts: ['*'], tls: {mode: SIMPLE, ${pair}}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: vs}
spec: {hosts: ['*'], gateways: [gw], http: [{directResponse: {status: 200}}]}
`;
    const proxy = await startProxyProcess({ mesh });
    const serial = async () => (await ask(proxy.port, folder)).server?.serialNumber;
    const first = await serial();
    expect(first).toBeDefined();
    await issue('48h');
    await until(async () => (await serial()) !== first);
    writeFileSync(join(folder, 'key.pem'), 'no key');
    await until(() => proxy.stderr().includes('has no private key that can be read; what ran before goes on'));
  });

  it('of a mesh that needs none makes nothing', async () => {
    const ca = join(tempFolder(), 'ca');
    const mesh = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{name: http, port: 80}]}\n';
    await startProxyProcess({ mesh, flags: ['--ca-dir', ca, '--listen', `127.0.0.1:${(await freePorts(1))[0]}`] });
    expect(() => readdirSync(ca)).toThrow('ENOENT');
  });
});
