/** TLS towards upstreams: modes of DestinationRules by servers, on both engines. */
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testAuthority } from '../../support/authority.ts';
import { freePorts } from '../scenarios/run.ts';
import { CLIENTS_MISSING, curl, Files } from './clients.ts';
import { ENGINES, MISSING } from './engines.ts';

const [authority, other] = await Promise.all([testAuthority(), testAuthority()]);
const files = new Files();
const cacert = files.write(authority.certificate);
const URI = 'spiffe://cluster.local/ns/default/sa/web';
const named = (dnsNames: readonly string[]) => authority.issue({ uri: URI, dnsNames });
const client = await authority.issue({ uri: 'spiffe://cluster.local/ns/default/sa/gw' });

const pairs = {
  good: await named(['web.test']),
  wildcard: await named(['*.test']),
  stranger: await other.issue({ uri: URI, dnsNames: ['web.test'] }),
  expired: await authority.issue({ uri: URI, dnsNames: ['web.test'], days: [-9, -8] }),
  misnamed: await authority.issue({ uri: 'spiffe://cluster.local/ns/shop/sa/other', dnsNames: ['other.test'] }),
} as const;

/** What an upstream has seen of a connection. */
interface Seen {
  readonly sni: string;
  readonly alpn: string;
  readonly client: string;
}

interface Upstream {
  readonly port: number;
  readonly seen: Seen[];
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  // A server on a TCP port has an address of this form.
  return (server.address() as AddressInfo).port;
}

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok';

async function tlsUpstream(name: keyof typeof pairs, more: TlsOptions = {}): Promise<Upstream> {
  const seen: Seen[] = [];
  const { certificate: cert, key } = pairs[name];
  const options = { cert, key, ca: authority.certificate, requestCert: true, rejectUnauthorized: false, ...more };
  const server = createServer({ ALPNProtocols: ['istio', 'h2', 'http/1.1'], ...options }, (socket: TLSSocket) => {
    const { subjectaltname = 'none' } = socket.authorized ? socket.getPeerCertificate() : {};
    seen.push({ sni: socket.servername || 'none', alpn: socket.alpnProtocol || 'none', client: subjectaltname });
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(ANSWER));
  });
  server.on('tlsClientError', () => undefined);
  return { port: await listening(server), seen };
}

async function plainUpstream(): Promise<Upstream> {
  const server = createHttp((_request, response) => response.end('ok'));
  return { port: await listening(server), seen: [] };
}

