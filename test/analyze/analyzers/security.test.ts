import { describe, expect, it } from 'vitest';
import { deployment, doc, docs, namespace, pod, service } from '../../../src/analyze/example.ts';
import { foundBy } from './support.ts';

const policy = (spec: string): string =>
  doc('security.istio.io/v1', 'AuthorizationPolicy', 'shop/web', `spec: ${spec}`);
const peer = (spec: string): string => doc('security.istio.io/v1', 'PeerAuthentication', 'shop/web', `spec: ${spec}`);
const network = (named: string, spec: string): string =>
  doc('networking.k8s.io/v1', 'NetworkPolicy', named, `spec: ${spec}`);

describe('policy-ports', () => {
  const SHOP = docs(
    pod('shop/web', '{app: web}'),
    service('shop/web', '{selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}'),
  );
  const asking = (ports: string): string =>
    policy(`{selector: {matchLabels: {app: web}}, rules: [{to: [{operation: {${ports}}}]}]}`);

  it.each([
    ['ports: ["80"]', ['warning MSH3026 spec.rules.0.to.0.operation.ports.0']],
    ['notPorts: ["8080", "80"]', ['warning MSH3026 spec.rules.0.to.0.operation.notPorts.1']],
    ['ports: ["8080"]', []],
    ['ports: ["9090"]', []],
  ])('of rules: %s', (ports, expected) => {
    expect(foundBy('policy-ports', docs(SHOP, asking(ports)))).toEqual(expected);
  });

  it('of modes', () => {
    const mode = (port: number): string =>
      peer(`{selector: {matchLabels: {app: web}}, portLevelMtls: {${port}: {mode: DISABLE}}}`);
    expect(foundBy('policy-ports', docs(SHOP, mode(80)))).toEqual(['warning MSH3026 spec.portLevelMtls.80']);
    expect(foundBy('policy-ports', docs(SHOP, mode(8080)))).toEqual([]);
  });

  it('of workloads that have the port themselves are right', () => {
    const own = deployment(
      'shop/other',
      '{app: web}',
      'containers: [{name: app, image: app, ports: [{containerPort: 80}]}]',
    );
    expect(foundBy('policy-ports', docs(SHOP, own, asking('ports: ["80"]')))).toEqual([]);
  });

  it('of policies for waypoints are those of Services', () => {
    const target = policy(
      '{targetRefs: [{group: "", kind: Service, name: web}], rules: [{to: [{operation: {ports: ["80"]}}]}]}',
    );
    expect(foundBy('policy-ports', docs(SHOP, target))).toEqual([]);
  });
});

describe('plain-identities', () => {
  const SHOP = docs(
    pod('shop/web', '{app: web}'),
    service('shop/web', '{selector: {app: web}, ports: [{name: http, port: 80}, {name: b, port: 81}]}'),
  );
  const from = (source: string): string => policy(`{rules: [{from: [{source: {${source}}}]}]}`);

  it.each([
    ['DISABLE', 'principals: [a]', ['warning MSH3027 spec.rules.0.from.0.source.principals']],
    ['DISABLE', 'serviceAccounts: [a]', ['warning MSH3027 spec.rules.0.from.0.source.serviceAccounts']],
    ['DISABLE', 'ipBlocks: [10.0.0.0/8]', []],
    ['DISABLE', 'requestPrincipals: ["*"]', []],
    ['STRICT', 'namespaces: [a]', []],
    ['PERMISSIVE', 'namespaces: [a]', []],
  ])('%s and %s', (mode, source, expected) => {
    expect(foundBy('plain-identities', docs(SHOP, peer(`{mtls: {mode: ${mode}}}`), from(source)))).toEqual(expected);
  });

  it('are told where all ports are without identity', () => {
    const mixed = peer(
      '{selector: {matchLabels: {app: web}}, mtls: {mode: DISABLE}, portLevelMtls: {81: {mode: STRICT}}}',
    );
    expect(foundBy('plain-identities', docs(SHOP, mixed, from('namespaces: [a]')))).toEqual([]);
  });
});

