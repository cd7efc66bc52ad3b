/** TLS of gateways: modes by clients, on both engines. */

import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { KeyPair } from '../../../src/certs/authority.ts';
import { testAuthority } from '../../support/authority.ts';
import { freePorts } from '../scenarios/run.ts';
import { CLIENTS_MISSING, curl, Files, revocationList, sClient } from './clients.ts';
import { ENGINES, MISSING } from './engines.ts';

const [authority, other] = await Promise.all([testAuthority(), testAuthority()]);
const server = await authority.issue({ dnsNames: ['web.test'] });
const shop = await authority.issue({ dnsNames: ['shop.test'] });
const files = new Files();
const cacert = files.write(authority.certificate);
const SPIFFE = 'spiffe://cluster.local/ns/shop/sa/caller';

const CLIENTS = {
  none: undefined,
  good: files.pair(await authority.issue({ uri: SPIFFE, dnsNames: ['caller.test'] })),
  stranger: files.pair(await other.issue({ uri: SPIFFE })),
  expired: files.pair(await authority.issue({ uri: SPIFFE, days: [-9, -8] })),
  early: files.pair(await authority.issue({ uri: SPIFFE, days: [8, 9] })),
  foreign: files.pair(await authority.issue({ uri: 'spiffe://elsewhere/ns/shop/sa/caller' })),
} as const;
type Client = keyof typeof CLIENTS;

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const secret = (name: string, { certificate, key }: KeyPair, more = ''): string =>
  `kind: Secret\napiVersion: v1\nmetadata: {name: ${name}}\ntype: kubernetes.io/tls\ndata: {tls.crt: ${base64(certificate)}, tls.key: ${base64(key)}${more}}\n`;
const CA = `, ca.crt: ${base64(authority.certificate)}`;

/** Answers with the names a request came in with; where it is routed to matters only where it is not answered here. */
const ROUTES = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: vs}
spec:
  hosts: ['*']
  gateways: [gw]
  http: [{directResponse: {status: 200, body: {string: hello}}}]
`;

const gateway = (port: number, tls: string, hosts = "['*']"): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: ${port}, name: https, protocol: HTTPS}
    bind: 127.0.0.1
    hosts: ${hosts}
    tls: ${tls}
`;

const meshOf = (...documents: readonly string[]): string => documents.join('---\n');
const identity = {
  certificateChain: { inline_string: server.certificate },
  privateKey: { inline_string: server.key },
  rootCertificate: { inline_string: authority.certificate },
};

/** Who passes, by mode; all others are refused. */
const MODES: readonly (readonly [string, string, string, readonly Client[]])[] = [
  [
    'SIMPLE',
    '{mode: SIMPLE, credentialName: web}',
    secret('web', server),
    ['none', 'good', 'stranger', 'expired', 'early', 'foreign'],
  ],
  ['MUTUAL', '{mode: MUTUAL, credentialName: web}', secret('web', server, CA), ['good', 'foreign']],
  [
    'MUTUAL with names',
    '{mode: MUTUAL, credentialName: web, subjectAltNames: [caller.test]}',
    secret('web', server, CA),
    ['good'],
  ],
  [
    'MUTUAL with the authority in a Secret of its own',
    '{mode: MUTUAL, credentialName: web}',
    meshOf(
      secret('web', server),
      `kind: Secret\napiVersion: v1\nmetadata: {name: web-cacert}\ndata: {cacert: ${base64(authority.certificate)}}\n`,
    ),
    ['good', 'foreign'],
  ],
  [
    'OPTIONAL_MUTUAL',
    '{mode: OPTIONAL_MUTUAL, credentialName: web}',
    secret('web', server, CA),
    ['none', 'good', 'foreign'],
  ],
  ['ISTIO_MUTUAL', '{mode: ISTIO_MUTUAL}', '', ['good', 'foreign']],
  [
    'files',
    `{mode: MUTUAL, serverCertificate: ${files.write(server.certificate)}, privateKey: ${files.write(server.key)}, caCertificates: ${cacert}}`,
    '',
    ['good', 'foreign'],
  ],
];

