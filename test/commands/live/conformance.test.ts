import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { testHost } from '../../support/host.ts';
import { sharedFolder } from '../../support/temp.ts';
import { BEFORE, beside, LIVE, LIVE_CASES, readLive, SOUND_CASES } from './cases.ts';
import { startWorld, type World } from './world.ts';

const NOW = new Date('2026-11-21T12:00:00Z');

if (LIVE === undefined)
  it.skip('conformance/proxy-config/live: there is no comparison data here, see MESHCTL_CONFORMANCE');

describe.skipIf(LIVE === undefined)('conformance/proxy-config/live, under --compat istioctl', () => {
  let world: World;
  const cwd = sharedFolder();
  beforeAll(async () => {
    world = await startWorld(LIVE ?? '');
    writeFileSync(join(cwd, 'config'), world.api.kubeconfig());
  });
  afterAll(() => world.close());

  it.each(SOUND_CASES.map((item) => [item.name, item] as const))('%s', async (_, item) => {
    const host = { ...testHost({ cwd, env: { KUBECONFIG: 'config' } }), now: () => NOW };
    const before = BEFORE[item.name];
    if (before) await run(before, host);
    const command = item.command.map((word) => (word === 'ISTIOD_XDS' ? world.plane.address : word));
    const earlier = host.written().length;
    const asked = world.asked.length;
    const status = await run([...command, '--compat', 'istioctl'], host);
    const stdout = host.written().slice(earlier);
    const { own, recorded } = beside(item, {
      status,
      stdout,
      stderr: host.complained(),
      asked: world.asked.slice(asked),
    });
    expect(own).toEqual(recorded);
  });

  const meshctl = async (...words: readonly string[]) => {
    const host = { ...testHost({ cwd, env: { KUBECONFIG: 'config' } }), now: () => NOW };
    const status = await run([...words, '--compat', 'istioctl'], host);
    return { status, stdout: host.written(), stderr: host.complained() };
  };

  it('goes on where the reference crashes: an RBAC filter with shadow rules alone', async () => {
    const { status, stdout } = await meshctl('x', 'describe', 'pod', 'productpage-v1-6b746f74dc-9rlmh.bookinfo');
    const [crashed] = LIVE_CASES.filter((item) => item.peerCrashed !== undefined);
    expect(status).toBe(0);
    expect(stdout.startsWith(readLive(crashed?.stdout ?? ''))).toBe(true);
    expect(stdout).toContain('RBAC policies: ns[bookinfo]-policy[audit-all]-rule[0]\n');
    expect(stdout).toContain('Exposed on Ingress Gateway http://198.51.100.7\nVirtualService: bookinfo-gw.bookinfo\n');
  });

  it.each(['ratings-v1-6b746f74dc-9rlmh.bookinfo', 'cart-blue-6b746f74dc-9rlmh.shop'])(
    'compares roots, which the reference cannot: %s',
    async (other) => {
      const own = 'productpage-v1-6b746f74dc-9rlmh.bookinfo';
      const result = await meshctl('pc', 'rootca-compare', own, other);
      const same = `Both [${own}] and [${other}] have the identical ROOTCA, theoretically the connectivity between them is available\n`;
      expect(result).toEqual({ status: 0, stdout: same, stderr: '' });
    },
  );
});
