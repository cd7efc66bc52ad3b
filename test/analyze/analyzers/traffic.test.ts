import { describe, expect, it } from 'vitest';
import {
  deployment,
  destinationRule,
  doc,
  docs,
  namespace,
  pod,
  service,
  sidecar,
  virtualService,
} from '../../../src/analyze/example.ts';
import { foundBy } from './support.ts';

const calling = (name: string, ...urls: readonly string[]): string =>
  deployment(
    `shop/${name}`,
    `{app: ${name}}`,
    `containers: [{name: app, image: app, env: [${urls.map((url, index) => `{name: A${index}, value: "${url}"}`).join(', ')}]}]`,
  );
const serving = (name: string): string =>
  service(`shop/${name}`, `{selector: {app: ${name}}, ports: [{name: http, port: 80}]}`);
const rules = (name: string, http: string, more = ''): string =>
  virtualService(
    `shop/${name}`,
    `{hosts: [${name}], http: [{${http}, route: [{destination: {host: ${name}}}]}]${more}}`,
  );

describe('caller-deadlines', () => {
  const CHAIN = docs(calling('front', 'http://api:80'), serving('front'), calling('api'), serving('api'));

  it.each([
    ['3s', '10s', ['info MSH3006 spec.http.0.timeout']],
    ['10s', '3s', []],
    ['3s', '3s', []],
    ['3s', '0s', []],
  ])('compares %s of who calls with %s of who is called, as settings tell', (front, api, expected) => {
    const text = docs(CHAIN, rules('front', `timeout: ${front}`), rules('api', `timeout: ${api}`));
    expect(foundBy('caller-deadlines', text)).toEqual(expected);
  });

  it('says nothing of callers that are not known', () => {
    const text = docs(calling('front'), serving('front'), serving('api'), rules('front', 'timeout: 1s'));
    expect(foundBy('caller-deadlines', docs(text, rules('api', 'timeout: 9s')))).toEqual([]);
  });
});

describe('retry-storms', () => {
  const hosts = ['a', 'b', 'c'];
  const chain = (...calls: readonly (readonly [string, string])[]): string =>
    docs(
      ...hosts.map(serving),
      ...hosts.map((host) =>
        calling(host, ...calls.filter(([from]) => from === host).map(([, to]) => `http://${to}:80`)),
      ),
    );
  const retrying = (attempts: Readonly<Record<string, number>>): string =>
    docs(...Object.entries(attempts).map(([host, count]) => rules(host, `retries: {attempts: ${count}}`)));

  it.each([
    [{ a: 3, b: 3 }, ['info MSH3008 spec.http.0.retries']],
    [{ a: 2, b: 2 }, []],
    [{ a: 2, b: 1, c: 1 }, ['info MSH3008 spec.http.0.retries']],
    [{ c: 30 }, []],
    [{ a: 30, b: 0, c: 0 }, []],
  ])('multiplies %j along a chain', (attempts, expected) => {
    const calls = chain(['a', 'b'], ['b', 'c']);
    expect(foundBy('retry-storms', docs(calls, retrying(attempts)))).toEqual(expected);
  });

  it('ends where calls go round', () => {
    const text = docs(chain(['a', 'b'], ['b', 'a'], ['c', 'c']), retrying({ a: 3, b: 3, c: 30 }));
    expect(foundBy('retry-storms', text)).toHaveLength(2);
  });
});