const REASONS: Readonly<Partial<Record<Client, string>>> = {
  none: 'it gave no certificate',
  stranger: 'no authority that is trusted here has signed its certificate',
  expired: 'its certificate has expired',
  early: 'its certificate is not valid yet',
};

describe.skipIf(CLIENTS_MISSING)(
  `TLS of gateways${CLIENTS_MISSING ? ` (skipped: ${CLIENTS_MISSING})` : MISSING}`,
  () => {
    describe.each(ENGINES)('%s', (name, start) => {
      it.each(MODES)('%s', async (_, tls, secrets, passing) => {
        const [port = 0] = await freePorts(1);
        const proxy = await start(meshOf(gateway(port, tls), ROUTES, ...(secrets === '' ? [] : [secrets])), {
          identity,
        });
        const clients = Object.keys(CLIENTS) as readonly Client[];
        const found: Record<string, string> = {};
        for (const client of clients) {
          const cert = CLIENTS[client];
          found[client] = await curl({ port, cacert, ...(cert && { cert }) });
        }
        expect(found).toEqual(
          Object.fromEntries(clients.map((client) => [client, passing.includes(client) ? '200 hello' : 'refused'])),
        );
        expect(await curl({ port, plain: true })).toBe('refused');
        if (name === 'envoy') return;
        const refused = clients.filter((client) => !passing.includes(client) && REASONS[client] !== undefined);
        for (const client of refused) expect(proxy.refusals).toContain(REASONS[client]);
        expect(proxy.refusals.join('\n')).toMatch(/plain text|HTTP without TLS|does not speak TLS/);
      });

      it('refuses what the authority has revoked', async () => {
        const [port = 0] = await freePorts(1);
        const revoked = await authority.issue({ uri: SPIFFE });
        const crl = base64(revocationList(authority, revoked.certificate));
        const mesh = [gateway(port, '{mode: MUTUAL, credentialName: web}'), ROUTES];
        const proxy = await start(meshOf(...mesh, secret('web', server, `${CA}, ca.crl: ${crl}`)));
        expect(await curl({ port, cacert, cert: CLIENTS.good })).toBe('200 hello');
        expect(await curl({ port, cacert, cert: files.pair(revoked) })).toBe('refused');
        if (name !== 'envoy') expect(proxy.refusals).toEqual(['its certificate is revoked']);
      });

      it('chooses the certificate by the name that is asked for', async () => {
        const [port = 0] = await freePorts(1);
        const servers = `  - port: {number: ${port}, name: https-2, protocol: HTTPS}
    bind: 127.0.0.1
    hosts: [shop.test]
    tls: {mode: SIMPLE, credentialName: shop}
`;
        const gw = gateway(port, '{mode: SIMPLE, credentialName: web}', '[web.test]') + servers;
        await start(meshOf(gw, ROUTES, secret('web', server), secret('shop', shop)));
        expect(await curl({ port, cacert, host: 'web.test' })).toBe('200 hello');
        expect(await curl({ port, cacert, host: 'shop.test' })).toBe('200 hello');
        expect(await curl({ port, cacert, host: 'nobody.test' })).toBe('refused');
      });

      it('speaks the versions and ciphers that it may', async () => {
        const [port = 0, old = 0] = await freePorts(2);
        await start(
          meshOf(
            gateway(port, '{mode: SIMPLE, credentialName: web, minProtocolVersion: TLSV1_3}'),
            ROUTES,
            secret('web', server),
          ),
        );
        expect(await curl({ port, cacert, more: ['--tls-max', '1.2'] })).toBe('refused');
        expect(await curl({ port, cacert })).toBe('200 hello');
        const tls =
          '{mode: SIMPLE, credentialName: web, maxProtocolVersion: TLSV1_2, cipherSuites: [ECDHE-ECDSA-AES256-GCM-SHA384]}';
        await start(meshOf(gateway(old, tls), ROUTES, secret('web', server)));
        expect(await curl({ port: old, cacert, more: ['--tlsv1.3'] })).toBe('refused');
        expect(await curl({ port: old, cacert, more: ['--ciphers', 'ECDHE-ECDSA-AES128-GCM-SHA256'] })).toBe('refused');
        expect(await curl({ port: old, cacert, more: ['--ciphers', 'ECDHE-ECDSA-AES256-GCM-SHA384'] })).toBe(
          '200 hello',
        );
      });

      it('agrees on a protocol, and goes on without where there is none in common', async () => {
        const [port = 0] = await freePorts(1);
        await start(meshOf(gateway(port, '{mode: SIMPLE, credentialName: web}'), ROUTES, secret('web', server)));
        const spoken = ['-o', '/dev/null', '-w', '%{http_version} %{http_code} '];
        expect(await curl({ port, cacert, more: [...spoken, '--http2'] })).toBe('200 2 ');
        expect(await curl({ port, cacert, more: [...spoken, '--http1.1'] })).toBe('200 1.1 ');
        expect(await sClient({ port })).toBe('200');
        expect(await sClient({ port, alpn: 'istio' })).toBe('200');
      });

      it('passes TLS on unopened, by its name', async () => {
        const [port = 0] = await freePorts(1);
        const upstream = createServer({ cert: shop.certificate, key: shop.key }, (socket: TLSSocket) => {
          socket.on('error', () => undefined);
          socket.once('data', () =>
            socket.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\ninside'),
          );
        });
        await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
        onTestFinished(() => void upstream.close());
        // A server on a TCP port has an address of this form.
        const { port: inner } = upstream.address() as AddressInfo;
        const passing = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: shop}
spec: {hosts: [shop.test], ports: [{number: 443, name: tls, protocol: TLS}], resolution: STATIC, endpoints: [{address: 127.0.0.1, ports: {tls: ${inner}}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: vs}
spec:
  hosts: [shop.test]
  gateways: [gw]
  tls: [{match: [{sniHosts: [shop.test]}], route: [{destination: {host: shop.test, port: {number: 443}}}]}]
`;
        await start(meshOf(gateway(port, '{mode: PASSTHROUGH}', '[shop.test]').replace('HTTPS', 'TLS'), passing));
        expect(await curl({ port, cacert, host: 'shop.test', more: ['--http1.1'] })).toBe('200 inside');
        expect(await curl({ port, cacert, host: 'web.test', more: ['--http1.1'] })).toBe('refused');
      });

      it('passes TLS of the mesh on by the names it gives clusters', async () => {
        const [port = 0] = await freePorts(1);
        const seen: (string | false | null | undefined)[] = [];
        const upstream = createServer({ cert: shop.certificate, key: shop.key, ALPNProtocols: ['istio'] }, (socket) => {
          seen.push(socket.servername);
          socket.on('error', () => undefined);
          socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'));
        });
        await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
        onTestFinished(() => void upstream.close());
        // A server on a TCP port has an address of this form.
        const { port: inner } = upstream.address() as AddressInfo;
        const service = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: shop}
spec: {hosts: [shop.test], location: MESH_INTERNAL, ports: [{number: 80, name: http, protocol: HTTP}], resolution: STATIC, endpoints: [{address: 127.0.0.1, ports: {http: ${inner}}}]}
`;
        const gw = gateway(port, '{mode: AUTO_PASSTHROUGH}', "['*.test']").replace('HTTPS', 'TLS');
        await start(meshOf(gw, service));
        const name = 'outbound_.80_._.shop.test';
        expect(await sClient({ port, alpn: 'istio', host: name })).toBe('200');
        expect(seen).toEqual([name]);
        expect(await sClient({ port, alpn: 'istio', host: 'outbound_.81_._.shop.test' })).toBe('refused');
      });
    });
  },
);
