/** The workload's certificate, and the ports of its own that it is listened for with. */
import { describe, expect, it } from 'vitest';
import { SIDECAR } from '../mesh/support/mesh.ts';
import { compile, IDENTITY, SERVICE_YAML } from './support/compile.ts';

const WEB = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}, {name: tcp-db, port: 90, targetPort: 9090}]}
---
`;
const peers = (mode: string) => `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: p}
spec: {mtls: {mode: ${mode}}}
---
`;
const MUTUAL = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: d}
spec: {host: svc.test, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}
`;

const at = (serves: string, port = 18080) => ({ serves, address: '127.0.0.1', port });
const own = (text: string, serves: string, more: Parameters<typeof compile>[1] = {}) =>
  compile(text, { node: SIDECAR, identity: IDENTITY, listeners: [at(serves)], ...more });

describe('a port of the workload that is listened for', () => {
  it.each([
    ['STRICT', ['tls']],
    ['PERMISSIVE', ['tls', 'raw_buffer']],
    ['DISABLE', ['raw_buffer']],
  ])('has the chains of %s, and nothing tells them by their port', (mode, transports) => {
    const { listeners, diagnostics } = own(WEB + peers(mode), '8080');
    expect(diagnostics).toEqual([]);
    expect(listeners).toMatchObject([{ name: '127.0.0.1_18080', traffic_direction: 'INBOUND' }]);
    const chains = listeners[0]?.filter_chains ?? [];
    expect(chains.map(({ filter_chain_match: match }) => match?.transport_protocol)).toEqual(transports);
    expect(chains.map(({ filter_chain_match: match }) => match?.destination_port)).toEqual(
      transports.map(() => undefined),
    );
    expect(chains.map(({ transport_socket: socket }) => socket !== undefined)).toEqual(
      transports.map((each) => each === 'tls'),
    );
  });

  it('looks at first bytes only where something is told by them', () => {
    const filters = (text: string, serves: string) =>
      own(text, serves).listeners[0]?.listener_filters?.map(({ name }) => name.split('.').at(-1));
    expect(filters(WEB + peers('STRICT'), '8080')).toEqual(['tls_inspector']);
    expect(filters(WEB + peers('DISABLE'), '8080')).toEqual([]);
    expect(filters(WEB.replace('name: http', 'name: web'), '8080')).toEqual(['tls_inspector', 'http_inspector']);
  });

  it('leads to this machine, to where the service is mapped, or to what a Sidecar says', () => {
    const address = (text: string, more = {}) =>
      own(text, '8080', more).clusters.find(({ name }) => name === 'inbound|8080||')?.load_assignment?.endpoints?.[0]
        ?.lb_endpoints?.[0]?.endpoint.address;
    expect(address(WEB)).toEqual({ socket_address: { address: '127.0.0.1', port_value: 8080 } });
    const overrides = [{ host: 'web', endpoints: [{ address: '127.0.0.1', port: 3000 }] }];
    expect(address(WEB, { overrides })).toEqual({ socket_address: { address: '127.0.0.1', port_value: 3000 } });
    const sidecar = `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: s}
spec: {workloadSelector: {labels: {app: web}}, ingress: [{port: {number: 8080, protocol: HTTP, name: http}, defaultEndpoint: 'unix:///run/web'}]}
`;
    expect(address(WEB + sidecar)).toEqual({ pipe: { path: '/run/web' } });
  });

  it('is one of the workload', () => {
    expect(own(WEB, '8081').diagnostics).toMatchObject([{ code: 'MSH5013' }]);
    expect(own(WEB, '9090').listeners[0]?.filter_chains?.length).toBeGreaterThan(0);
  });

  it('of a workload without a certificate is not served with TLS', () => {
    const { listeners } = compile(WEB + peers('STRICT'), { node: SIDECAR, listeners: [at('8080')] });
    expect(listeners[0]?.filter_chains).toEqual([]);
  });
});

describe('the certificate of the mesh', () => {
  it('is not for programs that a service is mapped to', () => {
    const overrides = [{ host: 'svc.test', endpoints: [{ address: '127.0.0.1', port: 3000 }] }];
    const mapped = compile(SERVICE_YAML + MUTUAL, { identity: IDENTITY, overrides });
    expect(mapped.clusters.find(({ name }) => name === 'outbound|80||svc.test')).not.toHaveProperty('transport_socket');
    expect(mapped.diagnostics).toMatchObject([
      { code: 'MSH5004', message: expect.stringContaining('mapped to an address') },
    ]);
    expect(mapped.secrets).toEqual([]);
  });

  it('in files is read again when they are replaced', () => {
    const identity = {
      certificateChain: { filename: '/ca/w/web.pem' },
      privateKey: { filename: '/ca/w/web.pem' },
      rootCertificate: { filename: '/ca/ca.pem' },
      folders: { certificate: '/ca/w', root: '/ca' },
    };
    expect(compile(SERVICE_YAML + MUTUAL, { identity }).secrets).toEqual([
      {
        name: 'default',
        tls_certificate: {
          certificate_chain: { filename: '/ca/w/web.pem' },
          private_key: { filename: '/ca/w/web.pem' },
          watched_directory: { path: '/ca/w' },
        },
      },
      {
        name: 'ROOTCA',
        validation_context: { trusted_ca: { filename: '/ca/ca.pem' }, watched_directory: { path: '/ca' } },
      },
    ]);
  });
});
