import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import type { JsonMap } from '../../../src/model/json.ts';
import { FIXTURES } from '../../envoy/support/shop.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import { testHost } from '../../support/host.ts';
import { startKubeApi } from '../../support/kube-api.ts';
import { tempFolder } from '../../support/temp.ts';

const CART: JsonMap = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'cart', namespace: 'shop' },
};

const proxy = (id: string, ...statuses: readonly string[]) => ({
  '@type': 'type.googleapis.com/envoy.service.status.v3.ClientConfig',
  node: { id },
  genericXdsConfigs: statuses.map((configStatus, index) => ({
    typeUrl: `type.googleapis.com/envoy.config.cluster.v${index}.Cluster`,
    configStatus,
  })),
});

/** A cluster with a route, and a control plane whose answers change from look to look; the last one stays. */
async function cluster(...looks: readonly (readonly unknown[])[]) {
  let look = 0;
  const plane = await startControlPlane(() => ({ resources: looks[Math.min(look++, looks.length - 1)] ?? [] }));
  onTestFinished(() => plane.close());
  const api = await startKubeApi({ objects: [CART] });
  onTestFinished(() => api.close());
  const cwd = tempFolder({ config: api.kubeconfig() });
  const meshctl = async (...words: readonly string[]) => {
    const host = testHost({ cwd, env: { KUBECONFIG: 'config' } });
    const status = await run(['wait', ...words, '--xds-address', plane.address, '--plaintext'], host);
    return { status, stdout: host.written(), stderr: host.complained() };
  };
  return { meshctl, looks: () => look };
}

const SYNCED = [proxy('a.shop', 'SYNCED', 'NOT_SENT'), proxy('b.shop', 'SYNCED')];
const ONE_BEHIND = [proxy('a.shop', 'SYNCED'), proxy('b.shop', 'SYNCED', 'STALE')];

describe('wait', () => {
  it('ends when all proxies follow, at two looks in a row', async () => {
    const { meshctl, looks } = await cluster(SYNCED, ONE_BEHIND, SYNCED);
    const result = await meshctl('virtualservice/cart.shop');
    expect(result).toEqual({
      status: 0,
      stdout: 'virtualservices shop/cart: 2 of 2 proxies are in step\n',
      stderr: '',
    });
    expect(looks()).toBe(4);
  });

  it('is content with a share of them, and tells others in JSON', async () => {
    const { meshctl } = await cluster(ONE_BEHIND);
    const { status, stdout } = await meshctl('vs', 'cart', '-n', 'shop', '--threshold', '0.5', '-o', 'json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'Distribution', proxies: 2, inStep: 1, behind: ['b.shop'] });
  });

  it.each([
    ['STALE', 'these are behind: b.shop'],
    ['ERROR', 'these are behind: b.shop'],
  ])('gives up when the time is over and one is %s', async (state, hint) => {
    const { meshctl } = await cluster([proxy('a.shop', 'SYNCED'), proxy('b.shop', state)]);
    const result = await meshctl('vs/cart.shop', '--timeout', '2s');
    expect([result.status, result.stdout]).toEqual([69, '']);
    expect(result.stderr).toContain('after 2s 1 of 2 proxies are behind their control planes');
    expect(result.stderr).toContain(hint);
  });

  it('waits for a deletion', async () => {
    const { meshctl } = await cluster(SYNCED);
    const gone = await meshctl('vs/gone.shop', '--for', 'delete');
    expect(gone).toMatchObject({ status: 0, stdout: 'virtualservices shop/gone: 2 of 2 proxies are in step\n' });
    const there = await meshctl('vs/cart.shop', '--for', 'delete', '--timeout', '1s');
    expect(there.status).toBe(69);
    expect(there.stderr).toContain('virtualservices shop/cart is still there after 1s');
  });

  it.each([
    [['vs/nope.shop'], 66, 'not found'],
    [['nothing/cart.shop'], 66, 'has no objects of the type "nothing"'],
    [['cart'], 64, '"cart" names no object'],
    [['vs', 'cart', 'shop'], 64, 'names no object'],
    [['vs/cart.shop', '--threshold', '2'], 64, '--threshold "2" is no share'],
    [['vs/cart.shop', '--timeout', 'soon'], 64, 'is no duration'],
  ])('%j ends with %i', async (words, status, message) => {
    const { meshctl } = await cluster(SYNCED);
    const result = await meshctl(...words);
    expect([result.status, result.stdout]).toEqual([status, '']);
    expect(result.stderr).toContain(message);
  });

  it('reads what proxy-status reads', async () => {
    const { resources } = JSON.parse(readFileSync(join(FIXTURES, 'syncz.json'), 'utf8')) as { resources: unknown[] };
    const { meshctl } = await cluster(resources);
    const { status } = await meshctl('vs/cart.shop', '--threshold', '0');
    expect(status).toBe(0);
  });
});
