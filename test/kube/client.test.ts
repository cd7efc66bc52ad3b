import { describe, expect, it } from 'vitest';
import { listObjects } from '../../src/kube/client.ts';
import { discover, resolveKind } from '../../src/kube/discovery.ts';
import { RESOURCES } from '../../src/kube/resources.ts';
import { resolvePod, runningPod } from '../../src/kube/workload.ts';
import type { JsonMap } from '../../src/model/json.ts';
import type { KubeApiOptions } from '../support/kube-api.ts';
import { clusterForTest } from '../support/kube-api-client.ts';

const pod = (name: string, more: JsonMap = {}): JsonMap => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: 'cart' }, creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { nodeName: 'node-a' },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-02T00:00:00Z' }],
  },
  ...more,
});

const DEPLOYMENT: JsonMap = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { selector: { matchLabels: { app: 'cart' }, matchExpressions: [{ key: 'app', operator: 'Exists' }] } },
};

describe('lists', () => {
  it('brings every page, and says what the objects are', async () => {
    const objects = Array.from({ length: 1201 }, (_, index) => pod(`p${index}`));
    const { api, client } = await clusterForTest({ objects });
    const found = await listObjects(client, RESOURCES.pods, { namespace: 'shop', labelSelector: 'app=cart' });
    expect(found).toEqual(objects);
    expect(api.asked.map(({ query }) => query)).toEqual([
      'labelSelector=app=cart&limit=500',
      'labelSelector=app=cart&limit=500&continue=500',
      'labelSelector=app=cart&limit=500&continue=1000',
    ]);
  });

  it('begins anew where the pages have expired', async () => {
    const objects = Array.from({ length: 700 }, (_, index) => pod(`p${index}`));
    const { api, client } = await clusterForTest({
      objects,
      answer: ({ query }) => (query.includes('continue=') ? { status: 410, body: { message: 'expired' } } : undefined),
    });
    expect(await listObjects(client, RESOURCES.pods)).toHaveLength(700);
    expect(api.asked.map(({ query }) => query)).toEqual(['limit=500', 'limit=500&continue=500', '']);
  });

  it('comes back to a busy server, but not for ever', async () => {
    let busy = 2;
    const { api, client } = await clusterForTest({
      answer() {
        busy -= 1;
        return busy >= 0 ? { status: 429, body: { message: 'busy' }, headers: { 'retry-after': '0' } } : undefined;
      },
    });
    expect(await listObjects(client, RESOURCES.pods)).toEqual([]);
    expect(api.asked).toHaveLength(3);
    busy = 100;
    await expect(listObjects(client, RESOURCES.pods)).rejects.toMatchObject({
      exitCode: 69,
      message: expect.stringContaining('busy'),
    });
    expect(api.asked).toHaveLength(7);
  });

  it('carries who asks', async () => {
    const { api, client } = await clusterForTest({}, { token: 't0ken' }, { as: 'jane', asGroup: ['devs', 'ops'] });
    await listObjects(client, RESOURCES.pods);
    expect(api.asked[0]?.headers).toMatchObject({
      authorization: 'Bearer t0ken',
      'impersonate-user': 'jane',
      'impersonate-group': 'devs, ops',
    });
  });
});

describe('discovery', () => {
  it.each([[true], [false]])('finds kinds of extensions (aggregated: %s)', async (aggregated) => {
    const { client } = await clusterForTest({ aggregated });
    const found = await discover(client);
    expect(found).toHaveLength(Object.keys(RESOURCES).length);
    expect(await resolveKind(client, 'gtw')).toMatchObject({ plural: 'gateways', group: 'gateway.networking.k8s.io' });
    expect(await resolveKind(client, 'foo')).toBeUndefined();
  });

  it('asks nothing for what every cluster has', async () => {
    const { api, client } = await clusterForTest();
    expect(await resolveKind(client, 'deploy')).toMatchObject({ plural: 'deployments' });
    expect(await resolveKind(client, 'deployments.apps')).toMatchObject({ plural: 'deployments' });
    expect(api.asked).toEqual([]);
  });
});