describe('gateway-routes', () => {
  const binding = (name: string, more: string): string =>
    virtualService(`shop/${name}`, `{hosts: [a.example.com], ${more}, route: [{destination: {host: ${name}}}]}]}`);
  const match = (text: string): string => `gateways: [edge], http: [{match: [${text}]`;

  it.each([
    ['the same match', match('{uri: {prefix: /a}}'), match('{uri: {prefix: /a}}'), 2],
    ['the same match under another name', match('{name: x, uri: {prefix: /a}}'), match('{uri: {prefix: /a}}'), 2],
    ['one of several', match('{uri: {prefix: /b}}, {uri: {prefix: /a}}'), match('{uri: {prefix: /a}}'), 2],
    ['everything', 'gateways: [edge], http: [{name: x', 'gateways: [edge], http: [{name: y', 2],
    ['another match', match('{uri: {prefix: /a}}'), match('{uri: {prefix: /b}}'), 0],
    ['another gateway', match('{uri: {prefix: /a}}'), match('{uri: {prefix: /a}}').replace('edge', 'other'), 0],
    ['the mesh', 'http: [{match: [{uri: {prefix: /a}}]', 'http: [{match: [{uri: {prefix: /a}}]', 0],
  ])('of %s', (_name, one, two, count) => {
    expect(foundBy('gateway-routes', docs(binding('one', one), binding('two', two)))).toHaveLength(count);
  });

  it('knows gateways by their whole names', () => {
    const other = match('{uri: {prefix: /a}}').replace('edge', 'shop/edge');
    expect(
      foundBy('gateway-routes', docs(binding('one', match('{uri: {prefix: /a}}')), binding('two', other))),
    ).toHaveLength(2);
  });
});

describe('route-delegates', () => {
  const ROOT = virtualService(
    'shop/root',
    '{hosts: [a.example.com], gateways: [edge], http: [{delegate: {name: web, namespace: team}}]}',
  );
  const delegate = (more: string): string =>
    virtualService('team/web', `{http: [{route: [{destination: {host: web}}]}]${more}}`);

  it.each([
    ['one that is there', delegate(''), []],
    ['one with hosts', delegate(', hosts: [web]'), ['error MSH3009 spec.http.0.delegate.name']],
    ['one nobody else sees', delegate(', exportTo: ["."]'), ['error MSH3009 spec.http.0.delegate.name']],
    ['one that is exported', delegate(', exportTo: [shop]'), []],
    ['none of several', delegate('').replace('name: web', 'name: wbe'), ['error MSH3009 spec.http.0.delegate.name']],
    ['none in a namespace nobody knows', '', ['info MSH3009 spec.http.0.delegate.name']],
  ])('hand over to %s', (_name, other, expected) => {
    expect(foundBy('route-delegates', other === '' ? ROOT : docs(ROOT, other))).toEqual(expected);
  });
});

describe('the rules of delegates', () => {
  const root = (match: string): string =>
    virtualService(
      'shop/root',
      `{hosts: [a.example.com], http: [{match: [${match}], delegate: {name: web, namespace: team}}]}`,
    );
  const rules = (...matches: readonly string[]): string =>
    virtualService('team/web', `{http: [${matches.map((match) => `{match: [${match}]}`).join(', ')}]}`);

  it.each([
    ['below the prefix', root('{uri: {prefix: /a}}'), '{uri: {prefix: /a/b}}', []],
    ['of another condition', root('{uri: {prefix: /a}}'), '{headers: {x: {exact: y}}}', []],
    ['beside the prefix', root('{uri: {prefix: /a}}'), '{uri: {prefix: /b}}', ['warning MSH3015 spec.http.0.match']],
    ['of which one fits', root('{uri: {prefix: /a}}'), '{uri: {prefix: /b}}, {uri: {exact: /a/c}}', []],
    [
      'with the same header',
      root('{headers: {x: {exact: z}}}'),
      '{headers: {x: {exact: y}}}',
      ['warning MSH3015 spec.http.0.match'],
    ],
  ])('%s', (_name, over, match, expected) => {
    expect(foundBy('route-delegates', docs(over, rules(match)))).toEqual(expected);
    // Nobody hands over: it may be for a root of another repository.
    expect(foundBy('route-delegates', rules(match))).toEqual([]);
  });

  it('get requests from one of several roots', () => {
    const other = root('{uri: {prefix: /b}}').replace('name: root', 'name: other');
    expect(
      foundBy('route-delegates', docs(root('{uri: {prefix: /a}}'), other, rules('{uri: {prefix: /b/c}}'))),
    ).toEqual([]);
  });
});