const meshOf = (port: number, upstream: number, tls: string): string => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: ${port}, name: http, protocol: HTTP}, hosts: ['*'], bind: 127.0.0.1}]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: web}
spec:
  hosts: [web.test]
  location: MESH_INTERNAL
  ports: [{number: 80, name: http, protocol: HTTP}]
  resolution: STATIC
  endpoints: [{address: 127.0.0.1, ports: {http: ${upstream}}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: vs}
spec:
  hosts: ['*']
  gateways: [gw]
  http: [{retries: {attempts: 0}, route: [{destination: {host: web.test, port: {number: 80}}}]}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web}
spec: {host: web.test, trafficPolicy: {tls: ${tls}}}
`;

/** The same with the Secrets that rules name. */
const withSecrets = (mesh: string): string => `${SECRETS}\n---\n${mesh}`;

const identity = {
  certificateChain: { inline_string: client.certificate },
  privateKey: { inline_string: client.key },
  rootCertificate: { inline_string: authority.certificate },
};

const CLIENT_NAME = 'URI:spiffe://cluster.local/ns/default/sa/gw';
const MUTUAL_FILES = `clientCertificate: ${files.write(client.certificate)}, privateKey: ${files.write(client.key)}`;

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const secret = (name: string, data: Readonly<Record<string, string>>): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'default' }, data });
const PAIR = { 'tls.crt': base64(client.certificate), 'tls.key': base64(client.key) };
const ROOT = base64(authority.certificate);

/** Of the forms a credential may have: all in one, the authority in a twin, under the names of a generic Secret, and the wrong authority. */
const SECRETS = [
  secret('whole', { ...PAIR, 'ca.crt': ROOT }),
  secret('twin', PAIR),
  secret('twin-cacert', { 'ca.crt': ROOT }),
  secret('generic', { cert: PAIR['tls.crt'], key: PAIR['tls.key'], cacert: ROOT }),
  secret('foreign', { ...PAIR, 'ca.crt': base64(other.certificate) }),
].join('\n---\n');

const SIMPLE = `{mode: SIMPLE, caCertificates: ${cacert}, sni: web.test, subjectAltNames: [web.test]}`;
const VERIFY = '268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify_cert_failed:_';

/** Rule, server, and what the server sees. */
const PASSING: readonly (readonly [title: string, tls: string, server: keyof typeof pairs, seen: Seen])[] = [
  ['SIMPLE', SIMPLE, 'good', { sni: 'web.test', alpn: 'http/1.1', client: 'none' }],
  ['SIMPLE, a wildcard', SIMPLE, 'wildcard', { sni: 'web.test', alpn: 'http/1.1', client: 'none' }],
  [
    'insecureSkipVerify',
    '{mode: SIMPLE, insecureSkipVerify: true}',
    'stranger',
    { sni: 'web.test', alpn: 'http/1.1', client: 'none' },
  ],
  [
    'MUTUAL',
    `{mode: MUTUAL, caCertificates: ${cacert}, ${MUTUAL_FILES}}`,
    'good',
    { sni: 'web.test', alpn: 'http/1.1', client: CLIENT_NAME },
  ],
  [
    'MUTUAL, subjectAltNames of the mesh',
    `{mode: MUTUAL, caCertificates: ${cacert}, subjectAltNames: ['${URI}'], ${MUTUAL_FILES}}`,
    'good',
    { sni: 'web.test', alpn: 'http/1.1', client: CLIENT_NAME },
  ],
  [
    'ISTIO_MUTUAL',
    '{mode: ISTIO_MUTUAL}',
    'good',
    { sni: 'outbound_.80_._.web.test', alpn: 'istio', client: CLIENT_NAME },
  ],
  [
    'ISTIO_MUTUAL, names and sni of the rule',
    `{mode: ISTIO_MUTUAL, sni: other.test, subjectAltNames: ['${URI}']}`,
    'good',
    { sni: 'other.test', alpn: 'istio', client: CLIENT_NAME },
  ],
  [
    'SIMPLE with a credential: its authority, and no certificate of the client',
    '{mode: SIMPLE, credentialName: whole}',
    'good',
    { sni: 'web.test', alpn: 'http/1.1', client: 'none' },
  ],
  ...['whole', 'twin', 'generic'].map(
    (name) =>
      [
        `MUTUAL with a credential (${name})`,
        `{mode: MUTUAL, credentialName: ${name}}`,
        'good',
        { sni: 'web.test', alpn: 'http/1.1', client: CLIENT_NAME },
      ] as const,
  ),
];

/** Rule, server, and why it fails, as the access log has it. */
const FAILING: readonly (readonly [title: string, tls: string, server: keyof typeof pairs, why: string])[] = [
  [
    'an authority that is not trusted',
    SIMPLE,
    'stranger',
    `${VERIFY}X509_verify_cert:_certificate_verification_error_at_depth_0:_unable_to_get_local_issuer_certificate`,
  ],
  [
    'an expired certificate',
    SIMPLE,
    'expired',
    `${VERIFY}X509_verify_cert:_certificate_verification_error_at_depth_0:_certificate_has_expired`,
  ],
  [
    'another name',
    SIMPLE,
    'misnamed',
    `${VERIFY}SAN_matcher,_certificate_SANs_are_[spiffe://cluster.local/ns/shop/sa/other,_other.test]`,
  ],
  [
    'another workload',
    `{mode: ISTIO_MUTUAL, subjectAltNames: ['${URI}']}`,
    'misnamed',
    `${VERIFY}SAN_matcher,_certificate_SANs_are_[spiffe://cluster.local/ns/shop/sa/other,_other.test]`,
  ],
];

