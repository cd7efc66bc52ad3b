import { describe, expect, it } from 'vitest';
import { asMap } from '../../../src/model/json.ts';
import { levelIn } from '../../../src/validate/rules/index.ts';
import { checkObject, documentsOf } from './support.ts';

/** What both views have of a document: our codes, and how many errors and warnings istioctl counts. */
function viewsOf(text: string): string {
  const { refused, problems } = checkObject(documentsOf(text)[0]);
  if (refused) return 'refused';
  const own = problems.filter((problem) => levelIn(problem, 'own') !== undefined).map(({ code }) => code);
  const levels = problems.map((problem) => levelIn(problem, 'reference'));
  const count = (level: string) => levels.filter((item) => item === level).length;
  return `${own.join(' ') || '-'} | ${count('error')} ${count('warning')}`;
}

const networking = (kind: string, spec: string) =>
  `{apiVersion: networking.istio.io/v1, kind: ${kind}, metadata: {name: x, namespace: shop}, spec: ${spec}}`;
const security = (kind: string, spec: string) =>
  `{apiVersion: security.istio.io/v1, kind: ${kind}, metadata: {name: x, namespace: shop}, spec: ${spec}}`;
const vs = (spec: string) => networking('VirtualService', spec);
const dr = (spec: string) => networking('DestinationRule', spec);
const http = (...routes: readonly string[]) => vs(`{hosts: [cart], http: [${routes.join(', ')}]}`);
const TO = 'route: [{destination: {host: cart}}]';
const match = (...matches: readonly string[]) => `{match: [${matches.join(', ')}], ${TO}}`;

describe('a mistake that istioctl counts twice is one of ours', () => {
  it.each([
    ['a gateway without namespace', vs(`{hosts: [a.com], gateways: [/edge], http: [{${TO}}]}`), 'MSH2035 | 2 0'],
    ['a preflight age of microseconds', http(`{corsPolicy: {maxAge: 100us}, ${TO}}`), 'MSH2002 | 2 0'],
    [
      'a Maglev table of size 0',
      dr('{host: a, trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true, maglev: {}}}}}'),
      'MSH2225 | 2 0',
    ],
    [
      'an unknown attribute',
      security('AuthorizationPolicy', '{rules: [{when: [{key: a.b, values: [c]}]}]}'),
      'MSH2731 | 2 0',
    ],
    [
      'an empty port',
      security('AuthorizationPolicy', '{rules: [{to: [{operation: {ports: [""]}}]}]}'),
      'MSH2710 | 2 0',
    ],
    [
      'an empty address',
      security('AuthorizationPolicy', '{rules: [{from: [{source: {ipBlocks: [""]}}]}]}'),
      'MSH2710 | 2 0',
    ],
    [
      'an attribute with nothing in its brackets',
      security('AuthorizationPolicy', '{rules: [{when: [{key: "request.headers[]", values: [c]}]}]}'),
      'MSH2733 | 2 0',
    ],
    ['exportTo with "*" twice', dr('{host: a, exportTo: ["*", "*"]}'), 'MSH2029 | 2 0'],
    [
      'an endpoint without port',
      networking('Sidecar', '{ingress: [{port: {number: 80, protocol: HTTP}, defaultEndpoint: 127.0.0.1}]}'),
      'MSH2506 | 2 0',
    ],
    [
      'a host of an egress proxy',
      networking('Sidecar', '{outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {host: a_b, port: {number: 1}}}}'),
      'MSH2008 | 2 0',
    ],
    ['a rule with two matches behind a catch-all', http(`{${TO}}`, match('{port: 1}', '{port: 2}')), 'IST0130 | 0 2'],
    [
      'a rule whose matches are all taken',
      http(match('{port: 1}', '{port: 2}'), match('{port: 2}', '{port: 1}')),
      'IST0130 | 0 3',
    ],
    [
      'a prefix that two earlier ones cover',
      http(match('{uri: {prefix: /a}}'), match('{uri: {prefix: /a/b}}'), match('{uri: {prefix: /a/b/c}}')),
      'IST0131 IST0131 | 0 3',
    ],
  ])('%s', (_name, text, expected) => expect(viewsOf(text)).toBe(expected));
});

