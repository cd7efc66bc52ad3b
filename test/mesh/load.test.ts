import { describe, expect, it } from 'vitest';
import { load } from './support/mesh.ts';

const SERVICE = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, name: http}]}
`;

describe('loading', () => {
  it('puts objects without a namespace into the one of the run', () => {
    const { resources } = load(SERVICE);
    expect(resources.services.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(['default/web']);
  });

  it('takes lists apart and knows where their items stand', () => {
    const { resources } = load(`apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {x: "1"}}}
- apiVersion: networking.istio.io/v1
  kind: Gateway
  metadata: {name: gw, namespace: a}
  spec: {servers: []}
`);
    expect(resources.namespaces[0]?.labels).toEqual({ x: '1' });
    expect(resources.gateways[0]?.locate(['spec'])?.start.line).toBe(8);
  });

  it('tells a misspelt field with its place and goes on without it', () => {
    const text = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: vs}
spec:
  hosts: [a.test]
  htp: []
`;
    const { resources, diagnostics } = load(text);
    expect(diagnostics).toMatchObject([{ code: 'MSH2901', level: 'error', range: { start: { line: 6, col: 3 } } }]);
    expect(resources.virtualServices[0]?.spec).toEqual({ hosts: ['a.test'] });
    expect(load(text, true).diagnostics).toMatchObject([{ code: 'MSH2901', level: 'warning' }]);
  });

  it('warns of kinds and versions of the mesh it does not know, and of nothing else', () => {
    const { diagnostics } = load(`
apiVersion: networking.istio.io/v1
kind: VirtualServices
metadata: {name: x}
---
apiVersion: networking.istio.io/v9
kind: VirtualService
metadata: {name: x}
---
apiVersion: example.com/v1
kind: Thing
metadata: {name: x}
`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['MSH5001', 'MSH5001']);
  });

  it('keeps the last of two objects with one name', () => {
    const { resources, diagnostics } = load(`${SERVICE}---${SERVICE.replace('port: 80', 'port: 81')}`);
    expect(resources.services.map(({ spec }) => spec.ports[0]?.number)).toEqual([81]);
    expect(diagnostics).toMatchObject([{ code: 'MSH5002', level: 'warning' }]);
  });

  it('sees the pods that workloads make, but not those of owned ReplicaSets', () => {
    const pod = 'spec: {template: {metadata: {labels: {app: web}}, spec: {serviceAccountName: sa}}}';
    const { resources } = load(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
${pod}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-1, ownerReferences: [{kind: Deployment, name: web}]}
${pod}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec: {jobTemplate: {${pod}}}
`);
    expect(resources.pods.map(({ name, labels, spec }) => [name, labels['app'], spec.owner])).toEqual([
      ['web', 'web', 'Deployment/web'],
      ['nightly', 'web', 'CronJob/nightly'],
    ]);
  });
});
