import { describe, expect, it } from 'vitest';
import {
  deployment,
  doc,
  docs,
  namespace,
  pod,
  service,
  serviceEntry,
  sidecar,
  virtualService,
} from '../../../src/analyze/example.ts';
import { findingsIn } from '../support.ts';
import { foundBy } from './support.ts';

const peer = (named: string, spec: string): string =>
  doc('security.istio.io/v1', 'PeerAuthentication', named, `spec: ${spec}`);

describe('plain-callers', () => {
  const API = docs(
    namespace('shop', '{istio-injection: enabled}'),
    pod('shop/api', '{app: api}'),
    service(
      'shop/api',
      '{selector: {app: api}, ports: [{name: http, port: 80, targetPort: 8080}, {name: b, port: 81}]}',
    ),
  );
  const STRICT = peer('shop/default', '{mtls: {mode: STRICT}}');
  const caller = (setting: string, labels = '{app: report}'): string =>
    deployment('jobs/report', labels, `containers: [{name: app, image: app, ${setting}}]`);
  const JOBS = namespace('jobs', '{team: reports}');
  const ENV = 'env: [{name: A, value: b}, {name: API, value: "http://api.shop"}]';

  it.each([
    [ENV, 'spec.template.spec.containers.0.env.1.value'],
    ['args: [--api=x, "http://api.shop.svc.cluster.local:81/v1"]', 'spec.template.spec.containers.0.args.1'],
    ['command: [report, api.shop.svc]', 'spec.template.spec.containers.0.command.1'],
  ])('shows the setting that names the host: %s', (setting, path) => {
    expect(foundBy('plain-callers', docs(API, STRICT, JOBS, caller(setting)))).toEqual([`info MSH3016 ${path}`]);
  });

  it('is a guess, whatever is known of the rest', () => {
    const [finding] = findingsIn(docs(API, STRICT, JOBS, caller(ENV)), { complete: true }).filter(
      ({ code }) => code === 'MSH3016',
    );
    expect(finding).toMatchObject({ level: 'info', confidence: 'partial' });
  });

  it.each([
    ['callers have a sidecar', docs(API, STRICT, namespace('jobs', '{istio-injection: enabled}'), caller(ENV))],
    [
      'callers are in the mesh without one',
      docs(API, STRICT, namespace('jobs', '{istio.io/dataplane-mode: ambient}'), caller(ENV)),
    ],
    ['of a revision', docs(API, STRICT, namespace('jobs', '{istio.io/rev: canary}'), caller(ENV))],
    ['nobody knows their namespace', docs(API, STRICT, caller(ENV))],
    ['plain text is taken', docs(API, peer('shop/default', '{mtls: {mode: PERMISSIVE}}'), JOBS, caller(ENV))],
    ['there is no policy', docs(API, JOBS, caller(ENV))],
    ['the other has no sidecar', docs(API.replace('enabled', 'disabled'), STRICT, JOBS, caller(ENV))],
    [
      'the port is an exception',
      docs(
        API,
        peer(
          'shop/api',
          '{selector: {matchLabels: {app: api}}, mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: PERMISSIVE}}}',
        ),
        JOBS,
        caller(ENV),
      ),
    ],
  ])('says nothing where %s', (_why, text) => {
    expect(foundBy('plain-callers', text)).toEqual([]);
  });

  it('sees who refuses the sidecar, in namespaces of the mesh too', () => {
    const refusing = caller(ENV, '{app: report, sidecar.istio.io/inject: "false"}');
    const text = docs(API, STRICT, namespace('jobs', '{istio-injection: enabled}'), refusing);
    expect(foundBy('plain-callers', text)).toHaveLength(1);
  });
});