describe('what the API server mends before anybody looks is no mistake', () => {
  it('a Gateway whose name is to be made', () => {
    const gateway = (metadata: string) =>
      `{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: ${metadata}, spec: {servers: [{port: {number: 80, name: a, protocol: HTTP}, hosts: ["*"]}]}}`;
    expect(viewsOf(gateway('{generateName: edge-}'))).toBe('- | 1 0');
    expect(viewsOf(gateway('{}'))).toBe('MSH2300 | 1 0');
  });
});

describe('a mistake that istioctl loses is still one', () => {
  it.each([
    [
      'gateways behind the first without namespace',
      vs(`{hosts: [a.com], gateways: [edge, in_fra/edge], http: [{${TO}}]}`),
      'MSH2036 | 0 0',
    ],
    ['an abort without status', http(`{fault: {abort: {}}, ${TO}}`), 'MSH2128 | 0 0'],
    [
      'a warning inside of a subset',
      dr('{host: a, subsets: [{name: v1, trafficPolicy: {outlierDetection: {consecutiveErrors: 1}}}]}'),
      'MSH2210 | 0 0',
    ],
    [
      'a warning for a port',
      dr(
        '{host: a, trafficPolicy: {portLevelSettings: [{port: {number: 1}, outlierDetection: {consecutiveErrors: 1}}]}}',
      ),
      'MSH2210 | 0 0',
    ],
    [
      'the second empty value of a list',
      security('AuthorizationPolicy', '{rules: [{to: [{operation: {methods: ["", ""]}}]}]}'),
      'MSH2710 MSH2710 | 1 0',
    ],
    [
      'the second bad address of a condition',
      security('AuthorizationPolicy', '{rules: [{when: [{key: source.ip, values: [a, b]}]}]}'),
      'MSH2010 MSH2010 | 1 0',
    ],
    [
      'the address beside an empty one in a condition',
      security('AuthorizationPolicy', '{rules: [{when: [{key: source.ip, notValues: [a, ""]}]}]}'),
      'MSH2710 MSH2010 | 1 0',
    ],
    [
      'the second empty value of a condition',
      security('AuthorizationPolicy', '{rules: [{when: [{key: source.namespace, values: ["", ""]}]}]}'),
      'MSH2710 MSH2710 | 1 0',
    ],
    [
      'a second rule that denies by HTTP alone',
      security(
        'AuthorizationPolicy',
        '{action: DENY, rules: [{to: [{operation: {paths: [/a]}}]}, {to: [{operation: {methods: [GET]}}]}]}',
      ),
      'MSH2735 MSH2735 | 0 1',
    ],
    [
      'such a rule beside one that names a port',
      security(
        'AuthorizationPolicy',
        '{action: DENY, rules: [{to: [{operation: {paths: [/a]}}]}, {to: [{operation: {ports: ["80"]}}]}]}',
      ),
      'MSH2735 | 0 0',
    ],
    [
      'the second unknown cipher',
      networking(
        'Gateway',
        '{servers: [{port: {number: 443, name: a, protocol: HTTPS}, hosts: ["*"], tls: {mode: SIMPLE, credentialName: c, cipherSuites: [A, B]}}]}',
      ),
      'MSH2321 MSH2321 | 0 1',
    ],
    [
      'the port 0 at an IP address',
      networking('Gateway', '{servers: [{bind: 10.0.0.1, port: {number: 0, name: a, protocol: HTTP}, hosts: ["*"]}]}'),
      'MSH2001 | 0 0',
    ],
    [
      'the second bad port of a filter',
      '{apiVersion: extensions.istio.io/v1alpha1, kind: WasmPlugin, metadata: {name: x}, spec: {url: a, match: [{ports: [{number: 0}, {number: 0}]}]}}',
      'MSH2001 MSH2001 | 1 0',
    ],
    [
      'the second bad label of a group',
      networking('WorkloadGroup', '{metadata: {labels: {a b: c, d: e f}}, template: {}}'),
      'MSH2012 MSH2013 | 1 0',
    ],
  ])('%s', (_name, text, expected) => expect(viewsOf(text)).toBe(expected));
});

