import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
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

/** commander is 110 KB of it; a command's declaration is one to three, and there are about forty. */
const LIGHT_BYTES = 230_000;

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
  return files.filter((file) => file.startsWith('dist/') && file !== 'dist/boot.cjs').sort();
}

describe('startup', () => {
  const always = ['dist/main.cjs'];

  it('loads one file', () => {
    expect(FACTS['dist/main.cjs']?.imports).toEqual([]);
  });

  it('loads only the command line and the declarations of commands', () => {
    expect(inputsOf(always).filter((input) => !LIGHT.test(input))).toEqual([]);
  });

  it('loads little', () => {
    expect(FACTS['dist/main.cjs']?.bytes).toBeLessThan(LIGHT_BYTES);
  });

  it.each([[['--version']], [['--help']], [['version']], [['inject', '--help']]])('%j loads no more', async (args) => {
    expect(await loadedBy(args)).toEqual(always);
  });

  it('version -o json does without the YAML library', async () => {
    const inputs = inputsOf(await loadedBy(['version', '-o', 'json']));
    expect(inputs).toContain('src/output/json.ts');
    expect(inputs.filter((input) => input.startsWith('node_modules/yaml/'))).toEqual([]);
  });

  it.each([
    ['prefix: /', false],
    ['regex: "/a.*"', true],
  ])('loads the library for regular expressions with the first of them: %s', async (uri, expected) => {
    const route = `{match: [{uri: {${uri}}}], redirect: {uri: /}}`;
    const text = `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec: {hosts: [a.example.com], http: [${route}]}\n`;
    const inputs = inputsOf(await loadedBy(['analyze', join(tempFolder({ 'a.yaml': text }), 'a.yaml')]));
    expect(inputs).toContain('src/analyze/run.ts');
    expect(inputs.some((input) => input.startsWith('node_modules/re2js/'))).toBe(expected);
  });

  it('keeps the way from a stack back to the sources', async () => {
    const crash = `require(${JSON.stringify(join(ROOT, 'dist/boot.cjs'))}).start(Object.create(process, { argv: { value: null } }), ${JSON.stringify(join(ROOT, 'dist'))})`;
    const { stderr } = await execa(process.execPath, ['--enable-source-maps', '-e', crash], { reject: false });
    expect(stderr).toMatch(/at .*main .*src\/cli\/main\.ts:\d+/);
  });
});

describe('code cache', () => {
  const cache = join(ROOT, 'dist/code-cache');

  /** The program with another cache; its answer to a line that loads several files. */
  async function answerWith(change: (folder: string) => void): Promise<string> {
    const folder = tempFolder();
    cpSync(join(ROOT, 'bin'), join(folder, 'bin'), { recursive: true });
    cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
    change(join(folder, 'dist/code-cache'));
    const line = [join(folder, 'bin/meshctl.js'), 'inject', '-f', join(ROOT, FIXTURE), '-o', 'yaml'];
    return (await execa(process.execPath, line)).stdout;
  }

  const FIXTURE = 'fixtures/bookinfo/10-productpage.yaml';

  it('has the files an injection loads', async () => {
    const loaded = await loadedBy(['inject', '-f', join(ROOT, FIXTURE)]);
    expect(loaded.length).toBeGreaterThan(1);
    expect(loaded.filter((path) => !existsSync(join(cache, `${basename(path)}.bin`)))).toEqual([]);
  });

  it('does without it where it was made by another Node.js, is broken or is gone', async () => {
    const same = await answerWith(() => undefined);
    expect(same).toContain('istio-proxy');
    expect(await answerWith((folder) => rmSync(folder, { recursive: true }))).toBe(same);
    expect(await answerWith((folder) => writeFileSync(join(folder, 'node.json'), '{}'))).toBe(same);
    expect(await answerWith((folder) => writeFileSync(join(folder, 'main.cjs.bin'), 'not code'))).toBe(same);
  });

  it('holds text that takes one byte a character', () => {
    const scripts = Object.keys(FACTS).map((path) => readFileSync(join(ROOT, path), 'latin1'));
    expect(scripts.filter((text) => /[^\0-\x7f]/.test(text))).toEqual([]);
  });
});

describe('a checkout without a build', () => {
  it('says what to run', async () => {
    const folder = tempFolder();
    cpSync(join(ROOT, 'bin'), join(folder, 'bin'), { recursive: true });
    const { stderr, exitCode } = await execa(process.execPath, [join(folder, 'bin/meshctl.js')], { reject: false });
    expect({ stderr, exitCode }).toEqual({
      stderr: 'meshctl: this checkout has not been built\nhint: npm ci && npm run build',
      exitCode: 78,
    });
  });
});
