import { describe, expect, it } from 'vitest';
import { destinationRule, doc, docs, namespace, pod, service, virtualService } from '../../../src/analyze/example.ts';
import { run } from '../../../src/cli/run.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';
import { foundBy } from './support.ts';

const AMBIENT = namespace('shop', '{istio.io/dataplane-mode: ambient}');
const INJECTED = namespace('shop', '{istio-injection: enabled}');
const WEB = service('shop/web', '{selector: {app: web}, ports: [{name: http, port: 80}]}');
const security =
  (kind: string) =>
  (spec: string): string =>
    doc('security.istio.io/v1', kind, 'shop/web', `spec: ${spec}`);
const policy = security('AuthorizationPolicy');

describe('ambient-policies', () => {
  const CASES = [
    ['rules: [{to: [{operation: {methods: [GET]}}]}]', ['error MSH3060 spec.rules.0.to.0.operation.methods']],
    ['rules: [{}, {to: [{}, {operation: {paths: [/a]}}]}]', ['error MSH3060 spec.rules.1.to.1.operation.paths']],
    [
      'rules: [{from: [{source: {requestPrincipals: ["*"]}}]}]',
      ['error MSH3060 spec.rules.0.from.0.source.requestPrincipals'],
    ],
    ['rules: [{when: [{key: "request.headers[a]", values: [b]}]}]', ['error MSH3060 spec.rules.0.when.0.key']],
    ['rules: [{to: [{operation: {ports: ["80"]}}], from: [{source: {namespaces: [a]}}]}]', []],
    ['rules: [{when: [{key: source.ip, values: [10.0.0.1]}]}]', []],
    ['targetRefs: [{group: "", kind: Service, name: web}], rules: [{to: [{operation: {methods: [GET]}}]}]', []],
  ] as const;

  it.each(CASES)('%s', (spec, expected) => {
    expect(foundBy('ambient-policies', docs(AMBIENT, policy(`{${spec}}`)))).toEqual(expected);
    expect(foundBy('ambient-policies', docs(INJECTED, policy(`{${spec}}`)))).toEqual([]);
    expect(foundBy('ambient-policies', docs(INJECTED, policy(`{${spec}}`)), { ready: true })).toEqual(expected);
  });

  it('are for gateways too, which see requests', () => {
    const gateway = pod('shop/edge', '{app: edge}', ', annotations: {inject.istio.io/templates: gateway}');
    const spec = '{selector: {matchLabels: {app: edge}}, rules: [{to: [{operation: {methods: [GET]}}]}]}';
    expect(foundBy('ambient-policies', docs(AMBIENT, gateway, policy(spec)))).toEqual([]);
  });
});

describe('ambient-routes', () => {
  const route = virtualService('shop/web', '{hosts: [web], http: [{route: [{destination: {host: web}}]}]}');
  const api = (kind: string, spec: string): string =>
    doc('gateway.networking.k8s.io/v1', kind, 'shop/web', `spec: ${spec}`);
  const PARENT = '{parentRefs: [{group: "", kind: Service, name: web}]}';

  it.each([
    ['a VirtualService', route, ['warning MSH3061 spec.hosts.0']],
    ['one of a gateway', route.replace('hosts: [web]', 'hosts: [web], gateways: [edge]'), []],
    ['an HTTPRoute', api('HTTPRoute', PARENT), ['warning MSH3061 spec.parentRefs.0.name']],
    ['a GRPCRoute', api('GRPCRoute', PARENT), ['warning MSH3061 spec.parentRefs.0.name']],
    ['one below a Gateway', api('HTTPRoute', '{parentRefs: [{name: edge}]}'), []],
    ['subsets', destinationRule('shop/web', '{host: web, subsets: [{name: a}]}'), ['warning MSH3061 spec.host']],
    ['TLS alone', destinationRule('shop/web', '{host: web, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}'), []],
  ])('%s', (_name, object, expected) => {
    expect(foundBy('ambient-routes', docs(AMBIENT, WEB, object))).toEqual(expected);
    expect(foundBy('ambient-routes', docs(INJECTED, WEB, object))).toEqual([]);
    expect(foundBy('ambient-routes', docs(INJECTED, WEB, object), { ready: true })).toEqual(expected);
  });

  it('asks the Service before its namespace', () => {
    const space = namespace('shop', '{istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}');
    const none = doc(
      'v1',
      'Service',
      'shop/web',
      'metadata: {name: web, namespace: shop, labels: {istio.io/use-waypoint: none}}\nspec: {ports: [{port: 80}]}',
    );
    expect(foundBy('ambient-routes', docs(space, WEB, route))).toEqual([]);
    expect(foundBy('ambient-routes', docs(space, none, route))).toHaveLength(1);
  });
});

