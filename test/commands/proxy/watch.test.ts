import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

it('notices each time that an editor puts another file in the place of a manifest', async () => {
  const folder = tempFolder({ 'a.yaml': '0', 'deep/b.yaml': '0' });
  const { watcher, calls } = watcherOf(folder);
  watcher.watch(['.']);
  for (const [index, name] of ['a.yaml', 'a.yaml', 'deep/b.yaml', 'deep/b.yaml'].entries()) {
    writeFileSync(join(folder, '.swap'), String(index));
    renameSync(join(folder, '.swap'), join(folder, name));
    await until(() => calls.count === index + 1);
  }
});

it('notices what comes in a new folder, and in one that takes the place of another', async () => {
  const folder = tempFolder({ 'x/a.yaml': '0' });
  const { watcher, calls } = watcherOf(folder);
  watcher.watch(['.']);
  for (const [index, name] of ['new', 'x', 'x'].entries()) {
    rmSync(join(folder, name), { recursive: true, force: true });
    mkdirSync(join(folder, name));
    await until(() => calls.count === 2 * index + 1);
    writeFileSync(join(folder, name, 'a.yaml'), '1');
    await until(() => calls.count === 2 * index + 2);
  }
});

it('notices a file by name among manifests', async () => {
  const folder = tempFolder({ 'a.yaml': '0', 'ca.pem': '0' });
  const { watcher, calls } = watcherOf(folder);
  watcher.watch(['.', 'ca.pem']);
  writeFileSync(join(folder, 'ca.pem'), '1');
  await until(() => calls.count === 1);
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
