import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { FIXTURES } from '../../envoy/support/shop.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const read = (name: string): Buffer => readFileSync(join(FIXTURES, name));

/** Two proxies of a bug report. */
const FILES = {
  'bug-report/proxies/shop/cart-6b7f-x1/config_dump': read('shop.config_dump.json'),
  'bug-report/proxies/shop/cart-6b7f-x1/clusters.json': read('shop.clusters.json'),
  'bug-report/proxies/bank/ledger-1/config_dump.json': read('other-root.config_dump.json'),
  'bug-report/README': Buffer.from('what this is'),
};

async function archive(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  // A pack gives its bytes in chunks.
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function meshctl(cwd: string, ...words: readonly string[]) {
  const host = testHost({ cwd });
  const status = await run(words, host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

describe('a bug report', () => {
  it.each(['report.tar', 'report.tar.gz', 'report.tgz', 'folder'])(
    '%s is read as if its proxies were live',
    async (name) => {
      const cwd = tempFolder(name === 'folder' ? FILES : {});
      const bytes = await archive(FILES);
      if (name !== 'folder') writeFileSync(join(cwd, name), name === 'report.tar' ? bytes : gzipSync(bytes));
      const file = name === 'folder' ? 'bug-report' : name;
      const dump = await meshctl(FIXTURES, 'pc', 'cluster', '--file', 'shop.config_dump.json');
      const health = await meshctl(FIXTURES, 'pc', 'endpoint', '--file', 'shop.clusters.json');
      for (const word of ['cart-6b7f-x1', 'cart-6b7f-x1.shop', 'deploy/cart', 'deploy/cart.shop']) {
        expect(await meshctl(cwd, 'pc', 'cluster', word, '--file', file)).toEqual(dump);
        expect(await meshctl(cwd, 'pc', 'endpoint', word, '--file', file)).toEqual(health);
      }
      const none = await meshctl(cwd, 'pc', 'cluster', 'nope', '--file', file);
      expect(none.status).toBe(66);
      expect(none.stderr).toMatch(/it has that of .*ledger-1\.bank/);
      const both = await meshctl(cwd, 'pc', 'cluster', '--file', file);
      expect(both.status).toBe(66);
      expect(both.stderr).toContain('holds the answers of 2 proxies');
      // Only one of them has this page.
      expect(await meshctl(cwd, 'pc', 'endpoint', '--file', file)).toEqual(health);
    },
  );

  it.each([
    [gzipSync(Buffer.from('no archive at all, but long enough to be one'.repeat(100))), 'cannot be unpacked'],
    [Buffer.from('not packed either'), 'cannot be unpacked'],
    [gzipSync(Buffer.alloc(1024)).subarray(0, 20), 'cannot be unpacked'],
  ])('that is none is told as such (%#)', async (bytes, text) => {
    const cwd = tempFolder({ 'report.tar.gz': bytes });
    const result = await meshctl(cwd, 'pc', 'cluster', 'x', '--file', 'report.tar.gz');
    expect(result.status).toBe(65);
    expect(result.stderr).toContain(text);
  });

  it('that is not there', async () => {
    const result = await meshctl(tempFolder(), 'pc', 'cluster', 'x', '--file', 'report.tar.gz');
    expect(result.status).toBe(66);
    expect(result.stderr).toContain('no such file or folder: "report.tar.gz"');
  });

  it('made by tar', async () => {
    const cwd = tempFolder(FILES);
    execFileSync('tar', ['-czf', 'report.tar.gz', 'bug-report'], { cwd });
    const result = await meshctl(cwd, 'pc', 'secret', 'ledger-1.bank', '--file', 'report.tar.gz');
    expect(result.status).toBe(0);
  });
});