describe('sidecar-hosts', () => {
  const SHOP = docs(calling('web', 'http://api:80'), calling('batch', 'http://db:80'), serving('api'), serving('db'));
  const showing = (name: string, selector: string, hosts: string): string =>
    sidecar(`shop/${name}`, `{${selector}egress: [{hosts: [${hosts}]}]}`);
  const OF_WEB = 'workloadSelector: {labels: {app: web}}, ';

  it('looks at those without a Sidecar of their own where it has no selector', () => {
    const wide = showing('default', '', '"./api.shop.svc.cluster.local"');
    expect(foundBy('sidecar-hosts', docs(SHOP, wide))).toEqual(['warning MSH3023 spec.egress.0.hosts']);
    const own = showing('batch', 'workloadSelector: {labels: {app: batch}}, ', '"./*"');
    expect(foundBy('sidecar-hosts', docs(SHOP, wide, own))).toEqual([]);
  });

  it('tells each host once', () => {
    const text = docs(SHOP, calling('web2', 'http://api:80'), showing('web', OF_WEB, '"./db.shop.svc.cluster.local"'));
    expect(foundBy('sidecar-hosts', text)).toHaveLength(1);
  });
});

describe('tls-modes', () => {
  const SHOP = docs(
    namespace('shop', '{istio-injection: enabled}'),
    pod('shop/web', '{app: web}'),
    service(
      'shop/web',
      '{selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}, {name: b, port: 81}]}',
    ),
  );
  const peer = (spec: string): string => doc('security.istio.io/v1', 'PeerAuthentication', 'shop/web', `spec: ${spec}`);
  const client = (mode: string): string =>
    destinationRule('shop/web', `{host: web, trafficPolicy: {tls: {mode: ${mode}}}}`);
  const CLASH = ['error MSH3020 spec.trafficPolicy.tls.mode'];

  it.each([
    ['STRICT', 'DISABLE', CLASH],
    ['STRICT', 'SIMPLE', CLASH],
    ['STRICT', 'ISTIO_MUTUAL', []],
    ['PERMISSIVE', 'DISABLE', []],
    ['PERMISSIVE', 'ISTIO_MUTUAL', []],
    ['DISABLE', 'ISTIO_MUTUAL', CLASH],
    ['DISABLE', 'DISABLE', []],
  ])('%s of servers and %s of clients', (mode, tls, expected) => {
    expect(foundBy('tls-modes', docs(SHOP, peer(`{mtls: {mode: ${mode}}}`), client(tls)))).toEqual(expected);
  });

  it('looks at the mode of each port', () => {
    const policy = peer(
      '{selector: {matchLabels: {app: web}}, mtls: {mode: PERMISSIVE}, portLevelMtls: {8080: {mode: STRICT}}}',
    );
    const at = (port: number): string =>
      destinationRule(
        'shop/web',
        `{host: web, trafficPolicy: {portLevelSettings: [{port: {number: ${port}}, tls: {mode: DISABLE}}]}}`,
      );
    expect(foundBy('tls-modes', docs(SHOP, policy, at(80)))).toHaveLength(1);
    expect(foundBy('tls-modes', docs(SHOP, policy, at(81)))).toEqual([]);
  });

  it('tells of TLS of the mesh for those who are not in it', () => {
    const outside = SHOP.replace('istio-injection: enabled', 'istio-injection: disabled');
    expect(foundBy('tls-modes', docs(outside, client('ISTIO_MUTUAL')))).toEqual(CLASH);
    const unknown = docs(
      pod('shop/web', '{app: web}'),
      service('shop/web', '{selector: {app: web}, ports: [{port: 80}]}'),
    );
    expect(foundBy('tls-modes', docs(unknown, client('ISTIO_MUTUAL')))).toEqual([
      'info MSH3020 spec.trafficPolicy.tls.mode',
    ]);
    const canary = SHOP.replace('istio-injection: enabled', 'istio.io/rev: canary');
    expect(foundBy('tls-modes', docs(canary, client('ISTIO_MUTUAL')))).toEqual([]);
    const ambient = SHOP.replace('istio-injection: enabled', 'istio.io/dataplane-mode: ambient');
    expect(foundBy('tls-modes', docs(ambient, client('ISTIO_MUTUAL')))).toEqual([]);
  });
});