describe('ambient-waypoints', () => {
  const gateway = (className: string): string =>
    doc(
      'gateway.networking.k8s.io/v1',
      'Gateway',
      'shop/waypoint',
      `spec: {gatewayClassName: ${className}, listeners: []}`,
    );
  const space = (labels: string): string => namespace('shop', `{${labels}}`);
  const FOUND = 'metadata.labels.istio.io/use-waypoint';

  it.each([
    ['is there', docs(gateway('istio-waypoint'), space('istio.io/use-waypoint: waypoint')), []],
    ['is none', docs(gateway('istio'), space('istio.io/use-waypoint: waypoint')), [`error MSH3062 ${FOUND}`]],
    ['is missing', docs(gateway('istio-waypoint'), space('istio.io/use-waypoint: other')), [`error MSH3062 ${FOUND}`]],
    ['is perhaps elsewhere', space('istio.io/use-waypoint: other'), [`info MSH3062 ${FOUND}`]],
    ['is not wanted', space('istio.io/use-waypoint: none'), []],
    [
      'is of another namespace',
      docs(
        gateway('istio-waypoint'),
        namespace('api', '{istio.io/use-waypoint: waypoint, istio.io/use-waypoint-namespace: shop}'),
      ),
      [],
    ],
  ])('%s', (_name, text, expected) => {
    expect(foundBy('ambient-waypoints', text)).toEqual(expected);
  });
});

describe('ambient-leftovers', () => {
  const annotated = (annotation: string): string => pod('shop/web', '{app: web}', `, annotations: {${annotation}}`);
  const filter = (spec: string, space = 'shop'): string =>
    doc('networking.istio.io/v1alpha3', 'EnvoyFilter', `${space}/a`, `spec: ${spec}`);

  it.each([
    [
      'traffic.sidecar.istio.io/excludeOutboundPorts',
      annotated('traffic.sidecar.istio.io/excludeOutboundPorts: "1"'),
      1,
    ],
    ['proxy.istio.io/config', annotated('proxy.istio.io/config: "a: b"'), 1],
    ['sidecar.istio.io/status', annotated('sidecar.istio.io/status: "{}"'), 0],
    ['ambient.istio.io/redirection', annotated('ambient.istio.io/redirection: disabled'), 0],
    ['an EnvoyFilter', filter('{configPatches: []}'), 1],
    [
      'one for a waypoint',
      filter('{targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: waypoint}], configPatches: []}'),
      0,
    ],
  ])('%s', (_name, object, count) => {
    expect(foundBy('ambient-leftovers', docs(AMBIENT, object))).toHaveLength(count);
    expect(foundBy('ambient-leftovers', docs(INJECTED, object))).toEqual([]);
    expect(foundBy('ambient-leftovers', docs(INJECTED, object), { ready: true })).toHaveLength(count);
  });
});

describe('ambient-authentication', () => {
  it.each([
    [security('PeerAuthentication')('{mtls: {mode: DISABLE}}'), ['warning MSH3064 spec.mtls.mode']],
    [
      security('PeerAuthentication')('{selector: {matchLabels: {a: b}}, portLevelMtls: {80: {mode: DISABLE}}}'),
      ['warning MSH3064 spec.portLevelMtls.80.mode'],
    ],
    [security('PeerAuthentication')('{mtls: {mode: PERMISSIVE}}'), []],
    [security('RequestAuthentication')('{jwtRules: [{issuer: a}]}'), ['warning MSH3064 spec']],
    [security('RequestAuthentication')('{selector: {matchLabels: {a: b}}}'), ['warning MSH3064 spec.selector']],
    [security('RequestAuthentication')('{targetRefs: [{group: "", kind: Service, name: web}]}'), []],
  ])('%s', (object, expected) => {
    expect(foundBy('ambient-authentication', docs(AMBIENT, object))).toEqual(expected);
    expect(foundBy('ambient-authentication', docs(INJECTED, object), { ready: true })).toEqual(expected);
  });
});

describe('meshctl analyze --ambient', () => {
  it('looks at everybody as if nobody had a sidecar', async () => {
    const files = {
      'a.yaml': docs(
        INJECTED,
        WEB,
        pod('shop/web', '{app: web}'),
        policy('{rules: [{to: [{operation: {methods: [GET]}}]}]}'),
      ),
    };
    const analyze = async (...args: readonly string[]) => {
      const host = testHost({ cwd: tempFolder(files) });
      await run(['analyze', 'a.yaml', ...args], host);
      return host.written();
    };
    expect(await analyze()).not.toContain('MSH3060');
    expect(await analyze('--ambient')).toContain('MSH3060');
    expect(await analyze('--ambient', '--analyzer', 'ambient-policies')).toContain('MSH3060');
  });
});
