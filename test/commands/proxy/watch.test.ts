import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { Watcher } from '../../../src/commands/proxy/watch.ts';
import { testHost } from '../../support/host.ts';
import { until } from '../../support/proxy-process.ts';
import { tempFolder } from '../../support/temp.ts';

function watcherOf(cwd: string) {
  const calls = { begun: 0, count: 0 };
  const watcher = new Watcher(testHost({ cwd }), {
    begun: () => {
      calls.begun += 1;
    },
    over: () => {
      calls.count += 1;
    },
  });
  onTestFinished(() => watcher.stop());
  return { watcher, calls };
}

it('notices that a file was replaced, and nothing else in its folder', async () => {
  const folder = tempFolder({ 'a.yaml': '1', 'b.log': '' });
  const { watcher, calls } = watcherOf(folder);
  watcher.watch(['a.yaml', '-', 'https://example.com/x.yaml']);
  writeFileSync(join(folder, 'b.log'), 'line');
  await sleep(300);
  expect(calls.count).toBe(0);
  writeFileSync(join(folder, 'a.yaml.new'), '2');
  renameSync(join(folder, 'a.yaml.new'), join(folder, 'a.yaml'));
  await until(() => calls.count === 1);
});

it('notices new manifests in a folder and below, many changes at once as one', async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'deep'));
  const { watcher, calls } = watcherOf(folder);
  watcher.watch(['.']);
  for (let index = 0; index < 20; index++) writeFileSync(join(folder, 'deep', `${index}.yaml`), '1');
  await until(() => calls.count > 0);
  await sleep(300);
  expect(calls.count).toBe(1);
  writeFileSync(join(folder, 'access.log'), 'line');
  await sleep(300);
  expect(calls.count).toBe(1);
});

it('watches what it is told last', async () => {
  const folder = tempFolder({ 'x/a.yaml': '', 'y/a.yaml': '' });
  const { watcher, calls } = watcherOf(folder);
  watcher.watch(['x/a.yaml', 'nowhere/a.yaml']);
  watcher.watch(['y/a.yaml']);
  writeFileSync(join(folder, 'x/a.yaml'), '1');
  await sleep(300);
  expect(calls.count).toBe(0);
  writeFileSync(join(folder, 'y/a.yaml'), '1');
  await until(() => calls.count === 1);
});
