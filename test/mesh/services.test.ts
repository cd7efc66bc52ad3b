import { describe, expect, it } from 'vitest';
import { type MeshModel, serviceEndpoints } from '../../src/mesh/model.ts';
import { meshOf } from './support/mesh.ts';

const endpoints = (mesh: MeshModel, host: string, port: number) => {
  const [service] = mesh.servicesByHost.get(host) ?? [];
  const found = service?.ports.find(({ number }) => number === port);
  return service && found ? serviceEndpoints(mesh, service, found) : [];
};

const POD = (name: string, ip: string, version: string) => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: web, version: ${version}, security.istio.io/tlsMode: istio}}
spec: {nodeName: n1, serviceAccountName: sa, containers: [{name: a, ports: [{name: web, containerPort: 8080}]}]}
status: {podIP: ${ip}}
---`;

const SERVICE = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: 10.0.0.1, selector: {app: web}, ports: [{port: 80, name: http, targetPort: web}]}
---`;

const NODE = `
apiVersion: v1
kind: Node
metadata: {name: n1, labels: {topology.kubernetes.io/region: r, topology.kubernetes.io/zone: z}}
---`;

const WEB = 'web.default.svc.cluster.local';

describe('endpoints of a Kubernetes service', () => {
  it('are its ready and unready addresses, with what the pods say', () => {
    const mesh = meshOf(`${SERVICE}${NODE}${POD('a', '10.1.0.1', 'v1')}
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
endpoints:
- {addresses: [10.1.0.1], conditions: {ready: true}, targetRef: {kind: Pod, name: a}}
- {addresses: [10.1.0.2], conditions: {ready: false}, zone: z2}
ports: [{name: http, port: 8080}]
`);
    expect(endpoints(mesh, WEB, 80)).toMatchObject([
      {
        address: '10.1.0.1',
        port: 8080,
        ready: true,
        meshTls: true,
        serviceAccount: 'sa',
        locality: { region: 'r', zone: 'z' },
      },
      { address: '10.1.0.2', ready: false, meshTls: false, locality: { zone: 'z2' } },
    ]);
  });

  it('are the selected pods when nothing lists addresses', () => {
    const mesh = meshOf(`${SERVICE}${POD('a', '10.1.0.1', 'v1')}${POD('b', '10.1.0.2', 'v2')}`);
    expect(endpoints(mesh, WEB, 80).map(({ address, port }) => `${address}:${port}`)).toEqual([
      '10.1.0.1:8080',
      '10.1.0.2:8080',
    ]);
  });

  it('are those of Endpoints objects, whose slices are left alone', () => {
    const mesh = meshOf(`${SERVICE}
apiVersion: v1
kind: Endpoints
metadata: {name: web}
subsets: [{addresses: [{ip: 10.1.0.9}], notReadyAddresses: [{ip: 10.1.0.8}], ports: [{name: http, port: 1}]}]
`);
    expect(endpoints(mesh, WEB, 80).map(({ address, ready }) => [address, ready])).toEqual([
      ['10.1.0.9', true],
      ['10.1.0.8', false],
    ]);
  });

  it('include the WorkloadEntries it selects', () => {
    const mesh = meshOf(`${SERVICE}
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: vm, labels: {version: vm}}
spec: {address: 192.0.2.1, labels: {app: web}, ports: {http: 9090}, serviceAccount: vm, weight: 3}
`);
    expect(endpoints(mesh, WEB, 80)).toMatchObject([
      { address: '192.0.2.1', port: 9090, weight: 3, labels: { app: 'web', version: 'vm' }, meshTls: true },
    ]);
  });

  it('of the type ExternalName is the other name', () => {
    const mesh = meshOf(`
apiVersion: v1
kind: Service
metadata: {name: ext}
spec: {type: ExternalName, externalName: api.example.com, ports: [{port: 443, name: https}]}
`);
    expect(endpoints(mesh, 'ext.default.svc.cluster.local', 443)).toMatchObject([
      { address: 'api.example.com', port: 443 },
    ]);
  });
});

const entry = (rest: string) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ext}
spec: {hosts: [api.test], ports: [{number: 443, name: https, protocol: HTTPS, targetPort: 8443}], ${rest}}
`;

describe('endpoints of a ServiceEntry', () => {
  it.each([
    ['STATIC', 'endpoints: [{address: 192.0.2.1}]', ['192.0.2.1:8443']],
    ['STATIC', 'endpoints: [{address: 192.0.2.1, ports: {https: 1}}]', ['192.0.2.1:1']],
    ['STATIC', 'endpoints: [{address: "unix:///run/x.sock"}]', ['/run/x.sock:0']],
    ['DNS', 'exportTo: ["*"]', ['api.test:8443']],
    ['DNS', 'endpoints: [{address: other.test}]', ['other.test:8443']],
    ['NONE', 'exportTo: ["*"]', []],
  ])('resolved %s with %s', (resolution, rest, expected) => {
    const mesh = meshOf(entry(`resolution: ${resolution}, ${rest}`));
    expect(endpoints(mesh, 'api.test', 443).map(({ address, port }) => `${address}:${port}`)).toEqual(expected);
  });

  it('are the workloads it selects', () => {
    const mesh =
      meshOf(`${entry('resolution: STATIC, workloadSelector: {labels: {app: web}}')}---${POD('a', '10.1.0.1', 'v1')}
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: vm}
spec: {address: 192.0.2.7, labels: {app: web}, locality: a/b/c}
`);
    expect(endpoints(mesh, 'api.test', 443)).toMatchObject([
      { address: '10.1.0.1', port: 8443 },
      { address: '192.0.2.7', locality: { region: 'a', zone: 'b', subZone: 'c' }, workload: { name: 'vm' } },
    ]);
  });
});
