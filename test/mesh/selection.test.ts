import { describe, expect, it } from 'vitest';
import { mutualTlsMode, policiesFor } from '../../src/mesh/selection.ts';
import { GATEWAY, meshOf, SIDECAR } from './support/mesh.ts';

const policy = (name: string, namespace: string, spec: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
---`;

describe('policies for a workload', () => {
  const text = [
    policy('root', 'istio-system', '{}'),
    policy('mine', 'default', '{selector: {matchLabels: {app: web}}}'),
    policy('theirs', 'default', '{selector: {matchLabels: {app: other}}}'),
    policy('all', 'default', '{}'),
    policy('elsewhere', 'shop', '{}'),
    policy('front', 'default', '{targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: front}]}'),
  ].join('');
  const names = (node = SIDECAR) => {
    const mesh = meshOf(text);
    return policiesFor(mesh, node, mesh.resources.authorizationPolicies).map(({ name }) => name);
  };

  it('are those of its namespace and of the root that select it or nobody', () => {
    expect(names()).toEqual(['all', 'mine', 'root']);
  });

  it('are those that name the Gateway it belongs to', () => {
    const labels = { ...GATEWAY.labels, 'gateway.networking.k8s.io/gateway-name': 'front' };
    expect(names({ ...GATEWAY, labels })).toEqual(['all', 'front', 'root']);
  });
});

describe('mutual TLS', () => {
  const peer = (name: string, namespace: string, spec: string) => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
---`;
  const mesh = peer('mesh', 'istio-system', '{mtls: {mode: STRICT}}');
  const namespace = peer('ns', 'default', '{mtls: {mode: PERMISSIVE}}');
  const unset = peer('ns', 'default', '{mtls: {mode: UNSET}}');
  const own = peer(
    'own',
    'default',
    '{selector: {matchLabels: {app: web}}, mtls: {mode: DISABLE}, portLevelMtls: {9: {mode: STRICT}}}',
  );
  const mode = (text: string, port = 80) =>
    mutualTlsMode(meshOf(text), { namespace: 'default', labels: { app: 'web' }, port });

  it.each([
    ['', 'PERMISSIVE'],
    [mesh, 'STRICT'],
    [mesh + unset, 'STRICT'],
    [mesh + namespace, 'PERMISSIVE'],
    [mesh + namespace + own, 'DISABLE'],
  ])('is what the closest policy says (%#)', (text, expected) => {
    expect(mode(text)).toBe(expected);
  });

  it('may be another one on a port', () => {
    expect(mode(mesh + own, 9)).toBe('STRICT');
  });
});
