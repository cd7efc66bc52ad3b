import { describe, expect, it } from 'vitest';
import { doc, docs, service, serviceEntry } from '../../../src/analyze/example.ts';
import { foundBy } from './support.ts';

const api =
  (kind: string) =>
  (named: string, spec: string): string =>
    doc('gateway.networking.k8s.io/v1', kind, named, `spec: ${spec}`);
const gateway = (listeners: string): string =>
  api('Gateway')('shop/edge', `{gatewayClassName: istio, listeners: [${listeners}]}`);
const route = api('HTTPRoute');
const grpc = api('GRPCRoute');
const WEB = service('shop/web', '{ports: [{name: http, port: 80}]}');
const HTTP = '{name: http, port: 80, protocol: HTTP}';

describe('route-parents', () => {
  const below = (parent: string): string => route('shop/web', `{parentRefs: [{name: edge${parent}}]}`);

  it.each([
    ['a listener by name and port', HTTP, ', sectionName: http, port: 80', []],
    ['a port there is not', HTTP, ', port: 81', ['error MSH3032 spec.parentRefs.0.port']],
    [
      'a section at another port',
      HTTP,
      ', sectionName: http, port: 81',
      ['error MSH3032 spec.parentRefs.0.sectionName'],
    ],
    ['a Gateway without listeners', '', '', ['error MSH3032 spec.parentRefs.0.name']],
    ['a section there is not', HTTP, ', sectionName: https', ['error MSH3032 spec.parentRefs.0.sectionName']],
    ['a listener of TCP', '{name: db, port: 5432, protocol: TCP}', '', ['error MSH3032 spec.parentRefs.0.name']],
    [
      'a listener for other kinds',
      '{name: http, port: 80, protocol: HTTP, allowedRoutes: {kinds: [{kind: GRPCRoute}]}}',
      '',
      ['error MSH3032 spec.parentRefs.0.name'],
    ],
    ['one of several', `{name: db, port: 5432, protocol: TCP}, ${HTTP}`, '', []],
    ['a protocol of somebody else', '{name: x, port: 1, protocol: example.com/x}', '', []],
    [
      'nobody of another namespace',
      '{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: None}}}',
      '',
      ['error MSH3032 spec.parentRefs.0.name'],
    ],
  ])('attach to %s', (_name, listeners, parent, expected) => {
    expect(foundBy('route-parents', docs(gateway(listeners), below(parent)))).toEqual(expected);
  });

  it('may be Services', () => {
    const to = (parent: string): string => grpc('shop/web', `{parentRefs: [{group: "", kind: Service, ${parent}}]}`);
    expect(foundBy('route-parents', docs(WEB, to('name: web, port: 80')))).toEqual([]);
    expect(foundBy('route-parents', docs(WEB, to('name: web, port: 81')))).toEqual([
      'error MSH3035 spec.parentRefs.0.port',
    ]);
    expect(foundBy('route-parents', docs(WEB, to('name: wbe')))).toEqual(['error MSH3035 spec.parentRefs.0.name']);
    expect(foundBy('route-parents', to('name: web'))).toEqual(['info MSH3035 spec.parentRefs.0.name']);
    expect(foundBy('route-parents', to('name: web, namespace: other'))).toEqual([
      'info MSH3035 spec.parentRefs.0.name',
    ]);
  });
});

describe('route-backends', () => {
  const mirror = (name: string, namespace = ''): string =>
    `{type: RequestMirror, requestMirror: {backendRef: {name: ${name}, port: 80${namespace}}}}`;
  const to = (rule: string): string => route('shop/web', `{rules: [{${rule}}]}`);
  const AWAY = service('away/web', '{ports: [{name: http, port: 80}]}');
  const grant = (spec: string): string =>
    doc('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', 'away/a', `spec: ${spec}`);
  const CROSS = to('backendRefs: [{name: web, namespace: away, port: 80}]');
  const FROM = 'from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}]';

  it('looks at mirrors as well', () => {
    expect(foundBy('route-backends', docs(WEB, to(`filters: [${mirror('wbe')}]`)))).toEqual([
      'error MSH3031 spec.rules.0.filters.0.requestMirror.backendRef.name',
    ]);
    expect(
      foundBy('route-backends', docs(WEB, to(`backendRefs: [{name: web, port: 80, filters: [${mirror('wbe')}]}]`))),
    ).toEqual(['error MSH3031 spec.rules.0.backendRefs.0.filters.0.requestMirror.backendRef.name']);
    expect(foundBy('route-backends', docs(WEB, to(`filters: [${mirror('web')}]`)))).toEqual([]);
  });

  it.each([
    ['of all Services', `{${FROM}, to: [{group: "", kind: Service}]}`, []],
    ['of this one', `{${FROM}, to: [{group: "", kind: Service, name: web}]}`, []],
    [
      'of another one',
      `{${FROM}, to: [{group: "", kind: Service, name: api}]}`,
      ['error MSH3034 spec.rules.0.backendRefs.0.namespace'],
    ],
    [
      'of Secrets',
      `{${FROM}, to: [{group: "", kind: Secret}]}`,
      ['error MSH3034 spec.rules.0.backendRefs.0.namespace'],
    ],
    [
      'for another namespace',
      `{${FROM.replace('shop', 'other')}, to: [{group: "", kind: Service}]}`,
      ['error MSH3034 spec.rules.0.backendRefs.0.namespace'],
    ],
  ])('goes by grants %s', (_name, spec, expected) => {
    expect(foundBy('route-backends', docs(AWAY, CROSS, grant(spec)))).toEqual(expected);
  });
});

