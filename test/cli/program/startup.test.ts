import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import type { FileFacts } from '../../../scripts/merge.ts';
import { runCli } from '../../support/cli.ts';
import { CACHE, ROOT } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

/** What every run of the program pays for: the command line itself, every command's declaration, and what both share. */
const LIGHT =
  /^(?:<define:|nothing:|src\/(?:cli|model)\/|src\/commands\/[^/]+\.ts$|src\/io\/(?:ancestor|problems)\.ts$|node_modules\/commander\/)/;

/** commander is 110 KB of it; a command's declaration is one or two. */
const LIGHT_BYTES = 250_000;

const FACTS = JSON.parse(readFileSync(join(CACHE, 'bundle.json'), 'utf8')) as Readonly<Record<string, FileFacts>>;

const inputsOf = (files: readonly string[]) => files.flatMap((file) => FACTS[file]?.inputs ?? []);

/** The files of the bundle a run loads, as Node's own coverage tells. */
async function loadedBy(args: readonly string[]): Promise<readonly string[]> {
  const folder = join(tempFolder(), 'coverage');
  mkdirSync(folder);
  await runCli(args, { env: { NODE_V8_COVERAGE: folder } });
  const urls = readdirSync(folder).flatMap((name) => {
    const report = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { result: readonly { url: string }[] };
    return report.result.map(({ url }) => url);
  });
  const files = urls.filter((url) => url.startsWith('file:')).map((url) => relative(ROOT, fileURLToPath(url)));
  return files.filter((file) => file.startsWith('dist/')).sort();
}

describe('startup', () => {
  const always = ['dist/main.js'];

  it('loads one file', () => {
    expect(FACTS['dist/main.js']?.imports).toEqual([]);
  });

  it('loads only the command line and the declarations of commands', () => {
    expect(inputsOf(always).filter((input) => !LIGHT.test(input))).toEqual([]);
  });

  it('loads little', () => {
    expect(FACTS['dist/main.js']?.bytes).toBeLessThan(LIGHT_BYTES);
  });

  it.each([[['--version']], [['--help']], [['version']], [['inject', '--help']]])('%j loads no more', async (args) => {
    expect(await loadedBy(args)).toEqual(always);
  });

  it('version -o json does without the YAML library', async () => {
    const inputs = inputsOf(await loadedBy(['version', '-o', 'json']));
    expect(inputs).toContain('src/output/json.ts');
    expect(inputs.filter((input) => input.startsWith('node_modules/yaml/'))).toEqual([]);
  });

  it('keeps the way from a stack back to the sources', async () => {
    const crash = `import(${JSON.stringify(join(ROOT, 'dist/main.js'))}).then(({ main }) => main(null))`;
    const { stderr } = await execa(process.execPath, ['--enable-source-maps', '-e', crash], { reject: false });
    expect(stderr).toMatch(/at .*main .*src\/cli\/main\.ts:\d+/);
  });
});