describe('sidecar-egress', () => {
  const API = service('shop/api', '{ports: [{name: http, port: 80}]}');
  const reaching = (...hosts: readonly string[]): string =>
    sidecar('shop/default', `{egress: [{hosts: ["./*"]}, {hosts: ${JSON.stringify(hosts)}}]}`);
  const AT = 'MSH3017 spec.egress.1.hosts.0';

  it.each([
    ['./apis.shop.svc.cluster.local', [`warning ${AT}`]],
    ['other/api.shop.svc.cluster.local', [`warning ${AT}`]],
    // Nothing of that namespace is in the input.
    ['bank/ledger.bank.svc.cluster.local', [`info ${AT}`]],
    ['./api.shop.svc.cluster.local', []],
    ['shop/api.shop.svc.cluster.local', []],
    ['*/api.shop.svc.cluster.local', []],
    ['~/*', []],
    ['bank/*', []],
    ['*/*.example.com', []],
  ])('%s', (host, expected) => {
    expect(foundBy('sidecar-egress', docs(API, reaching(host)))).toEqual(expected);
  });

  it('takes what is declared from outside, and what routes are for', () => {
    const entry = serviceEntry(
      'shop/pay',
      '{hosts: [pay.example.com], ports: [{number: 443, name: tls, protocol: TLS}]}',
    );
    const route = virtualService(
      'shop/old',
      '{hosts: [old.example.com], http: [{route: [{destination: {host: api}}]}]}',
    );
    const text = docs(API, reaching('./pay.example.com', './old.example.com', '*/new.example.com'));
    expect(foundBy('sidecar-egress', docs(text, entry, route))).toEqual(['warning MSH3017 spec.egress.1.hosts.2']);
    expect(foundBy('sidecar-egress', docs(text, entry, route), { externalHosts: ['*.example.com'] })).toEqual([]);
  });

  it('tells where the host is, or what was probably meant', () => {
    const advice = (host: string) =>
      findingsIn(docs(API, reaching(host))).find(({ code }) => code === 'MSH3017')?.remediation;
    expect(advice('other/api.shop.svc.cluster.local')).toBe('Write "shop/api.shop.svc.cluster.local".');
    expect(advice('./apo.shop.svc.cluster.local')).toBe('Did you mean "api.shop.svc.cluster.local"?');
  });
});

describe('closed-ports', () => {
  const network = (named: string, spec: string): string =>
    doc('networking.k8s.io/v1', 'NetworkPolicy', named, `spec: ${spec}`);
  const WEB = docs(
    deployment(
      'shop/web',
      '{app: web}',
      'containers: [{name: app, image: app, ports: [{name: api, containerPort: 8080}]}]',
    ),
    service(
      'shop/web',
      '{selector: {app: web}, ports: [{name: http, port: 80, targetPort: api}, {name: dns, port: 53, protocol: UDP}]}',
    ),
  );
  const ROUTE = virtualService(
    'shop/web',
    '{hosts: [web], http: [{route: [{destination: {host: web, port: {number: 80}}}]}]}',
  );
  const letting = (ports: string): string => network('shop/web', `{podSelector: {}, ingress: [{ports: ${ports}}]}`);

  it.each([
    ['[{port: 80}]', ['warning MSH3018 spec.ingress']],
    ['[{port: 8080, protocol: UDP}]', ['warning MSH3018 spec.ingress']],
    ['[{port: admin}]', ['warning MSH3018 spec.ingress']],
    ['[{port: 8080}]', []],
    ['[{port: api}]', []],
    ['[{port: 8000, endPort: 9000}]', []],
    ['[]', []],
  ])('for a port that routes lead to: %s', (ports, expected) => {
    expect(foundBy('closed-ports', docs(WEB, ROUTE, letting(ports)))).toEqual(expected);
  });

  it('is a note where nobody is known to go there', () => {
    expect(foundBy('closed-ports', docs(WEB, letting('[{port: 80}]')))).toEqual(['info MSH3018 spec.ingress']);
    const client = deployment(
      'shop/client',
      '{app: client}',
      'containers: [{name: app, image: app, args: ["http://web"]}]',
    );
    const only = letting('[{port: 80}]').replace('podSelector: {}', 'podSelector: {matchLabels: {app: web}}');
    expect(foundBy('closed-ports', docs(WEB, client, only))).toEqual(['warning MSH3018 spec.ingress']);
  });

  it('adds up what policies let through, and is shown where one lets something through', () => {
    const deny = network('shop/deny', '{podSelector: {}, policyTypes: [Ingress]}');
    expect(foundBy('closed-ports', docs(WEB, ROUTE, deny, letting('[{port: 8080}]')))).toEqual([]);
    expect(foundBy('closed-ports', docs(WEB, ROUTE, deny, letting('[{port: 1}]')))).toEqual([
      'warning MSH3018 spec.ingress',
    ]);
    const told = findingsIn(docs(WEB, ROUTE, deny, letting('[{port: 1}]'))).filter(({ code }) => code === 'MSH3018');
    expect(told.map(({ origin }) => origin.resource?.name)).toEqual(['web']);
    const egress = network('shop/egress', '{podSelector: {}, policyTypes: [Egress]}');
    expect(foundBy('closed-ports', docs(WEB, ROUTE, egress))).toEqual([]);
  });
});

