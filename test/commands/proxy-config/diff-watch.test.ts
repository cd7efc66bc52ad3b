import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { FIXTURES } from '../../envoy/support/shop.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const PATIENCE = { timeout: 20_000, interval: 10 };
const DUMP = readFileSync(join(FIXTURES, 'shop.config_dump.json'), 'utf8');
const CHANGED = DUMP.replaceAll('cart.shop', 'card.shop');
const ADDED = '+ cluster outbound|80||card.shop.svc.cluster.local';
const REMOVED = '- cluster outbound|80||card.shop.svc.cluster.local';

/** A watch over files in a folder of its own, until the test is over. */
function watching(files: Readonly<Record<string, string>>, ...words: readonly string[]) {
  const cwd = tempFolder(files);
  const host = testHost({ cwd });
  const ended = run(['pc', 'diff', '--watch', '--interval', '20ms', ...words], host);
  onTestFinished(async () => {
    await host.interrupt();
    await ended;
  });
  // A reader must not see half of a file.
  const put = (name: string, text: string): void => {
    writeFileSync(join(cwd, `${name}.new`), text);
    renameSync(join(cwd, `${name}.new`), join(cwd, name));
  };
  const shows = (text: string, times = 1) =>
    vi.waitFor(() => expect(host.written().split(text).length - 1).toBe(times), PATIENCE);
  const complains = (text: string) => vi.waitFor(() => expect(host.complained()).toContain(text), PATIENCE);
  return { host, ended, put, shows, complains };
}

describe('pc diff --watch', () => {
  it('tells of one proxy what changes from look to look, and once of a problem in between', async () => {
    const { put, complains, host } = watching({ 'a.json': DUMP }, 'a.json');
    // When the first look is over nobody knows: the file changes until a change is told.
    let turn = 0;
    await vi.waitFor(
      () => {
        put('a.json', turn++ % 2 === 0 ? CHANGED : DUMP);
        expect(host.written()).not.toBe('');
      },
      { ...PATIENCE, interval: 150 },
    );
    put('a.json', CHANGED);
    await vi.waitFor(() => expect(host.written().trimEnd()).toMatch(/changed$/), PATIENCE);
    put('a.json', DUMP.slice(0, 1000));
    await complains('is cut off');
    put('a.json', DUMP);
    await vi.waitFor(() => expect(host.written().split('\n\n').at(-2)).toContain(REMOVED), PATIENCE);
    expect(host.written()).toMatch(/^\d{4}-\d\d-\d\dT.*Z\n/);
    expect(host.complained().split('trying again')).toHaveLength(2);
  });

  it('tells of two how they differ, once for each difference', async () => {
    const { put, shows } = watching({ 'a.json': DUMP, 'b.json': DUMP }, 'a.json', 'b.json');
    await shows('no difference');
    put('b.json', CHANGED);
    await shows(ADDED);
    put('b.json', DUMP);
    await shows('no difference', 2);
    await shows(ADDED);
  });

  it.each([
    ['json', /^\{"apiVersion":.*"at":"\d{4}.*"summary":\{"added":0,"removed":0,"changed":0\}\}\n$/],
    ['yaml', /^---\napiVersion: .*\n/],
  ])('prints a document of %s for each difference, and ends after --count looks', async (format, text) => {
    const { ended, host } = watching({ 'a.json': DUMP }, 'a.json', 'a.json', '--count', '3', '-o', format);
    expect(await ended).toBe(0);
    expect(host.written()).toMatch(text);
  });

  it.each([
    [79, ['a.json', 'b.json', '--count', '1', '--exit-code']],
    [0, ['a.json', 'a.json', '--count', '1', '--exit-code']],
    [0, ['a.json', '--count', '2', '--exit-code']],
    [64, ['--count', '1']],
    [66, ['nope.json']],
    [64, ['a.json', '--interval', 'often']],
  ])('ends with status %i after %j', async (status, words) => {
    expect(await watching({ 'a.json': DUMP, 'b.json': CHANGED }, ...words).ended).toBe(status);
  });
});