describe('an overlap of prefixes', () => {
  const longer = (conditions: string) =>
    http(match('{uri: {prefix: /a}}'), match(`{uri: {prefix: /a/b}${conditions}}`));

  it.each([
    [
      'the same besides',
      http(match('{uri: {prefix: /a}, port: 1}'), match('{uri: {prefix: /a/b}, port: 1}')),
      'IST0131 | 0 1',
    ],
    ['another port', longer(', port: 1'), '- | 0 0'],
    ['another method', longer(', method: {exact: POST}'), '- | 0 0'],
    ['a header', longer(', headers: {x-a: {exact: b}}'), '- | 0 0'],
    ['the method that istioctl takes for the one that is meant', longer(', method: {exact: GET}'), '- | 0 1'],
    [
      'a beginning of the earlier header',
      http(
        match('{uri: {prefix: /a}, headers: {x-a: {exact: bc}}}'),
        match('{uri: {prefix: /a/b}, headers: {x-a: {exact: b}}}'),
      ),
      '- | 0 1',
    ],
    ['other sources', longer(', sourceLabels: {app: web}'), '- | 0 1'],
    ['the shorter one behind', http(match('{uri: {prefix: /a/b}}'), match('{uri: {prefix: /a}}')), '- | 0 0'],
  ])('with %s', (_name, text, expected) => expect(viewsOf(text)).toBe(expected));
});

describe('where the control plane stops', () => {
  it.each([
    [
      'metadata before kind',
      '{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: a, annotations: {istio.io/dry-run: "true"}}, spec: {}}',
      'MSH2070 | 1 0',
    ],
    ['a redirect has one problem', http('{redirect: {redirectCode: 200, scheme: ftp}}'), 'MSH2137 | 1 0'],
    ['a rewrite has one problem', http(`{rewrite: {uriRegexRewrite: {match: "("}}, ${TO}}`), 'MSH2148 | 1 0'],
    [
      'localities have one problem',
      dr(
        '{host: a, trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [{from: a, to: {a: 0, b: 101}}]}}}}',
      ),
      'MSH2234 | 1 0',
    ],
    [
      'a credential hides missing files',
      dr('{host: a, trafficPolicy: {tls: {mode: MUTUAL, credentialName: c}}}'),
      '- | 0 0',
    ],
    ['an empty Sidecar', networking('Sidecar', '{workloadSelector: {labels: {}}}'), 'MSH2024 MSH2500 | 1 1'],
    [
      'a bad selector of a ServiceEntry',
      networking('ServiceEntry', '{workloadSelector: {labels: {a: "*"}}}'),
      'MSH2023 | 1 0',
    ],
    [
      'a bad selector of an EnvoyFilter',
      networking('EnvoyFilter', '{workloadSelector: {labels: {a: "*"}}}').replace('/v1,', '/v1alpha3,'),
      'MSH2023 | 1 0',
    ],
    [
      'environment of a filter has one problem',
      '{apiVersion: extensions.istio.io/v1alpha1, kind: WasmPlugin, metadata: {name: x}, spec: {url: a, vmConfig: {env: [{}, {}]}}}',
      'MSH2826 | 1 0',
    ],
  ])('%s', (_name, text, expected) => expect(viewsOf(text)).toBe(expected));
});

describe('localities', () => {
  const distribute = (...from: readonly string[]) =>
    dr(
      `{host: a, trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [${from.map((name) => `{from: "${name}", to: {a: 100}}`).join(', ')}]}}}}`,
    );

  it.each([
    [['a', 'b', 'c/d', 'c/e', 'f/g/h', 'f/g/i', 'f/j/*'], '- | 0 0'],
    [['a', 'a/b'], 'MSH2238 | 1 0'],
    [['a/b', 'a'], 'MSH2238 | 1 0'],
    [['a/*', 'a/b'], 'MSH2238 | 1 0'],
    [['a/b/*', 'a/b/c'], 'MSH2238 | 1 0'],
    [['a/b', 'a/b/c'], 'MSH2238 | 1 0'],
    [['a/b/c', 'a/b/c'], 'MSH2238 | 1 0'],
    [['*', 'a'], 'MSH2238 | 1 0'],
    [['a', '*'], '- | 0 0'],
    [['a/'], 'MSH2237 | 1 0'],
    [['a/*/b'], 'MSH2236 | 1 0'],
    [['*/*'], 'MSH2236 | 1 0'],
  ])('%j', (names, expected) => expect(viewsOf(distribute(...names))).toBe(expected));
});

