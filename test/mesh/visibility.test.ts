import { describe, expect, it } from 'vitest';
import type { ProxyNode } from '../../src/mesh/proxy-node.ts';
import { isExported, sidecarOf, visibleServices, visibleVirtualServices } from '../../src/mesh/visibility.ts';
import { GATEWAY, meshOf, SIDECAR } from './support/mesh.ts';

const service = (name: string, namespace: string, annotations = '') => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}${annotations}}
spec: {ports: [{port: 80, name: http}]}
---`;

const SERVICES = [
  service('own', 'default'),
  service('open', 'shop'),
  service('private', 'shop', ', annotations: {networking.istio.io/exportTo: "."}'),
  service('db', 'data'),
].join('');

const hosts = (text: string, node: ProxyNode = SIDECAR) => visibleServices(meshOf(text), node).map(({ host }) => host);
const fqdn = (name: string, namespace: string) => `${name}.${namespace}.svc.cluster.local`;

describe('isExported', () => {
  it.each([
    [['*'], true],
    [['.'], false],
    [['default'], true],
    [['other'], false],
    [['other', 'default'], true],
    [['~'], false],
  ])('%j of another namespace: %j', (exportTo, expected) => {
    expect(isExported(exportTo, 'shop', 'default')).toBe(expected);
  });

  it('shows its own namespace what is meant for it', () => {
    expect(isExported(['.'], 'default', 'default')).toBe(true);
  });
});

describe('the services a workload sees', () => {
  it('are those exported to its namespace', () => {
    expect(hosts(SERVICES)).toEqual([fqdn('db', 'data'), fqdn('open', 'shop'), fqdn('own', 'default')]);
  });

  it('are narrowed by its Sidecar', () => {
    const sidecar = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default}
spec: {egress: [{hosts: ["./*", "data/*"]}]}
`;
    expect(hosts(SERVICES + sidecar)).toEqual([fqdn('db', 'data'), fqdn('own', 'default')]);
    expect(hosts(SERVICES + sidecar, GATEWAY)).toContain(fqdn('open', 'shop'));
  });

  it('include where the VirtualServices that come with a Sidecar lead', () => {
    const text = `${SERVICES}
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default}
spec: {egress: [{hosts: ["./*"]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: own}
spec: {hosts: [own], http: [{route: [{destination: {host: ${fqdn('open', 'shop')}}}]}]}
`;
    expect(hosts(text)).toEqual([fqdn('open', 'shop'), fqdn('own', 'default')]);
  });

  it('of one host are the own namespace first', () => {
    const entry = (namespace: string, port: number) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: x, namespace: ${namespace}}
spec: {hosts: [x.test], ports: [{number: ${port}, name: http, protocol: HTTP}]}
---`;
    const [found] = visibleServices(meshOf(entry('aaa', 1) + entry('default', 2)), SIDECAR);
    expect(found?.ports[0]?.number).toBe(2);
  });
});

describe('the Sidecar of a workload', () => {
  const sidecar = (name: string, namespace: string, spec: string) => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
---`;
  const forWeb = sidecar('web', 'default', '{workloadSelector: {labels: {app: web}}}');
  const forOther = sidecar('other', 'default', '{workloadSelector: {labels: {app: other}}}');
  const forAll = sidecar('all', 'default', '{}');
  const root = sidecar('root', 'istio-system', '{}');

  it.each([
    [root, 'root'],
    [root + forAll, 'all'],
    [root + forAll + forOther, 'all'],
    [root + forAll + forWeb, 'web'],
  ])('is the closest one (%#)', (text, name) => {
    expect(sidecarOf(meshOf(text), SIDECAR)?.name).toBe(name);
  });

  it('is none for a gateway', () => {
    expect(sidecarOf(meshOf(root), GATEWAY)).toBeUndefined();
  });
});

it('shows VirtualServices in the order of their names, by their own exportTo or the default of the mesh', () => {
  const virtualService = (name: string, namespace: string, rest = '') => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: ${namespace}}
spec: {hosts: [a.test]${rest}}
---`;
  const text =
    virtualService('b', 'shop') + virtualService('a', 'shop', ', exportTo: ["."]') + virtualService('a', 'default');
  const names = (meshConfig = {}) =>
    visibleVirtualServices(meshOf(text, meshConfig), SIDECAR).map(({ namespace, name }) => `${namespace}/${name}`);
  expect(names()).toEqual(['default/a', 'shop/b']);
  expect(names({ defaultVirtualServiceExportTo: ['.'] })).toEqual(['default/a']);
});
