import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { FIXTURES } from '../../envoy/support/shop.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

async function meshctl(cwd: string, words: readonly string[]) {
  const host = testHost({ cwd });
  return { status: await run(words, host), stdout: host.written(), stderr: host.complained() };
}

describe('a dump that is packed with gzip', () => {
  const packed = gzipSync(readFileSync(join(FIXTURES, 'shop.config_dump.json')));
  const folder = (): string => tempFolder({ 'dump.json.gz': packed });

  it.each([[['pc', 'c']], [['pc', 'errors']], [['authz', 'check']]])(
    'is read by %j as the dump itself is',
    async (words) => {
      const plain = await meshctl(FIXTURES, [...words, '--file', 'shop.config_dump.json']);
      expect(plain.status).toBe(0);
      expect(await meshctl(folder(), [...words, '--file', 'dump.json.gz'])).toEqual(plain);
    },
  );

  it('is shown by the screen', async () => {
    const { status, stdout } = await meshctl(folder(), ['tui', 'dump.json.gz', '--once']);
    expect(status).toBe(0);
    expect(stdout).toContain('cart.shop');
  });

  it('is refused when it is cut off', async () => {
    const cut = tempFolder({ 'cut.gz': packed.subarray(0, 500) });
    const { status, stderr } = await meshctl(cut, ['pc', 'c', '--file', 'cut.gz']);
    expect(status).toBe(65);
    expect(stderr).toContain('"cut.gz" cannot be unpacked');
  });
});
