import { describe, expect, it } from 'vitest';
import { overlayPolicy, RuleTable } from '../../src/mesh/destination-rules.ts';
import type { ProxyNode } from '../../src/mesh/proxy-node.ts';
import { meshOf, SIDECAR } from './support/mesh.ts';

const HOST = 'web.shop.svc.cluster.local';
const SERVICE = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {ports: [{port: 80, name: http}]}
---`;

const rule = (name: string, namespace: string, spec: string) => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
---`;

function found(text: string, node: ProxyNode = SIDECAR) {
  const mesh = meshOf(SERVICE + text);
  const [service] = mesh.servicesByHost.get(HOST) ?? [];
  return service && new RuleTable(mesh, node).find(service);
}

describe('the rule for a service', () => {
  it('is found by a short name in its namespace', () => {
    expect(found(rule('r', 'shop', '{host: web}'))?.resource.name).toBe('r');
  });

  it('is that of the caller, then of the service, then of the root namespace', () => {
    const root = rule('root', 'istio-system', `{host: ${HOST}}`);
    const owner = rule('owner', 'shop', '{host: web}');
    const caller = rule('caller', 'default', `{host: ${HOST}}`);
    expect(found(root)?.resource.name).toBe('root');
    expect(found(root + owner)?.resource.name).toBe('owner');
    expect(found(root + owner + caller)?.resource.name).toBe('caller');
  });

  it('is none where it is not exported to', () => {
    expect(found(rule('r', 'shop', '{host: web, exportTo: ["."]}'))).toBeUndefined();
  });

  it('is the one with the most specific host', () => {
    const wide = rule('aaa', 'shop', '{host: "*.shop.svc.cluster.local"}');
    expect(found(wide)?.host).toBe('*.shop.svc.cluster.local');
    expect(found(wide + rule('zzz', 'shop', '{host: web}'))?.resource.name).toBe('zzz');
  });

  it('for selected workloads comes first for them and is not there for others', () => {
    const text =
      rule('all', 'default', `{host: ${HOST}}`) +
      rule('some', 'default', `{host: ${HOST}, workloadSelector: {matchLabels: {app: web}}}`);
    expect(found(text)?.resource.name).toBe('some');
    expect(found(text, { ...SIDECAR, labels: { app: 'other' } })?.resource.name).toBe('all');
  });

  it('is made of all rules of the host: the policy of the oldest, the subsets of all', () => {
    const merged = found(
      rule('a', 'shop', '{host: web, subsets: [{name: v1, labels: {version: v1}}]}') +
        rule(
          'b',
          'shop',
          '{host: web, trafficPolicy: {tls: {mode: DISABLE}}, subsets: [{name: v1, labels: {version: x}}, {name: v2}]}',
        ),
    );
    expect(merged?.subsets.map(({ subset, resource }) => [subset.name, resource.name])).toEqual([
      ['v1', 'a'],
      ['v2', 'b'],
    ]);
    expect(merged?.trafficPolicy).toEqual({ tls: { mode: 'DISABLE' } });
  });
});

describe('a policy over another one', () => {
  const lower = { loadBalancer: { simple: 'RANDOM' }, tls: { mode: 'SIMPLE' } } as const;

  it('replaces sections as a whole', () => {
    expect(overlayPolicy(lower, { loadBalancer: { warmupDurationSecs: '1s' } }, 80)).toEqual({
      loadBalancer: { warmupDurationSecs: '1s' },
      tls: { mode: 'SIMPLE' },
    });
  });

  it('is all there is on a port it has settings for', () => {
    const upper = {
      outlierDetection: { interval: '1s' },
      portLevelSettings: [{ port: { number: 80 }, loadBalancer: { simple: 'ROUND_ROBIN' } }],
    } as const;
    expect(overlayPolicy(lower, upper, 80)).toEqual({ loadBalancer: { simple: 'ROUND_ROBIN' } });
    expect(overlayPolicy(lower, upper, 81)).toEqual({ ...lower, outlierDetection: { interval: '1s' } });
  });

  it('changes nothing when it is absent', () => {
    expect(overlayPolicy(lower, undefined, 80)).toBe(lower);
  });
});
