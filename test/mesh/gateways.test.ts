import { describe, expect, it } from 'vitest';
import { gatewayPorts } from '../../src/mesh/gateways.ts';
import { gatewayVirtualServices, meshVirtualServices } from '../../src/mesh/virtual-services.ts';
import { GATEWAY, meshOf, SIDECAR } from './support/mesh.ts';

const gateway = (name: string, servers: string, selector = 'istio: ingressgateway') => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: ${name}}
spec: {selector: {${selector}}, servers: [${servers}]}
---`;
const server = (number: number, protocol: string, rest = '') =>
  `{port: {number: ${number}, name: p${number}, protocol: ${protocol}}, hosts: ["*"]${rest}}`;

const summary = (text: string) =>
  gatewayPorts(meshOf(text), GATEWAY).ports.map(({ bind, port, servers }) => [
    bind,
    port,
    servers.map(({ kind }) => kind),
  ]);

describe('the ports of a gateway', () => {
  it('are those of the Gateways that select it', () => {
    expect(summary(gateway('a', server(80, 'HTTP')) + gateway('b', server(81, 'HTTP'), 'istio: egress'))).toEqual([
      ['', 80, ['http']],
    ]);
  });

  it.each([
    ['HTTP', '', 'http'],
    ['GRPC', '', 'http'],
    ['HTTPS', ', tls: {mode: SIMPLE}', 'https'],
    ['HTTPS', ', tls: {mode: PASSTHROUGH}', 'tls-passthrough'],
    ['TLS', ', tls: {mode: PASSTHROUGH}', 'tls-passthrough'],
    ['TLS', ', tls: {mode: SIMPLE}', 'tls-terminate'],
    ['TCP', '', 'tcp'],
    ['MONGO', '', 'tcp'],
  ])('of %s%s are served as %s', (protocol, rest, kind) => {
    expect(summary(gateway('a', server(1, protocol, rest)))).toEqual([['', 1, [kind]]]);
  });

  it('are where the service of the gateway leads', () => {
    const service = `
apiVersion: v1
kind: Service
metadata: {name: ingress}
spec: {selector: {istio: ingressgateway}, ports: [{port: 80, name: http, targetPort: 8080}]}
---`;
    expect(summary(service + gateway('a', `${server(80, 'HTTP')}, ${server(81, 'HTTP')}`))).toEqual([
      ['', 8080, ['http']],
      ['', 81, ['http']],
    ]);
  });

  it('are shared by servers that can be told apart; the first comer keeps its port otherwise', () => {
    const text =
      gateway('a', server(443, 'HTTPS', ', tls: {mode: SIMPLE}')) +
      gateway('b', server(443, 'TLS', ', tls: {mode: PASSTHROUGH}')) +
      gateway('c', server(443, 'HTTP'));
    expect(summary(text)).toEqual([['', 443, ['https', 'tls-passthrough']]]);
    expect(gatewayPorts(meshOf(text), GATEWAY).diagnostics).toMatchObject([
      { code: 'MSH5007', origin: { resource: { name: 'c' } } },
    ]);
  });

  it('are told apart by their address', () => {
    expect(summary(gateway('a', `${server(80, 'HTTP')}, ${server(80, 'TCP', ', bind: 127.0.0.1')}`))).toHaveLength(2);
  });
});

describe('VirtualServices', () => {
  const virtualService = (name: string, spec: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}}
spec: ${spec}
---`;
  const text = [
    virtualService('mesh', '{hosts: [a], http: [{redirect: {uri: /}}]}'),
    virtualService('both', '{hosts: [b.test], gateways: [mesh, gw], http: [{redirect: {uri: /}}]}'),
    virtualService('other', '{hosts: [c.test], gateways: [shop/gw], http: [{redirect: {uri: /}}]}'),
    virtualService(
      'root',
      '{hosts: [d.test], gateways: [gw], http: [{delegate: {name: child}}, {delegate: {name: none}}, {delegate: {name: both}}]}',
    ),
    virtualService('child', '{http: [{name: x, redirect: {uri: /}}]}'),
  ].join('');

  it('are bound to the mesh unless they say otherwise', () => {
    const { virtualServices } = meshVirtualServices(meshOf(text), SIDECAR);
    expect(virtualServices.map(({ resource, hosts }) => [resource.name, ...hosts])).toEqual([
      ['both', 'b.test'],
      ['mesh', 'a.default.svc.cluster.local'],
    ]);
  });

  it('hand over to delegates, and say where they cannot', () => {
    const { virtualServices, diagnostics } = gatewayVirtualServices(meshOf(text), GATEWAY, new Set(['default/gw']));
    expect(virtualServices.map(({ resource }) => resource.name)).toEqual(['both', 'root']);
    expect(virtualServices[1]?.http.map(({ route, resource, path }) => [route.name, resource.name, path])).toEqual([
      ['x', 'child', ['spec', 'http', 0]],
    ]);
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['MSH5005', 'there is no VirtualService "default/none" to hand over to'],
      ['MSH5005', '"default/both" has hosts of its own, so that no route can hand over to it'],
    ]);
  });
});
