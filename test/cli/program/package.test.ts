import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../support/paths.ts';

/** npm itself needs a few seconds to pack and to install. */
const NPM_TIMEOUT_MS = 120_000;

interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

describe('the package', () => {
  let folder: string;
  let report: PackReport;
  const bin = () => join(folder, 'node_modules', '.bin');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'meshctl-package-'));
    // The build is there already; --ignore-scripts keeps npm from making it again under the feet of the other tests.
    const { stdout } = await execa('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: ROOT,
    });
    const [packed] = JSON.parse(stdout) as readonly PackReport[];
    if (packed === undefined) throw new Error('npm packed nothing');
    report = packed;
    await execa('npm', [
      'install',
      '--offline',
      '--no-audit',
      '--no-fund',
      '--prefix',
      folder,
      join(folder, packed.filename),
    ]);
    return () => rmSync(folder, { recursive: true, force: true });
  }, NPM_TIMEOUT_MS);

  const run = (tool: string, args: readonly string[]) =>
    execa(tool, args, { env: { PATH: [bin(), process.env['PATH']].join(delimiter) }, reject: false });

  it('needs no other package', () => {
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['meshctl']);
  });

  it('holds the bundle and the papers, and nothing else', () => {
    const paths = report.files.map(({ path }) => path);
    const built =
      /^dist\/(?:boot\.cjs|(?:main|chunks\/[\w-]+)\.cjs(?:\.map)?|code-cache\/(?:node\.json|[\w-]+\.cjs\.bin))$/;
    expect(paths.filter((path) => !built.test(path)).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'THIRD_PARTY_NOTICES',
      'bin/meshctl.js',
      'bin/package.json',
      'package.json',
    ]);
  });

  it('names the licence of every bundled package', () => {
    const notices = readFileSync(join(folder, 'node_modules', 'meshctl', 'THIRD_PARTY_NOTICES'), 'utf8');
    for (const name of ['commander', 'yaml', 'chalk', 'execa'])
      expect(notices).toMatch(new RegExp(`^${name} [\\d.]+ \\(`, 'm'));
  });

  it('runs as meshctl', async () => {
    const { stdout, exitCode } = await run('meshctl', ['version']);
    expect({ stdout, exitCode }).toEqual({ stdout: expect.stringMatching(/^meshctl \d/), exitCode: 0 });
    expect((await run('meshctl', ['--help'])).stdout).toMatch(/^Usage: meshctl /);
  });

  it('runs as kubectl-mesh and says so in its help', async () => {
    expect((await run('kubectl-mesh', ['--help'])).stdout).toMatch(/^Usage: kubectl mesh /);
  });

  it('runs as a plugin of kubectl', async ({ skip }) => {
    const folders = (process.env['PATH'] ?? '').split(delimiter);
    if (!folders.some((path) => existsSync(join(path, 'kubectl')))) skip('kubectl is not installed');
    expect((await run('kubectl', ['mesh', 'version'])).stdout).toMatch(/^meshctl \d/);
  });
});
