/** What comes in to a workload: modes of PeerAuthentication by clients, on both engines. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testAuthority } from '../../support/authority.ts';
import { freePorts } from '../scenarios/run.ts';
import { CLIENTS_MISSING, curl, Files, sClient } from './clients.ts';
import { ENGINES, MISSING, type Options } from './engines.ts';

const [authority, other] = await Promise.all([testAuthority(), testAuthority()]);
const own = await authority.issue({ uri: 'spiffe://cluster.local/ns/default/sa/web' });
const files = new Files();
const uri = (account: string, domain = 'cluster.local') => `spiffe://${domain}/ns/shop/sa/${account}`;

const CERTIFICATES = {
  caller: files.pair(await authority.issue({ uri: uri('caller') })),
  stranger: files.pair(await other.issue({ uri: uri('caller') })),
  expired: files.pair(await authority.issue({ uri: uri('caller'), days: [-9, -8] })),
  foreign: files.pair(await authority.issue({ uri: uri('caller', 'elsewhere') })),
  nameless: files.pair(await authority.issue({ dnsNames: ['caller.test'] })),
} as const;

/** A client by what it speaks and what it gives. */
const CLIENTS: Readonly<Record<string, (port: number) => Promise<string>>> = {
  plain: async (port) => (await curl({ port, plain: true })).slice(0, 3).replace('ref', 'refused'),
  'no certificate': (port) => sClient({ port, alpn: 'istio' }),
  ...Object.fromEntries(
    Object.entries(CERTIFICATES).map(([name, cert]) => [
      name,
      (port: number) => sClient({ port, alpn: 'istio', cert }),
    ]),
  ),
};

/** Who passes, by the mode of the port. */
const MODES: readonly (readonly [mode: string, passing: readonly string[]])[] = [
  ['STRICT', ['caller']],
  ['PERMISSIVE', ['plain', 'caller']],
  ['DISABLE', ['plain']],
];

interface App {
  readonly port: number;
  /** What it was told of its callers. */
  readonly certificates: (string | string[] | undefined)[];
}

async function app(): Promise<App> {
  const certificates: App['certificates'] = [];
  const server = createServer((request, response) => {
    certificates.push(request.headers['x-forwarded-client-cert']);
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  // A server on a TCP port has an address of this form.
  return { port: (server.address() as AddressInfo).port, certificates };
}

const meshOf = (port: number, peer: string, more = ''): string => `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: ${port}}]}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: peers}
spec: {selector: {matchLabels: {app: web}}, ${peer}}
${more}`;

const optionsFor = (port: number, listen: number): Options => ({
  node: { kind: 'sidecar', name: 'web', namespace: 'default', labels: { app: 'web' } },
  listeners: [{ serves: String(port), address: '127.0.0.1', port: listen }],
  identity: {
    certificateChain: { inline_string: own.certificate },
    privateKey: { inline_string: own.key },
    rootCertificate: { inline_string: authority.certificate },
  },
});

describe.skipIf(CLIENTS_MISSING)(
  `TLS of what comes in${CLIENTS_MISSING ? ` (skipped: ${CLIENTS_MISSING})` : MISSING}`,
  () => {
    describe.each(ENGINES)('%s', (name, start) => {
      it.each(MODES)('%s', async (mode, passing) => {
        const { port, certificates } = await app();
        const [listen = 0] = await freePorts(1);
        const proxy = await start(meshOf(port, `mtls: {mode: ${mode}}`), optionsFor(port, listen));
        const found: Record<string, string> = {};
        for (const [client, ask] of Object.entries(CLIENTS)) found[client] = await ask(listen);
        expect(found).toEqual(
          Object.fromEntries(Object.keys(CLIENTS).map((each) => [each, passing.includes(each) ? '200' : 'refused'])),
        );
        const told = passing.includes('caller')
          ? [
              expect.stringMatching(
                /^By=spiffe:\/\/cluster\.local\/ns\/default\/sa\/web;Hash=[0-9a-f]{64};Subject="";URI=spiffe:\/\/cluster\.local\/ns\/shop\/sa\/caller$/,
              ),
            ]
          : [];
        expect(certificates.filter((each) => each !== undefined)).toEqual(told);
        if (name === 'envoy' || mode === 'DISABLE') return;
        expect(proxy.refusals).toEqual(
          expect.arrayContaining([
            'it gave no certificate',
            'no authority that is trusted here has signed its certificate',
            'its certificate has expired',
            `its certificate names ${uri('caller', 'elsewhere')}, which is nobody allowed here`,
            'its certificate names caller.test, which is nobody allowed here',
          ]),
        );
        const stats = proxy.stats();
        const of = (stat: string) => stats[`listener.127.0.0.1_${listen}.${stat}`];
        expect([
          of('ssl.handshake'),
          of('ssl.fail_verify_no_cert'),
          of('ssl.fail_verify_error'),
          of('ssl.fail_verify_san'),
        ]).toEqual([1, 1, 2, 2]);
        const requests = Object.keys(stats).filter((stat) => stat.startsWith('istiocustom.istio_requests_total.'));
        expect(
          requests.some(
            (stat) =>
              stat.includes(`source_principal.${uri('caller')}`) &&
              stat.includes('connection_security_policy.mutual_tls'),
          ),
        ).toBe(true);
        expect(requests.some((stat) => stat.includes('connection_security_policy.none'))).toBe(mode === 'PERMISSIVE');
      });

      it('follows the mode of the port before that of the workload', async () => {
        const { port } = await app();
        const [listen = 0] = await freePorts(1);
        await start(
          meshOf(port, `mtls: {mode: STRICT}, portLevelMtls: {${port}: {mode: DISABLE}}`),
          optionsFor(port, listen),
        );
        expect(await CLIENTS['plain']?.(listen)).toBe('200');
      });

      it.each([
        ['principals', `principals: [cluster.local/ns/shop/sa/caller]`, '200', '403'],
        ['namespaces', 'namespaces: [other]', '403', '200'],
        ['serviceAccounts', 'serviceAccounts: [shop/caller]', '200', '403'],
        ['notPrincipals', `principals: ['*'], notPrincipals: [cluster.local/ns/shop/sa/caller]`, '403', '200'],
      ])('knows who it is: %s', async (_, source, shop, elsewhere) => {
        const { port } = await app();
        const [listen = 0] = await freePorts(1);
        const policy = `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: callers}
spec: {selector: {matchLabels: {app: web}}, rules: [{from: [{source: {${source}}}]}]}
`;
        await start(meshOf(port, 'mtls: {mode: PERMISSIVE}', policy), optionsFor(port, listen));
        const second = files.pair(await authority.issue({ uri: 'spiffe://cluster.local/ns/other/sa/caller' }));
        expect(await sClient({ port: listen, alpn: 'istio', cert: CERTIFICATES.caller })).toBe(shop);
        expect(await sClient({ port: listen, alpn: 'istio', cert: second })).toBe(elsewhere);
        expect(await CLIENTS['plain']?.(listen)).toBe('403');
      });
    });
  },
);