describe('network-policy-ports', () => {
  const CONTROL = docs(namespace('istio-system', '{}'), deployment('istio-system/istiod', '{app: istiod}'));
  const AMBIENT = docs(namespace('shop', '{istio.io/dataplane-mode: ambient}'), deployment('shop/web', '{app: web}'));
  const SIDECARS = AMBIENT.replace('istio.io/dataplane-mode: ambient', 'istio-injection: enabled');
  const FOUND = ['warning MSH3028 spec.ingress'];

  it.each([
    ['the control plane behind nothing', CONTROL, 'istio-system/a', '{podSelector: {}}', FOUND],
    [
      'its ports',
      CONTROL,
      'istio-system/a',
      '{podSelector: {}, ingress: [{ports: [{port: 15012}, {port: 15017}]}]}',
      [],
    ],
    ['one of them', CONTROL, 'istio-system/a', '{podSelector: {}, ingress: [{ports: [{port: 15012}]}]}', FOUND],
    [
      'a range',
      CONTROL,
      'istio-system/a',
      '{podSelector: {}, ingress: [{ports: [{port: 15010, endPort: 15020}]}]}',
      [],
    ],
    ['pods without sidecars', AMBIENT, 'shop/a', '{podSelector: {}, ingress: [{ports: [{port: 80}]}]}', FOUND],
    ['other pods', AMBIENT, 'shop/a', '{podSelector: {matchLabels: {app: api}}}', []],
    ['egress', AMBIENT, 'shop/a', '{podSelector: {}, policyTypes: [Egress]}', []],
    ['UDP', AMBIENT, 'shop/a', '{podSelector: {}, ingress: [{ports: [{port: 15008, protocol: UDP}]}]}', FOUND],
    ['every port', AMBIENT, 'shop/a', '{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}', []],
    ['pods with sidecars', SIDECARS, 'shop/a', '{podSelector: {}, ingress: [{ports: [{port: 80}]}]}', []],
  ])('of %s', (_name, world, named, spec, expected) => {
    expect(foundBy('network-policy-ports', docs(world, network(named, spec)))).toEqual(expected);
  });

  it('adds up what several policies let through', () => {
    const two = docs(
      network('shop/a', '{podSelector: {}, ingress: [{ports: [{port: 80}]}]}'),
      network('shop/b', '{podSelector: {}, ingress: [{ports: [{port: 15008}]}]}'),
    );
    expect(foundBy('network-policy-ports', docs(AMBIENT, two))).toEqual([]);
  });
});

describe('extension-providers', () => {
  const custom = policy('{action: CUSTOM, provider: {name: opa}, rules: [{}]}');
  const tracing = doc(
    'telemetry.istio.io/v1',
    'Telemetry',
    'shop/a',
    'spec: {tracing: [{providers: [{name: zipkin}]}], metrics: [{providers: [{name: prometheus}]}]}',
  );

  it('are notes, since the mesh config may be another one', () => {
    expect(foundBy('extension-providers', docs(custom, tracing))).toEqual([
      'info MSH3041 spec.provider.name',
      'info MSH3041 spec.tracing.0.providers.0.name',
    ]);
  });

  it('are known from the mesh config', () => {
    const meshConfig = { extensionProviders: [{ name: 'opa' }, { name: 'zipkin' }, { name: 'prometheus' }] };
    expect(foundBy('extension-providers', docs(custom, tracing), { meshConfig, complete: true })).toEqual([]);
    expect(foundBy('extension-providers', custom, { complete: true })).toEqual(['warning MSH3041 spec.provider.name']);
  });
});

describe('policy-targets', () => {
  const SHOP = docs(
    service('shop/web', '{ports: [{name: http, port: 80}]}'),
    doc('gateway.networking.k8s.io/v1', 'Gateway', 'shop/edge', 'spec: {gatewayClassName: istio, listeners: []}'),
  );
  const SERVICE = 'group: "", kind: Service';
  const GATEWAY = 'group: gateway.networking.k8s.io, kind: Gateway';

  it.each([
    [`targetRefs: [{${SERVICE}, name: web}, {${SERVICE}, name: wbe}]`, ['error MSH3029 spec.targetRefs.1.name']],
    [`targetRef: {${GATEWAY}, name: edg}`, ['error MSH3029 spec.targetRef.name']],
    [`targetRef: {${GATEWAY}, name: edge}`, []],
    ['targetRefs: [{group: gateway.networking.k8s.io, kind: GatewayClass, name: istio-waypoint}]', []],
    // The input has none of them, so nobody knows.
    [
      'targetRefs: [{group: networking.istio.io, kind: ServiceEntry, name: a}]',
      ['info MSH3029 spec.targetRefs.0.name'],
    ],
  ])('%s', (targets, expected) => {
    expect(foundBy('policy-targets', docs(SHOP, policy(`{${targets}, rules: [{}]}`)))).toEqual(expected);
  });
});

describe('providers of the mesh config', () => {
  const custom = policy('{action: CUSTOM, provider: {name: opaa}, rules: [{}]}');
  const CONFIG = doc('v1', 'ConfigMap', 'istio-system/istio', 'data: {mesh: "extensionProviders: [{name: opa}]"}');

  it('are those of the mesh config, where there is one, and those of every installation', () => {
    expect(foundBy('extension-providers', custom)).toEqual(['info MSH3041 spec.provider.name']);
    expect(foundBy('extension-providers', docs(CONFIG, custom))).toEqual(['warning MSH3041 spec.provider.name']);
    expect(foundBy('extension-providers', docs(CONFIG, custom.replace('opaa', 'opa')))).toEqual([]);
    expect(foundBy('extension-providers', docs(CONFIG, custom.replace('opaa', 'prometheus')))).toEqual([]);
  });
});