describe('workloads', () => {
  const notReady = pod('a-not-ready', { status: { phase: 'Running' } });
  const pending = pod('b-pending', { spec: {}, status: { phase: 'Pending' } });

  it('are the pod kubectl would choose', async () => {
    const { client } = await clusterForTest({ objects: [DEPLOYMENT, notReady, pending, pod('ready')] });
    expect(await resolvePod(client, 'deploy/cart')).toEqual({ pod: 'ready', namespace: 'shop' });
    expect(await resolvePod(client, 'anything.at.all')).toEqual({ pod: 'anything.at', namespace: 'all' });
  });

  it.each([
    ['foo/x', 'the server doesn\'t have a resource type "foo" in the "shop" namespace'],
    ['deploy/nope', 'deployments.apps "nope" not found'],
    ['deploy/cart', 'no pods match "deploy/cart"'],
  ])('%s: %s', async (word, message) => {
    const { client } = await clusterForTest({ objects: [DEPLOYMENT] });
    await expect(resolvePod(client, word)).rejects.toMatchObject({ exitCode: 66, message });
  });

  it('are the pods made for a Gateway, or those an older one selects', async () => {
    const labels = { 'gateway.networking.k8s.io/gateway-name': 'front' };
    const made = pod('made', { metadata: { name: 'made', namespace: 'shop', labels } });
    const gateway = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'front', namespace: 'shop' },
    };
    const { client } = await clusterForTest({ objects: [made, gateway] });
    expect(await resolvePod(client, 'gateway/front')).toEqual({ pod: 'made', namespace: 'shop' });
    await expect(resolvePod(client, 'svc/none')).rejects.toMatchObject({ message: 'services "none" not found' });
  });

  it('that select nothing are refused', async () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'ext', namespace: 'shop' }, spec: {} };
    const { client } = await clusterForTest({ objects: [service] });
    await expect(resolvePod(client, 'svc/ext')).rejects.toMatchObject({
      exitCode: 66,
      message: expect.stringContaining('it selects none'),
    });
  });

  it('have to run', async () => {
    const { client } = await clusterForTest({ objects: [pending] });
    await expect(runningPod(client, { pod: 'b-pending', namespace: 'shop' })).rejects.toMatchObject({ exitCode: 69 });
    await expect(runningPod(client, { pod: 'c', namespace: 'shop' })).rejects.toMatchObject({
      exitCode: 66,
      message: 'pods "c" not found in the "shop" namespace',
    });
  });
});

describe('refusals', () => {
  const refused = (status: number, message: string): KubeApiOptions => ({
    answer: () => ({ status, body: { kind: 'Status', message } }),
  });

  it.each([
    [401, 'Unauthorized', 77, 'log in again'],
    [
      403,
      'pods is forbidden: User "u" cannot list resource "pods" in API group "" in the namespace "shop"',
      77,
      'kubectl auth can-i list pods -n shop',
    ],
    [404, 'no such thing', 66, undefined],
    [422, 'invalid', 65, undefined],
    [503, 'starting', 69, undefined],
  ])('%s %s', async (status, message, exitCode, hint) => {
    const { client } = await clusterForTest(refused(status, message));
    const error = await listObjects(client, RESOURCES.pods).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ exitCode, message: expect.stringContaining(message) });
    if (hint !== undefined) expect(error).toMatchObject({ hint: expect.stringContaining(hint) });
  });

  it('a dead cluster', async () => {
    const { api, client } = await clusterForTest();
    await api.close();
    await expect(listObjects(client, RESOURCES.pods)).rejects.toMatchObject({
      exitCode: 69,
      hint: expect.stringContaining('--context'),
    });
  });

  it('a cluster that says nothing', async () => {
    const { client } = await clusterForTest({ answer: () => 'hang' });
    await expect(client.request('/version', { timeoutMs: 50 })).rejects.toMatchObject({
      exitCode: 69,
      code: 'UNAVAILABLE_TIMEOUT',
    });
  });

  it('a run that is interrupted', async () => {
    const { client, host } = await clusterForTest({ answer: () => 'hang' });
    const asked = client.request('/version');
    await host.interrupt();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('something that is no API server', async () => {
    const { client } = await clusterForTest({ answer: () => ({ status: 200, body: '<html>' }) });
    await expect(client.request('/version')).rejects.toMatchObject({ exitCode: 69 });
  });
});
