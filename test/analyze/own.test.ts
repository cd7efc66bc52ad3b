import { describe, expect, it } from 'vitest';
import {
  deployment,
  destinationRule,
  doc,
  docs,
  gateway,
  namespace,
  pod,
  service,
  virtualService,
} from '../../src/analyze/example.ts';
import { run } from '../../src/cli/run.ts';
import { testHost } from '../support/host.ts';
import { tempFolder } from '../support/temp.ts';
import { findingsIn } from './support.ts';

/** Level and code of each finding, with its object. */
const facts = (text: string, options: Parameters<typeof findingsIn>[1] = {}) =>
  findingsIn(text, options).map(
    ({ level, code, origin }) => `${level} ${code} ${origin.resource?.kind} ${origin.resource?.name}`,
  );

const SHOP = namespace('shop', '{istio-injection: enabled}');
const route = (host: string) =>
  virtualService('shop/web', `{hosts: [web.example.com], http: [{route: [{destination: {host: ${host}}}]}]}`);

describe('what nobody can be sure of', () => {
  it('is a note', () => {
    const [finding] = findingsIn(route('api.other.svc.cluster.local'));
    expect(finding).toMatchObject({ code: 'IST0101', level: 'info', confidence: 'partial' });
  });

  it('is an error where the namespace has others of the kind, or the input is all there is', () => {
    const missing = route('api.other.svc.cluster.local');
    expect(facts(docs(missing, service('other/db', '{ports: [{name: tcp, port: 1}]}')))).toEqual([
      'error IST0101 VirtualService web',
    ]);
    expect(facts(missing, { complete: true })).toEqual(['error IST0101 VirtualService web']);
  });

  it('comes with what was probably meant', () => {
    const [finding] = findingsIn(docs(route('reviws'), service('shop/reviews', '{ports: [{name: http, port: 80}]}')));
    expect(finding?.remediation).toBe('Did you mean "reviews.shop.svc.cluster.local"?');
  });
});

describe('the pods of workloads', () => {
  const POLICY = doc(
    'security.istio.io/v1',
    'AuthorizationPolicy',
    'shop/web',
    'spec: {selector: {matchLabels: {app: web}}, rules: [{}]}',
  );
  const workload = (kind: string, apiVersion: string, spec: string) =>
    doc(apiVersion, kind, 'shop/web', `spec: ${spec}`);
  const TEMPLATE = '{metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: app}]}}';

  it.each([
    ['Deployment', 'apps/v1', `{template: ${TEMPLATE}}`],
    ['StatefulSet', 'apps/v1', `{template: ${TEMPLATE}}`],
    ['DaemonSet', 'apps/v1', `{template: ${TEMPLATE}}`],
    ['ReplicaSet', 'apps/v1', `{template: ${TEMPLATE}}`],
    ['Job', 'batch/v1', `{template: ${TEMPLATE}}`],
    ['CronJob', 'batch/v1', `{jobTemplate: {spec: {template: ${TEMPLATE}}}}`],
  ])('of a %s count', (kind, version, spec) => {
    expect(facts(docs(SHOP, workload(kind, version, spec), POLICY))).toEqual([]);
  });

  it.each([
    ['a namespace that is injected', SHOP, '{app: web}', true],
    ['a namespace of a revision', namespace('shop', '{istio.io/rev: canary}'), '{app: web}', true],
    ['a pod that asks', namespace('shop', '{istio-injection: disabled}'), '{app: web}', false],
    ['a pod that refuses', SHOP, '{app: web, sidecar.istio.io/inject: "false"}', false],
    [
      'a pod that asks in a namespace that says nothing',
      namespace('shop', '{}'),
      '{app: web, sidecar.istio.io/inject: "true"}',
      true,
    ],
  ])('have the sidecar the cluster would give them: %s', (_name, space, labels, injected) => {
    const reserved = 'containers: [{name: app, image: app, ports: [{containerPort: 15090}]}]';
    const codes = findingsIn(docs(space, deployment('shop/web', labels, reserved))).map(({ code }) => code);
    expect(codes.includes('MSH3012')).toBe(injected);
  });

  it('show what is found in their workload, once, at the field of the template', () => {
    const text = docs(
      SHOP,
      deployment('shop/web', '{app: web}', 'containers: [{name: app, image: app, securityContext: {runAsUser: 1337}}]'),
    );
    expect(findingsIn(text)).toMatchObject([
      { code: 'IST0144', path: ['spec', 'template', 'spec', 'containers', 0, 'securityContext', 'runAsUser'] },
    ]);
  });
});

