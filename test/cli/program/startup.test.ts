import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { CACHE, ROOT } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

/** What every run of the program pays for: the command line itself, every command's declaration, and what both share. */
const LIGHT =
  /^(?:<define:|src\/(?:cli|model)\/|src\/commands\/[^/]+\.ts$|src\/io\/(?:ancestor|problems)\.ts$|node_modules\/commander\/)/;

/** commander is 110 KB of it; a command's declaration is one or two. */
const LIGHT_BYTES = 250_000;

const { outputs } = JSON.parse(readFileSync(join(CACHE, 'metafile.json'), 'utf8')) as Metafile;

/** The files of the bundle that are loaded with `entry`, whatever runs. */
function loadedWith(entry: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const { path, kind, external } of outputs[entry]?.imports ?? []) {
    if (kind === 'import-statement' && !external) loadedWith(path, seen);
  }
  return seen;
}

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
  const always = [...loadedWith('dist/main.js')].sort();

  it('loads only the command line and the declarations of commands', () => {
    const inputs = always.flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}));
    expect(inputs.filter((input) => !LIGHT.test(input))).toEqual([]);
  });

  it('loads little', () => {
    const bytes = always.reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
    expect(bytes).toBeLessThan(LIGHT_BYTES);
  });

  it.each([[['--version']], [['--help']], [['version']], [['inject', '--help']]])('%j loads no more', async (args) => {
    expect(await loadedBy(args)).toEqual(always);
  });

  it('version -o json does without the YAML library', async () => {
    const inputs = (await loadedBy(['version', '-o', 'json'])).flatMap((file) =>
      Object.keys(outputs[file]?.inputs ?? {}),
    );
    expect(inputs.filter((input) => input.startsWith('node_modules/yaml/'))).toEqual([]);
  });
});
