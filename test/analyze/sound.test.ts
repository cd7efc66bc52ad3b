import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deployment, destinationRule, doc, docs, namespace, pod, service } from '../../src/analyze/example.ts';
import { run } from '../../src/cli/run.ts';
import { testHost } from '../support/host.ts';
import { ROOT } from '../support/paths.ts';
import { findingsIn } from './support.ts';

const FOLDER = join(ROOT, 'fixtures', 'analyze', 'sound');
const NOW = new Date('2026-12-01T00:00:00Z');

interface Finding {
  readonly level: string;
  readonly code: string;
  readonly message: string;
}

/** What the command finds in a file that is worse than a note. */
async function alarmsIn(file: string, ...flags: readonly string[]): Promise<readonly Finding[]> {
  const host = { ...testHost({ cwd: FOLDER }), now: () => NOW };
  await run(['analyze', file, '-o', 'json', '--output-threshold', 'warning', ...flags], host);
  return (JSON.parse(host.written()) as { readonly findings: readonly Finding[] }).findings;
}

describe('a mesh without mistakes', () => {
  it.each(readdirSync(FOLDER))('draws nothing above a note: %s', async (file) => {
    expect(await alarmsIn(file)).toEqual([]);
    expect(await alarmsIn(file, '--complete')).toEqual([]);
  });
});

const SHOP = namespace('shop', '{istio-injection: enabled}');
const policy = (named: string, spec: string): string =>
  doc('security.istio.io/v1', 'AuthorizationPolicy', named, `spec: ${spec}`);
const codes = (text: string): readonly string[] =>
  findingsIn(text).flatMap(({ level, code }) => (level === 'info' ? [] : code));

describe('what looks like a mistake is one all the same', () => {
  const web = service('shop/web', '{selector: {app: web}, ports: [{name: http, port: 80}]}');

  it('when nothing ends in the name after the star', () => {
    expect(codes(docs(SHOP, web, destinationRule('shop/all', '{host: "*.other.svc.cluster.local"}')))).toEqual([
      'IST0174',
    ]);
  });

  it('when a Service is not shown to the namespace of a rule', () => {
    const hidden = web.replace('name: web', 'name: web, annotations: {networking.istio.io/exportTo: .}');
    const rule = (exportTo: string) => destinationRule('other/web', `{host: web.shop.svc.cluster.local, ${exportTo}}`);
    expect(codes(docs(SHOP, hidden, rule('exportTo: [other]')))).toEqual(['IST0174']);
    expect(codes(docs(SHOP, web, rule('exportTo: [other]')))).toEqual([]);
  });

  it('when the machines have other labels', () => {
    const machine = doc(
      'networking.istio.io/v1',
      'WorkloadEntry',
      'shop/m',
      'spec: {address: 1.2.3.4, labels: {app: db}}',
    );
    const selecting = (app: string) => policy('shop/p', `{selector: {matchLabels: {app: ${app}}}, rules: [{}]}`);
    expect(codes(docs(SHOP, pod('shop/a', '{app: a}'), machine, selecting('bd')))).toEqual(['IST0127']);
    expect(codes(docs(SHOP, pod('shop/a', '{app: a}'), machine, selecting('db')))).toEqual([]);
  });

  it('when a pod leaves the ambient mesh of its namespace', () => {
    const ambient = namespace('shop', '{istio.io/dataplane-mode: ambient}');
    const p = policy('shop/p', '{selector: {matchLabels: {app: a}}, rules: [{}]}');
    expect(codes(docs(ambient, pod('shop/a', '{app: a, istio.io/dataplane-mode: none}'), p))).toEqual(['IST0127']);
    expect(codes(docs(ambient, pod('shop/a', '{app: a}'), p))).toEqual([]);
  });

  it('when a policy selects the pods of a Gateway that is made from the Gateway API', () => {
    const gateway = doc(
      'gateway.networking.k8s.io/v1',
      'Gateway',
      'shop/g',
      'spec: {gatewayClassName: istio, listeners: []}',
    );
    const p = policy('shop/p', '{selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: g}}, rules: [{}]}');
    expect(codes(docs(SHOP, pod('shop/a', '{app: a}'), gateway, p))).toContain('IST0166');
    expect(codes(docs(SHOP, pod('shop/a', '{app: a}'), gateway, p))).not.toContain('IST0127');
  });

  it('when all endpoints may be ejected and no other place stands in', () => {
    const rule = (locality: string) =>
      destinationRule(
        'shop/web',
        `{host: web, trafficPolicy: {loadBalancer: {localityLbSetting: {${locality}}}, outlierDetection: {maxEjectionPercent: 100}}}`,
      );
    expect(codes(docs(SHOP, web, rule('enabled: true')))).toContain('MSH3024');
    expect(codes(docs(SHOP, web, rule('failover: [{from: a, to: b}]')))).not.toContain('MSH3024');
  });

  it('when nobody injects the pods that ask for an image', () => {
    const auto = (labels: string) =>
      findingsIn(docs(SHOP, deployment('shop/g', labels, 'containers: [{name: istio-proxy, image: auto}]'))).map(
        ({ code }) => code,
      );
    expect(auto('{app: g, sidecar.istio.io/inject: "false"}')).toContain('IST0146');
    expect(auto('{app: g}')).not.toContain('IST0146');
  });

  it('when a namespace is nowhere, unless the input declares none', () => {
    const from = (name: string) => policy('shop/p', `{rules: [{from: [{source: {namespaces: [${name}]}}]}]}`);
    const web = pod('shop/a', '{app: a}');
    expect(codes(docs(SHOP, web, from('monitring')))).toEqual(['IST0101']);
    expect(codes(docs(SHOP, web, pod('monitoring/b', '{app: b}'), from('monitoring')))).toEqual([]);
    expect(codes(docs(SHOP, web, from('istio-system')))).toEqual([]);
    expect(codes(docs(web, from('monitring')))).not.toContain('IST0101');
  });
});