describe('provider-services', () => {
  const AUTH = service('auth/check', '{ports: [{name: grpc, port: 9000}]}');
  const provider = (section: string) => `extensionProviders: [{name: check, ${section}}]`;
  const inFile = (section: string): string =>
    doc('v1', 'ConfigMap', 'istio-system/istio', `data: {mesh: ${JSON.stringify(provider(section))}}`);

  it.each([
    ['envoyExtAuthzGrpc: {service: check.auth.svc.cluster.local, port: 9000}', []],
    ['envoyExtAuthzGrpc: {service: auth/check.auth.svc.cluster.local, port: 9000}', []],
    ['envoyExtAuthzHttp: {service: chek.auth.svc.cluster.local, port: 9000}', ['error MSH3043 data.mesh']],
    ['opentelemetry: {service: check.auth.svc.cluster.local, port: 4317}', ['error MSH3043 data.mesh']],
    ['zipkin: {service: zipkin.tracing.svc.cluster.local, port: 9411}', ['info MSH3043 data.mesh']],
    ['prometheus: {}', []],
    ['envoyFileAccessLog: {path: /dev/stdout}', []],
  ])('in the ConfigMap: %s', (section, expected) => {
    expect(foundBy('provider-services', docs(AUTH, inFile(section)))).toEqual(expected);
  });

  const POLICY = doc(
    'security.istio.io/v1',
    'AuthorizationPolicy',
    'shop/web',
    'spec: {action: CUSTOM, provider: {name: check}, rules: [{}]}',
  );
  const LOGS = doc(
    'telemetry.istio.io/v1',
    'Telemetry',
    'shop/logs',
    'spec: {tracing: [{providers: [{name: check}]}]}',
  );
  const MESH = {
    extensionProviders: [{ name: 'check', envoyExtAuthzGrpc: { service: 'chek.auth.svc.cluster.local', port: 9000 } }],
  };

  it('of a file of its own is told where it is named', () => {
    expect(foundBy('provider-services', docs(AUTH, POLICY, LOGS), { meshConfig: MESH })).toEqual([
      'error MSH3043 spec.provider.name',
      'error MSH3043 spec.tracing.0.providers.0.name',
    ]);
  });

  it('of a ConfigMap is told there alone', () => {
    const bad = inFile('envoyExtAuthzGrpc: {service: chek.auth.svc.cluster.local, port: 9000}');
    expect(foundBy('provider-services', docs(AUTH, POLICY, LOGS, bad))).toEqual(['error MSH3043 data.mesh']);
  });

  it('takes hosts of ServiceEntries and of the command line', () => {
    const entry = serviceEntry(
      'auth/out',
      '{hosts: [auth.example.com], ports: [{number: 443, name: tls, protocol: TLS}]}',
    );
    const out = inFile('envoyExtAuthzHttp: {service: auth.example.com, port: 443}');
    expect(foundBy('provider-services', docs(AUTH, entry, out))).toEqual([]);
    expect(foundBy('provider-services', docs(AUTH, out), { externalHosts: ['auth.example.com'] })).toEqual([]);
  });
});