describe.skipIf(CLIENTS_MISSING)(
  `TLS to upstreams${CLIENTS_MISSING ? ` (skipped: ${CLIENTS_MISSING})` : MISSING}`,
  () => {
    describe.each(ENGINES)('%s', (_engine, start) => {
      it.each(PASSING)('%s', async (_, tls, server, seen) => {
        const upstream = await tlsUpstream(server);
        const [port = 0] = await freePorts(1);
        await start(withSecrets(meshOf(port, upstream.port, tls)), { identity });
        expect(await curl({ port, plain: true })).toBe('200 ok');
        expect(upstream.seen).toEqual([seen]);
      });

      it.each(FAILING)('refuses %s', async (_, tls, server, why) => {
        const upstream = await tlsUpstream(server);
        const [port = 0] = await freePorts(1);
        const proxy = await start(withSecrets(meshOf(port, upstream.port, tls)), { identity });
        expect(await curl({ port, plain: true })).toBe(
          '503 upstream connect error or disconnect/reset before headers. reset reason: remote connection failure',
        );
        expect((await proxy.logLines(1))[0]).toContain(
          ` 503 UF upstream_reset_before_response_started{remote_connection_failure|TLS_error:|${why}:TLS_error_end} - "TLS_error:|${why}:TLS_error_end" `,
        );
      });

      it('refuses an authority that the credential does not name', async () => {
        const upstream = await tlsUpstream('good');
        const [port = 0] = await freePorts(1);
        const proxy = await start(withSecrets(meshOf(port, upstream.port, '{mode: MUTUAL, credentialName: foreign}')));
        expect(await curl({ port, plain: true })).toMatch(/^503 /);
        expect((await proxy.logLines(1))[0]).toContain('CERTIFICATE_VERIFY_FAILED');
      });

      it('says so when the other side does not speak TLS', async () => {
        const upstream = await plainUpstream();
        const [port = 0] = await freePorts(1);
        const proxy = await start(meshOf(port, upstream.port, SIMPLE));
        expect(await curl({ port, plain: true })).toMatch(/^503 /);
        expect((await proxy.logLines(1))[0]).toContain(
          '"TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end"',
        );
      });

      it('says so when the other side wants a certificate', async () => {
        const upstream = await tlsUpstream('good', { rejectUnauthorized: true, maxVersion: 'TLSv1.2' });
        const [port = 0] = await freePorts(1);
        await start(meshOf(port, upstream.port, SIMPLE));
        expect(await curl({ port, plain: true })).toMatch(/^503 /);
      });

      it('speaks plain text with DISABLE', async () => {
        const upstream = await plainUpstream();
        const [port = 0] = await freePorts(1);
        await start(meshOf(port, upstream.port, '{mode: DISABLE}'), { identity });
        expect(await curl({ port, plain: true })).toBe('200 ok');
      });

      it('uses the TLS of the mesh unasked where the endpoint can', async () => {
        const upstream = await tlsUpstream('good');
        const plain = await plainUpstream();
        const [port = 0] = await freePorts(1);
        const entry = `endpoints:
  - {address: 127.0.0.1, ports: {http: ${upstream.port}}, labels: {security.istio.io/tlsMode: istio}, serviceAccount: web}`;
        const mesh = meshOf(port, upstream.port, '{}').replace(/endpoints: .*/, entry);
        await start(mesh.slice(0, mesh.lastIndexOf('---')), { identity });
        expect(await curl({ port, plain: true })).toBe('200 ok');
        expect(upstream.seen).toEqual([{ sni: 'outbound_.80_._.web.test', alpn: 'istio', client: CLIENT_NAME }]);
        const [second = 0] = await freePorts(1);
        const without = meshOf(second, plain.port, '{}');
        await start(without.slice(0, without.lastIndexOf('---')), { identity });
        expect(await curl({ port: second, plain: true })).toBe('200 ok');
      });

      it('gives up on a side that does not answer the handshake', async () => {
        const silent = createTcp((socket) => socket.on('error', () => undefined));
        const [port = 0] = await freePorts(1);
        const mesh = meshOf(port, await listening(silent), SIMPLE).replace(
          'trafficPolicy: {',
          'trafficPolicy: {connectionPool: {tcp: {connectTimeout: 200ms}}, ',
        );
        await start(mesh);
        expect(await curl({ port, plain: true })).toMatch(/^503 .*connection timeout$/);
      });
    });
  },
);