describe('ports of a Service', () => {
  const service = (port: string, more = '') =>
    `{apiVersion: v1, kind: Service, metadata: {name: x${more}}, spec: {ports: [${port}]}}`;

  it.each([
    ['a name with a protocol', service('{name: GRPC-web, port: 1}'), '- | 0 0'],
    ['a name without one is a hint, which istioctl calls an error', service('{name: web, port: 1}'), 'IST0118 | 1 0'],
    ['no name', service('{port: 1}'), 'IST0118 | 1 0'],
    ['an unknown appProtocol', service('{name: http, appProtocol: smtp, port: 1}'), 'IST0118 | 1 0'],
    ["Kubernetes' own appProtocol", service('{name: web, appProtocol: kubernetes.io/h2c, port: 1}'), '- | 1 0'],
    ['a port whose server speaks first', service('{name: db, port: 3306}'), '- | 1 0'],
    ['UDP', service('{name: dns, port: 1, protocol: udp}'), '- | 0 0'],
    ['the namespace of the control plane', service('{name: web, port: 1}', ', namespace: istio-system'), '- | 0 0'],
    ['a port that is no mapping', service('80'), 'MSH2061 | 1 0'],
    [
      'a Service of another project',
      service('{name: web, port: 1}').replace('v1,', 'serving.knative.dev/v1,'),
      '- | 1 0',
    ],
  ])('%s', (_name, text, expected) => expect(viewsOf(text)).toBe(expected));
});

describe('kinds without rules', () => {
  it.each([
    ['of another group', '{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: x}, spec: {}}'],
    ['of a version there is not', dr('{}').replace('/v1,', '/v9,')],
    ['of Kubernetes', '{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}'],
    ['without any name', '{}'],
  ])('%s', (_name, text) => expect(checkObject(asMap(documentsOf(text)[0])).problems).toEqual([]));
});