describe('members of a subset', () => {
  const rule = destinationRule('shop/web', '{host: web, subsets: [{name: v2, labels: {version: v2}}]}');
  const web = service('shop/web', '{selector: {app: web}, ports: [{name: http, port: 80}]}');

  it('are pods of the service', () => {
    const other = docs(
      web,
      rule,
      pod('shop/web', '{app: web, version: v1}'),
      pod('shop/api', '{app: api, version: v2}'),
    );
    expect(facts(docs(SHOP, other))).toContain('error IST0173 DestinationRule web');
    expect(facts(docs(SHOP, other, pod('shop/web-2', '{app: web, version: v2}')))).not.toContain(
      'error IST0173 DestinationRule web',
    );
  });

  it('are machines with the labels of the service, too', () => {
    const members = docs(
      namespace('shop', '{istio-injection: enabled}'),
      service('shop/web', '{selector: {app: web}, ports: [{name: http, port: 80}]}'),
      deployment('shop/web', '{app: web, version: v1}'),
      destinationRule('shop/web', '{host: web, subsets: [{name: v2, labels: {version: v2}}]}'),
    );
    const machine = (labels: string) =>
      doc('networking.istio.io/v1', 'WorkloadEntry', 'shop/m', `spec: {address: 10.0.0.1, labels: ${labels}}`);
    const subsets = (text: string) => facts(text).filter((fact) => fact.includes('IST0173'));
    expect(subsets(docs(members, machine('{app: web, version: v2}')))).toEqual([]);
    expect(subsets(docs(members, machine('{app: db, version: v2}')))).toEqual(['error IST0173 DestinationRule web']);
  });

  it('are not known of a service without selector', () => {
    expect(
      facts(docs(SHOP, rule, service('shop/web', '{ports: [{name: http, port: 80}]}'), pod('shop/a', '{app: a}'))),
    ).not.toContain('error IST0173 DestinationRule web');
  });
});

describe('the Secret of a gateway', () => {
  const EDGE = docs(
    SHOP,
    deployment('shop/edge', '{app: edge}'),
    service('shop/edge', '{selector: {app: edge}, ports: [{name: https, port: 443}]}'),
    doc('v1', 'Secret', 'shop/other', 'type: Opaque'),
    gateway(
      'shop/edge',
      '{selector: {app: edge}, servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [a.example.com], tls: {mode: SIMPLE, credentialName: cert}}]}',
    ),
  );

  it('is missing', () => {
    expect(facts(EDGE)).toEqual(['error IST0101 Gateway edge']);
  });

  it('has a name like the one that is meant', () => {
    const made = doc('cert-manager.io/v1', 'Certificate', 'shop/web', 'spec: {secretName: shop-cert}');
    const using = (name: string) =>
      docs(EDGE.replace('name: other', 'name: x').replace('credentialName: cert', `credentialName: ${name}`), made);
    const found = (name: string) =>
      findingsIn(using(name).replace(/---\napiVersion: v1\nkind: Secret\n[^-]*/, '')).filter(
        ({ code }) => code === 'IST0101',
      );
    expect(found('shop-cret')).toMatchObject([{ level: 'error', remediation: 'Did you mean "shop-cert"?' }]);
    expect(found('wiki')).toMatchObject([{ level: 'info', confidence: 'partial' }]);
  });

  it.each([
    ['cert-manager.io/v1', 'Certificate', 'shop/web', 'spec: {secretName: cert}'],
    ['external-secrets.io/v1', 'ExternalSecret', 'shop/cert', 'spec: {}'],
    ['external-secrets.io/v1beta1', 'ExternalSecret', 'shop/web', 'spec: {target: {name: cert}}'],
  ])('is made by a %s %s', (apiVersion, kind, name, spec) => {
    expect(facts(docs(EDGE, doc(apiVersion, kind, name, spec)))).toEqual([]);
  });
});

