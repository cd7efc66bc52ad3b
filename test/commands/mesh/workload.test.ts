import { describe, expect, it } from 'vitest';
import type { MeshFlags } from '../../../src/cli/mesh-options.ts';
import { listenersOf, overridesOf, workloadOf } from '../../../src/commands/mesh/workload.ts';
import { load } from '../../mesh/support/mesh.ts';

const FLAGS: MeshFlags = { namespace: 'default' };
const GATEWAY = 'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g}\nspec: {}\n';
const API_GATEWAY =
  'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: front}\nspec: {listeners: []}\n';
const workload = (flags: Partial<MeshFlags>, text = '') => workloadOf({ ...FLAGS, ...flags }, load(text).resources);

describe('the workload', () => {
  it('is a gateway when there is a Gateway, else a sidecar', () => {
    expect(workload({}, GATEWAY)).toEqual({
      kind: 'gateway',
      name: 'ingressgateway',
      namespace: 'default',
      labels: { istio: 'ingressgateway' },
    });
    expect(workload({})).toMatchObject({ kind: 'sidecar', name: 'sidecar', labels: {} });
    expect(workload({ for: 'sidecar' }, GATEWAY).kind).toBe('sidecar');
  });

  it('has the labels that were given', () => {
    expect(workload({ for: 'gateway:istio=egress,x=1', labels: ['a=b'] }).labels).toEqual({
      istio: 'egress',
      x: '1',
      a: 'b',
    });
    expect(workload({ labels: ['app=web'] })).toMatchObject({ name: 'web' });
  });

  it('belongs to the first Gateway of the Gateway API unless somebody says otherwise', () => {
    expect(workload({}, API_GATEWAY).labels).toMatchObject({ 'gateway.networking.k8s.io/gateway-name': 'front' });
  });

  it('has the other labels of the pod it is', () => {
    const pod =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web-v1}\nspec: {template: {metadata: {labels: {app: web, version: v1}}}}\n';
    expect(workload({ labels: ['app=web'] }, pod)).toMatchObject({
      name: 'web-v1',
      labels: { app: 'web', version: 'v1' },
    });
  });

  it.each([
    [{ for: 'waypoint' }, 'USAGE_FOR'],
    [{ labels: ['app'] }, 'USAGE_LABELS'],
  ])('cannot be %j', (flags, code) => {
    expect(() => workload(flags)).toThrow(expect.objectContaining({ code, exitCode: 64 }));
  });
});

describe('--map', () => {
  const map = (...texts: readonly string[]) => overridesOf({ ...FLAGS, map: texts });
  const at = (address: string, port: number) => ({ address, port });

  it.each([
    ['reviews=127.0.0.1:3000', [{ host: 'reviews', endpoints: [at('127.0.0.1', 3000)] }]],
    ['reviews=localhost:1,127.0.0.1:2', [{ host: 'reviews', endpoints: [at('localhost', 1), at('127.0.0.1', 2)] }]],
    [
      'a=:1,b=:2',
      [
        { host: 'a', endpoints: [at('127.0.0.1', 1)] },
        { host: 'b', endpoints: [at('127.0.0.1', 2)] },
      ],
    ],
    [
      'a.shop.svc.cluster.local:80=[::1]:1',
      [{ host: 'a.shop.svc.cluster.local', port: 80, endpoints: [at('::1', 1)] }],
    ],
    ['reviews/v2:9080=:3', [{ host: 'reviews', subset: 'v2', port: 9080, endpoints: [at('127.0.0.1', 3)] }]],
  ])('%s', (text, expected) => {
    expect(map(text)).toEqual(expected);
  });

  it.each(['reviews', 'reviews=', 'reviews=3000', '=127.0.0.1:1', 'a=127.0.0.1:0', 'a=127.0.0.1:70000'])(
    'cannot be %j',
    (text) => {
      expect(() => map(text)).toThrow(expect.objectContaining({ code: 'USAGE_MAP', exitCode: 64 }));
    },
  );
});

describe('--listen', () => {
  const listen = (text: string, bindAll = false) => listenersOf({ ...FLAGS, listen: [text], bindAll });

  it.each([
    ['127.0.0.1:1', [{ address: '127.0.0.1', port: 1 }]],
    [':1', [{ address: '127.0.0.1', port: 1 }]],
    ['localhost:1', [{ address: '127.0.0.1', port: 1 }]],
    ['80=127.0.0.1:8080', [{ serves: '80', address: '127.0.0.1', port: 8080 }]],
    ['reviews:9080=:9080', [{ serves: 'reviews:9080', address: '127.0.0.1', port: 9080 }]],
    ['[::1]:1', [{ address: '::1', port: 1 }]],
  ])('%s', (text, expected) => {
    expect(listen(text)).toEqual(expected);
  });

  it('is open to others only when that is asked for', () => {
    expect(() => listen('0.0.0.0:1')).toThrow(expect.objectContaining({ code: 'USAGE_LISTEN' }));
    expect(listen('0.0.0.0:1', true)).toEqual([{ address: '0.0.0.0', port: 1 }]);
  });

  it.each(['x', 'example.com:1', '80'])('cannot be %j', (text) => {
    expect(() => listen(text)).toThrow(expect.objectContaining({ code: 'USAGE_LISTEN', exitCode: 64 }));
  });
});
