import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { parseManifests } from '../../../src/yaml/parse.ts';
import { testHost } from '../../support/host.ts';
import { ROOT } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

const read = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => [name, readFileSync(join(ROOT, folder, name), 'utf8')]),
  );

const GOOD = read('fixtures/bookinfo');
const CASES = Object.entries(read('fixtures/mistakes/cases'));

/** The mistakes whose repair is known without asking anybody. */
const MENDED = ['m01', 'm09', 'm13', 'm28', 'm32', 'm36', 'm39', 'm40', 'm56', 'm63'];

async function fix(cwd: string, ...args: readonly string[]) {
  const host = testHost({ cwd });
  const status = await run(['analyze', '--fix', ...args, '.'], host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

const texts = (cwd: string): Readonly<Record<string, string>> =>
  Object.fromEntries(readdirSync(cwd).map((name) => [name, readFileSync(join(cwd, name), 'utf8')]));

const comments = (text: string): readonly string[] => text.match(/(?:^|\s)#.*$/gm)?.map((line) => line.trim()) ?? [];

describe('fixing', () => {
  it.each(CASES)('%s is done once, keeps what can be read readable, and comments', async (name, text) => {
    const cwd = tempFolder({ ...GOOD, [name]: text });
    const first = await fix(cwd, '--write');
    const after = texts(cwd);
    expect({ ...after, [name]: text }).toEqual({ ...GOOD, [name]: text });
    const [before, now] = [parseManifests(text, name), parseManifests(after[name] ?? '', name)];
    expect(now.manifests).toHaveLength(before.manifests.length);
    expect(now.diagnostics).toHaveLength(before.diagnostics.length);
    expect(comments(after[name] ?? '')).toEqual(comments(text));
    expect(first.stderr.includes('fixed:')).toBe(after[name] !== text);
    const again = await fix(cwd, '--write');
    expect(texts(cwd)).toEqual(after);
    expect(again.status).toBe(first.status);
  });

  it('mends what has one right repair', async () => {
    const mended: string[] = [];
    for (const [name, text] of CASES) {
      const { stdout } = await fix(tempFolder({ ...GOOD, [name]: text }));
      if (stdout !== '') mended.push(name.slice(0, 3));
    }
    expect(mended).toEqual(MENDED);
  });

  it('mends many mistakes in one run, and leaves the files alone without --write', async () => {
    const cwd = tempFolder({ ...GOOD, ...Object.fromEntries(CASES) });
    const before = texts(cwd);
    const { stdout } = await fix(cwd);
    expect(texts(cwd)).toEqual(before);
    expect(stdout.match(/^--- /gm)?.length ?? 0).toBeGreaterThan(MENDED.length / 2);
  });
});