describe('what the reference finds without reason', () => {
  it('is not found: policies by targetRefs, TLS without verification on purpose', () => {
    const telemetry = (name: string) =>
      doc(
        'telemetry.istio.io/v1',
        'Telemetry',
        `shop/${name}`,
        `spec: {targetRefs: [{group: "", kind: Service, name: ${name}}]}`,
      );
    const offered = (name: string) => service(`shop/${name}`, '{ports: [{name: http, port: 80}]}');
    expect(facts(docs(offered('one'), offered('two'), telemetry('one'), telemetry('two')))).toEqual([]);
    const tls = destinationRule(
      'shop/a',
      '{host: a.example.com, trafficPolicy: {tls: {mode: SIMPLE, insecureSkipVerify: true}}}',
    );
    expect(facts(tls, { complete: true })).toEqual(['warning IST0174 DestinationRule a']);
  });
});

describe('addresses of hosts that are served by TCP', () => {
  const entry = (spec: string, labels = ''): string =>
    doc(
      'networking.istio.io/v1',
      'ServiceEntry',
      'shop/db',
      `metadata: {namespace: shop, name: db${labels}}\nspec: {ports: [{number: 5432, name: db, protocol: TCP}], ${spec}}`,
    );
  const DNS = 'hosts: [db.example.com], resolution: DNS';
  const capturing = { meshConfig: { defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' } } } };

  it('may come from the control plane where proxies answer DNS', () => {
    expect(facts(entry(DNS))).toEqual(['warning IST0134 ServiceEntry db']);
    expect(facts(entry(DNS), capturing)).toEqual(['info IST0134 ServiceEntry db']);
  });

  it.each([
    ['nothing is resolved', entry('hosts: [db.example.com], resolution: NONE')],
    ['the host is a pattern', entry('hosts: ["*.example.com"], resolution: DYNAMIC_DNS')],
    ['the entry opts out', entry(DNS, ', labels: {networking.istio.io/enable-autoallocate-ip: "false"}')],
  ])('come from nowhere where %s', (_what, text) => {
    expect(facts(text, capturing)).toContain('warning IST0134 ServiceEntry db');
  });
});

describe('two VirtualServices for a host', () => {
  it('are shown at the host they share', () => {
    const rules = (name: string, hosts: string) =>
      virtualService(`shop/${name}`, `{hosts: ${hosts}, http: [{route: [{destination: {host: a.example.org}}]}]}`);
    const text = docs(rules('one', '["*.example.com"]'), rules('two', '["*.api.example.com", "*.example.com"]'));
    const found = findingsIn(text).filter(({ code }) => code === 'IST0109');
    expect(found.map(({ message, path }) => [path?.join('.'), message])).toEqual([
      ['spec.hosts.0', 'the host "*.example.com" is also one of "shop/two"'],
      ['spec.hosts.1', 'the host "*.example.com" is also one of "shop/one"'],
    ]);
  });
});

describe('an object that cannot be decoded', () => {
  const missing = route('api.shop.svc.cluster.local');
  const broken = route('y').replace('web.example.com', 'other.example.com');

  it('does not stand in for one of its name', () => {
    const sound = facts(missing, { complete: true });
    expect(sound).toEqual(['error IST0101 VirtualService web']);
    expect(facts(docs(missing, broken), { complete: true })).toEqual(expect.arrayContaining([...sound]));
    expect(facts(docs(broken, missing), { complete: true })).toEqual(expect.arrayContaining([...sound]));
  });
});

describe('notices', () => {
  it('tell of kinds nobody knows', async () => {
    const { analyze } = await import('../../src/analyze/run.ts');
    const { documentsIn, ownOptions } = await import('./support.ts');
    const text = docs(
      doc('networking.istio.io/v2', 'VirtualService', 'shop/a'),
      doc('networking.istio.io/v1', 'Sidecra', 'shop/b'),
      doc('v1', 'Service', 'shop/c'),
      doc('v1', 'Service', 'shop/c'),
    );
    expect(
      analyze(documentsIn(text), ownOptions()).notices.map(({ code, range }) => `${code}:${range?.start.line}`),
    ).toEqual(['MSH5001:2', 'MSH5001:6', 'MSH5002:15']);
  });

  it('are left to validation where that knows the kinds of the group', async () => {
    const cwd = tempFolder({
      'a.yaml': docs(doc('networking.istio.io/v2', 'VirtualService', 'shop/a', 'spec: {hosts: [a.example.com]}')),
    });
    const host = testHost({ cwd });
    await run(['analyze', 'a.yaml', '-o', 'json'], host);
    const { findings } = JSON.parse(host.written()) as { readonly findings: readonly { readonly code: string }[] };
    expect(findings.map(({ code }) => code)).toEqual(['MSH2909']);
  });
});