describe('idle-selectors', () => {
  const SHOP = docs(pod('shop/web', '{app: web, version: v1}'), pod('jobs/report', '{app: report}'));
  const wasm = (named: string, app: string): string =>
    doc(
      'extensions.istio.io/v1alpha1',
      'WasmPlugin',
      named,
      `spec: {selector: {matchLabels: {app: ${app}}}, url: "oci://example.com/filter:1"}`,
    );
  const LABELS = '{labels: {app: wbe}}';
  const MATCH = '{matchLabels: {app: wbe}}';

  it.each([
    ['networking.istio.io/v1', 'DestinationRule', `{host: a.example.com, workloadSelector: ${MATCH}}`],
    ['networking.istio.io/v1alpha3', 'EnvoyFilter', `{workloadSelector: ${LABELS}, configPatches: []}`],
    ['security.istio.io/v1', 'PeerAuthentication', `{selector: ${MATCH}, mtls: {mode: STRICT}}`],
    ['networking.istio.io/v1beta1', 'ProxyConfig', `{selector: ${MATCH}, concurrency: 1}`],
    ['security.istio.io/v1', 'RequestAuthentication', `{selector: ${MATCH}, jwtRules: [{issuer: a}]}`],
    [
      'networking.istio.io/v1',
      'ServiceEntry',
      `{hosts: [a.example.com], resolution: STATIC, ports: [{number: 80, name: http, protocol: HTTP}], workloadSelector: ${LABELS}}`,
    ],
    ['extensions.istio.io/v1alpha1', 'TrafficExtension', `{selector: ${MATCH}, wasm: {url: "oci://example.com/f:1"}}`],
    ['extensions.istio.io/v1alpha1', 'WasmPlugin', `{selector: ${MATCH}, url: "oci://example.com/f:1"}`],
  ])('finds the one of %s %s', (apiVersion, kind, spec) => {
    const found = foundBy('idle-selectors', docs(SHOP, doc(apiVersion, kind, 'shop/one', `spec: ${spec}`)));
    expect(found).toEqual([
      expect.stringMatching(/^warning MSH3019 spec\.(?:selector|workloadSelector)\.(?:labels|matchLabels)$/),
    ]);
  });

  it('says what was meant', () => {
    const [finding] = findingsIn(docs(SHOP, wasm('shop/one', 'wbe'))).filter(({ code }) => code === 'MSH3019');
    expect(finding?.message).toBe('no workload of the namespace "shop" has the labels "app=wbe"');
    expect(finding?.remediation).toBe('Did you mean "app=web"?');
  });

  it.each([
    ['a namespace without pods in the input', wasm('other/one', 'api')],
    ['the root namespace', wasm('istio-system/one', 'api')],
  ])('is not sure of %s', (_what, plugin) => {
    expect(foundBy('idle-selectors', docs(SHOP, plugin))).toEqual(['info MSH3019 spec.selector.matchLabels']);
    expect(foundBy('idle-selectors', docs(SHOP, plugin), { complete: true })).toEqual([
      'warning MSH3019 spec.selector.matchLabels',
    ]);
  });

  it.each([
    ['a pod has the labels', wasm('shop/one', 'web')],
    ['a pod of another namespace has those of the root namespace', wasm('istio-system/one', 'report')],
    [
      'it is for the usual ingress gateway',
      wasm('istio-system/one', 'web').replace('app: web', 'istio: ingressgateway'),
    ],
    [
      'a machine has the labels',
      docs(
        wasm('shop/one', 'vm'),
        doc('networking.istio.io/v1', 'WorkloadEntry', 'shop/vm', 'spec: {address: 192.0.2.1, labels: {app: vm}}'),
      ),
    ],
    ['it is for all', doc('security.istio.io/v1', 'PeerAuthentication', 'shop/all', 'spec: {mtls: {mode: STRICT}}')],
  ])('finds nothing where %s', (_what, text) => {
    expect(foundBy('idle-selectors', docs(SHOP, text))).toEqual([]);
  });

  it('does not take pods of another namespace', () => {
    expect(foundBy('idle-selectors', docs(SHOP, wasm('shop/one', 'report')))).toEqual([
      'warning MSH3019 spec.selector.matchLabels',
    ]);
  });
});
