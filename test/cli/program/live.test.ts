/** The recorded live runs once more, by the built program over a kubeconfig: each command and each of its flags at least once. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEFORE, beside, LIVE, type LiveCase, SOUND_CASES } from '../../commands/live/cases.ts';
import { startWorld, type World } from '../../commands/live/world.ts';
import { runCli } from '../../support/cli.ts';
import { sharedFolder } from '../../support/temp.ts';

/** These write: what they leave behind later runs find. */
const WRITES = /^(?:tag|waypoint|create-remote-secret)\b/;

/** The command of a run and the flags it has, each as a thing to be tried. */
function triedBy({ command }: LiveCase): readonly string[] {
  const words = command.filter((word) => word !== 'x' && word !== 'experimental');
  const end = words.findIndex((word) => word.startsWith('-'));
  const path = words.slice(0, Math.min(2, end < 0 ? words.length : end)).join(' ');
  const flags = words.filter((word) => word.startsWith('-')).map((word) => word.split('=')[0]);
  return [path, ...flags.map((flag) => `${path} ${flag}`)];
}

/** The fewest runs, as they come, that try everything; and all that write. */
function chosen(cases: readonly LiveCase[]): readonly LiveCase[] {
  const tried = new Set<string>();
  return cases.filter((item) => {
    const own = triedBy(item);
    const isNew = own.some((each) => !tried.has(each));
    for (const each of own) tried.add(each);
    return isNew || WRITES.test(own[0] ?? '');
  });
}

if (LIVE === undefined)
  it.skip('conformance/proxy-config/live: there is no comparison data here, see MESHCTL_CONFORMANCE');

describe.skipIf(LIVE === undefined)('the built program in the recorded cluster, under --compat istioctl', () => {
  let world: World;
  const cwd = sharedFolder();
  beforeAll(async () => {
    world = await startWorld(LIVE ?? '');
    writeFileSync(join(cwd, 'config'), world.api.kubeconfig());
  });
  afterAll(() => world.close());
  const meshctl = (words: readonly string[]) => runCli(words, { cwd, env: { KUBECONFIG: 'config' } });

  it.each(chosen(SOUND_CASES).map((item) => [item.name, item] as const))('%s', async (_, item) => {
    const before = BEFORE[item.name];
    if (before) await meshctl(before);
    const command = item.command.map((word) => (word === 'ISTIOD_XDS' ? world.plane.address : word));
    const asked = world.asked.length;
    const run = await meshctl([...command, '--compat', 'istioctl']);
    const { own, recorded } = beside(item, { ...run, asked: world.asked.slice(asked) });
    expect(own).toEqual(recorded);
  });
});