describe('further forms', () => {
  const egress = (host: string) => networking('Sidecar', `{egress: [{hosts: ["${host}"]}]}`);
  const operator = (spec: string) =>
    `{apiVersion: install.istio.io/v1alpha1, kind: IstioOperator, metadata: {name: x}, spec: ${spec}}`;
  const custom = (rule: string) =>
    security('AuthorizationPolicy', `{action: CUSTOM, provider: {name: a}, rules: [${rule}]}`);
  const deny = (rule: string) => security('AuthorizationPolicy', `{action: DENY, rules: [${rule}]}`);
  const ingress = (endpoint: string) =>
    networking('Sidecar', `{ingress: [{port: {number: 80, protocol: HTTP}, defaultEndpoint: "${endpoint}"}]}`);
  const passthrough = (host: string) =>
    vs(`{hosts: ["${host}"], gateways: [edge], tls: [{match: [{sniHosts: ["${host}"]}], ${TO}}]}`);

  it.each([
    [
      'a header that is not to be there, whatever it says',
      http(match('{withoutHeaders: {x-a: {regex: "*"}}}')),
      '- | 0 0',
    ],
    ['a header that is not to say something', http(match('{withoutHeaders: {x-a: {regex: "("}}}')), 'MSH2019 | 1 0'],
    ['a method by an empty prefix', http(match('{method: {prefix: ""}}')), 'MSH2020 | 1 0'],
    ['parameters', http(match('{queryParams: {a: {regex: ""}}}')), 'MSH2021 | 1 0'],
    ['a pseudo header', http(match('{headers: {":authority": {exact: a}}}')), '- | 0 0'],
    ['an empty name of a header', http(match('{headers: {"": {exact: a}}}')), 'MSH2040 | 1 0'],
    ['a header of CORS', http(`{corsPolicy: {allowHeaders: ["*", "", "a b"]}, ${TO}}`), 'MSH2040 MSH2041 | 2 0'],
    ['the authority of a response', http(`{headers: {response: {add: {":authority": a}}}, ${TO}}`), 'MSH2042 | 1 0'],
    ['a generated host', passthrough('outbound_.80_._.cart.shop.svc.cluster.local'), '- | 0 0'],
    [
      'a generated host without a port',
      passthrough('outbound_._.cart.shop.svc.cluster.local'),
      'MSH2008 MSH2008 | 2 0',
    ],
    ['a mirror of nobody', http(`{mirrors: [{percentage: {value: -1}}], ${TO}}`), 'MSH2132 MSH2131 | 2 0'],
    [
      'more than all mirrored, as it used to be written',
      http(`{mirror: {host: a}, mirrorPercent: 101, ${TO}}`),
      'MSH2130 MSH2131 | 1 1',
    ],
    ['an excluded namespace', egress('~other/*'), '- | 0 0'],
    ['no namespace at all', egress('~/*'), '- | 0 0'],
    ['an address', egress('./10.0.0.1'), 'MSH2007 | 1 0'],
    ['an operator', operator('{components: {pilot: {k8s: {env: []}}, ingressGateways: [{name: a}]}}'), '- | 0 0'],
    [
      'an operator of its own kind',
      operator('{components: {egressGateways: {}, cni: x, pilot: {enabled: 1, a: b}}}'),
      'MSH2081 MSH2081 MSH2081 MSH2080 | 1 0',
    ],
    [
      'an operator without spec',
      '{apiVersion: install.istio.io/v1alpha1, kind: IstioOperator, metadata: {name: x}}',
      '- | 0 0',
    ],
    ['a custom action by claims', custom('{when: [{key: "request.auth.claims[a]", values: [b]}]}'), 'MSH2703 | 1 0'],
    ['denied by claims alone', deny('{from: [{source: {requestPrincipals: ["*"]}}]}'), 'MSH2735 | 0 1'],
    ['denied by claims and peers', deny('{from: [{source: {requestPrincipals: ["*"], namespaces: [a]}}]}'), '- | 0 0'],
    ['denied by a condition', deny('{when: [{key: source.namespace, values: [a]}]}'), '- | 0 0'],
    ['everything denied', deny('{}'), '- | 0 0'],
    [
      'a provider that denies',
      security('AuthorizationPolicy', '{action: AUDIT, provider: {name: a}}'),
      'MSH2702 | 1 0',
    ],
    [
      'an egress proxy for every host',
      networking('Sidecar', '{outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {host: "*", port: {number: 1}}}}'),
      'MSH2008 MSH2038 | 2 0',
    ],
    ['an endpoint on a socket', ingress('unix:///a/b'), '- | 0 0'],
    ['an endpoint on a socket without a name', ingress('unix://'), 'MSH2016 | 1 0'],
    ['an endpoint of another machine', ingress('10.0.0.1:80'), 'MSH2505 | 1 0'],
    ['an endpoint whose port has a name', ingress('127.0.0.1:http'), 'MSH2507 | 1 0'],
    [
      'a probe by HTTP',
      networking(
        'WorkloadGroup',
        '{template: {}, probe: {httpGet: {port: 1, scheme: ftp, httpHeaders: [{name: a b}]}}}',
      ),
      'MSH2443 MSH2041 | 2 0',
    ],
    ['a probe by a command', networking('WorkloadGroup', '{template: {}, probe: {exec: {}}}'), 'MSH2444 | 1 0'],
    [
      'an operator with values of other types',
      operator('{profile: 1, hub: a, tag: 1.5, values: {a: b}, components: {base: {enabled: true, spec: 5}}}'),
      'MSH2081 | 1 0',
    ],
    [
      'a custom action by addresses',
      custom('{from: [{source: {ipBlocks: [10.0.0.1]}}], when: [{key: source.ip, values: [10.0.0.1]}]}'),
      '- | 0 0',
    ],
    [
      'a Deployment of the control plane',
      '{apiVersion: apps/v1, kind: Deployment, metadata: {name: x, namespace: istio-system}, spec: {}}',
      '- | 0 0',
    ],
    ['bytes of a response', http('{directResponse: {status: 200, body: {bytes: aGVsbG8=}}}'), '- | 0 0'],
    [
      'a table of a large prime size',
      dr(
        '{host: a, trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true, maglev: {tableSize: 6000000}}}}}',
      ),
      'MSH2226 | 2 0',
    ],
  ])('%s', (_name, text, expected) => expect(viewsOf(text)).toBe(expected));
});

describe('a Sidecar that names its namespace and the one of its workload', () => {
  const sidecar = (namespace: string, more = '') =>
    networking('Sidecar', `{${more}egress: [{hosts: ["./*", "${namespace}/*"]}]}`).replace('shop', namespace);
  it.each([
    ['is no mistake for all namespaces', sidecar('istio-system'), '- | 0 1'],
    ['is one in a namespace', sidecar('shop'), 'MSH2518 | 0 1'],
    ['is one for some workloads', sidecar('istio-system', 'workloadSelector: {labels: {a: b}}, '), 'MSH2518 | 0 1'],
  ])('%s', (_name, text, expected) => {
    expect(viewsOf(text)).toBe(expected);
  });
});