describe('listener-conflicts', () => {
  it.each([
    ['the same host', `${HTTP}, {name: b, port: 80, protocol: HTTP}`, 1],
    ['other hosts', `${HTTP}, {name: b, port: 80, protocol: HTTP, hostname: a.example.com}`, 0],
    ['other ports', `${HTTP}, {name: b, port: 81, protocol: HTTP}`, 0],
    ['other protocols', `${HTTP}, {name: b, port: 80, protocol: HTTPS, hostname: a.example.com}`, 1],
    [
      'TLS of both kinds',
      '{name: a, port: 443, protocol: HTTPS, hostname: a.b}, {name: b, port: 443, protocol: TLS, hostname: c.d}',
      0,
    ],
    ['TCP and UDP', '{name: a, port: 53, protocol: TCP}, {name: b, port: 53, protocol: UDP}', 0],
    [
      'three of a kind',
      `${HTTP}, ${HTTP.replace('name: http', 'name: b')}, ${HTTP.replace('name: http', 'name: c')}`,
      2,
    ],
  ])('%s', (_name, listeners, count) => {
    expect(foundBy('listener-conflicts', gateway(listeners))).toHaveLength(count);
  });
});

describe('listener-certificates', () => {
  const showing = (reference: string): string =>
    gateway(`{name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [${reference}]}}`);
  const secret = (named: string): string => doc('v1', 'Secret', named, 'type: kubernetes.io/tls');
  const PATH = 'spec.listeners.0.tls.certificateRefs.0';

  it.each([
    ['there', secret('shop/a'), '{name: a}', []],
    ['missing', secret('shop/b'), '{name: a}', [`error MSH3037 ${PATH}.name`]],
    ['of a kind nobody knows', '', '{name: a, group: example.com, kind: Vault}', []],
    ['perhaps elsewhere', '', '{name: a}', [`info MSH3037 ${PATH}.name`]],
    [
      'made by cert-manager',
      doc('cert-manager.io/v1', 'Certificate', 'shop/x', 'spec: {secretName: a}'),
      '{name: a}',
      [],
    ],
    ['of another namespace', secret('certs/a'), '{name: a, namespace: certs}', [`info MSH3038 ${PATH}.namespace`]],
    [
      'let by its namespace',
      docs(
        secret('certs/a'),
        doc(
          'gateway.networking.k8s.io/v1beta1',
          'ReferenceGrant',
          'certs/x',
          'spec: {from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: shop}], to: [{group: "", kind: Secret}]}',
        ),
      ),
      '{name: a, namespace: certs}',
      [],
    ],
  ])('%s', (_name, world, reference, expected) => {
    const text = world === '' ? showing(reference) : docs(world, showing(reference));
    expect(foundBy('listener-certificates', text)).toEqual(expected);
  });
});

describe('api-route-overlaps', () => {
  const at = (name: string, spec: string): string => route(`shop/${name}`, `{parentRefs: [{name: edge}], ${spec}}`);
  const matching = (path: string): string => `rules: [{matches: [{path: {type: PathPrefix, value: ${path}}}]}]`;

  it.each([
    ['the same', matching('/a'), matching('/a'), 2],
    ['another path', matching('/a'), matching('/b'), 0],
    ['everything, said and not said', 'rules: [{}]', matching('/'), 2],
    [
      'another host',
      `hostnames: [a.example.com], ${matching('/a')}`,
      `hostnames: [b.example.com], ${matching('/a')}`,
      0,
    ],
    [
      'one host of several',
      `hostnames: [a.example.com, b.example.com], ${matching('/a')}`,
      `hostnames: [b.example.com], ${matching('/a')}`,
      2,
    ],
  ])('%s', (_name, one, two, count) => {
    expect(foundBy('api-route-overlaps', docs(at('one', one), at('two', two)))).toHaveLength(count);
  });
});

describe('backends that are hosts', () => {
  const ENTRY = serviceEntry(
    'shop/out',
    '{hosts: [api.example.com], ports: [{number: 80, name: http, protocol: HTTP}]}',
  );
  const to = (name: string, port: number) =>
    doc(
      'gateway.networking.k8s.io/v1',
      'HTTPRoute',
      'shop/web',
      `spec: {rules: [{backendRefs: [{group: networking.istio.io, kind: Hostname, name: ${name}, port: ${port}}]}]}`,
    );

  it.each([
    ['api.example.com', 80, []],
    ['api.example.com', 81, ['error MSH3031 spec.rules.0.backendRefs.0.port']],
    ['api.exampel.com', 80, ['error MSH3031 spec.rules.0.backendRefs.0.name']],
    ['other.internal', 80, ['info MSH3031 spec.rules.0.backendRefs.0.name']],
  ])('%s:%i', (name, port, expected) => {
    expect(foundBy('route-backends', docs(ENTRY, to(name, port)))).toEqual(expected);
  });
});
