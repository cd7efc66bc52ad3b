import { chmodSync, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { BIN } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

const isInstalled = (shell: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, shell)));

/** A folder with the completion script of a shell, and `meshctl` itself, which has to be in the path. */
async function installed(shell: string): Promise<{ readonly folder: string; readonly env: Record<string, string> }> {
  const { stdout: script } = await runCli(['completion', shell]);
  const folder = tempFolder({ meshctl: `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`, script });
  chmodSync(join(folder, 'meshctl'), 0o755);
  return { folder, env: { PATH: [folder, process.env['PATH']].join(delimiter), HOME: folder } };
}

/** What bash would offer, given its own way of cutting a command line into words. */
async function bashOffers(...words: readonly string[]): Promise<readonly string[]> {
  const { folder, env } = await installed('bash');
  const ask = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _meshctl; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await execa('bash', ['-c', ask, 'bash', join(folder, 'script'), 'meshctl', ...words], {
    env,
  });
  return stdout.split('\n').filter((line) => line !== '');
}

describe('bash', () => {
  it.each([
    [['conf'], ['config']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', 'powershell'],
    ],
    [['version', '--ou'], ['--output']],
    [['version', '--output', '=', 'j'], ['json']],
    [
      ['version', '--output', '='],
      ['text', 'json', 'yaml'],
    ],
    [['version', '--output', '=', 'json', '--sh'], ['--short']],
    [['version', '--config', ''], []],
  ])('%j', async (words, expected) => {
    expect(await bashOffers(...words)).toEqual(expected);
  });
});

/** What fish itself completes a command line with; the description is behind a tab. */
async function fishOffers(line: string): Promise<readonly string[]> {
  const { folder, env } = await installed('fish');
  const { stdout } = await execa(
    'fish',
    ['-c', 'source $argv[1]; complete -C $argv[2]', join(folder, 'script'), line],
    {
      env,
    },
  );
  return stdout.split('\n').filter((word) => word !== '');
}

describe.skipIf(!isInstalled('fish'))('fish, where it is installed', () => {
  const words = async (line: string) => (await fishOffers(line)).map((word) => word.split('\t')[0]);

  it('offers commands with what they do', async () => {
    expect(await fishOffers('meshctl conf')).toEqual([expect.stringMatching(/^config\t\w/)]);
  });

  it('offers the values of an argument and of a flag', async () => {
    expect(new Set(await words('meshctl completion '))).toEqual(new Set(['bash', 'fish', 'powershell', 'zsh']));
    expect(await words('meshctl version --output=j')).toEqual(['--output=json']);
  });

  it('offers the files of the folder where one is wanted', async () => {
    expect(await words('meshctl inject -f /et')).toContain('/etc/');
  });
});

/** What the script hands to zsh's completion system, whose functions are replaced by ones that print what they are given. */
async function zshOffers(...words: readonly string[]): Promise<readonly string[]> {
  const { folder, env } = await installed('zsh');
  const ask = `
    compdef() { registered="$*" }
    _describe() { print -rl -- "\${(@P)2}" }
    _files() { print -r -- "files $*" }
    source $1; shift
    [[ $registered == "_meshctl meshctl" ]] || exit 1
    words=("$@"); CURRENT=$#; _meshctl; true`;
  const { stdout } = await execa('zsh', ['-f', '-c', ask, 'zsh', join(folder, 'script'), 'meshctl', ...words], { env });
  return stdout.split('\n').filter((line) => line !== '');
}

describe.skipIf(!isInstalled('zsh'))('zsh, where it is installed', () => {
  it('offers commands with what they do', async () => {
    expect(await zshOffers('conf')).toEqual([expect.stringMatching(/^config:\w/)]);
  });

  it('offers the values of an argument and of a flag', async () => {
    const names = (await zshOffers('completion', '')).map((word) => word.split(':')[0]);
    expect(names).toEqual(['bash', 'zsh', 'fish', 'powershell']);
    expect(await zshOffers('version', '--output=j')).toEqual([expect.stringMatching(/^--output=json:/)]);
  });

  it('leaves files to zsh', async () => {
    expect(await zshOffers('inject', '-f', '')).toEqual(['files ']);
  });
});

describe.each(['bash', 'zsh', 'fish', 'powershell'])('%s', (shell) => {
  it('gets a script that is for it and in its own syntax', async ({ skip }) => {
    const { status, stdout } = await runCli(['completion', shell]);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^#(?:compdef meshctl| ${shell} completion for meshctl)\n`, 'i'));
    expect(stdout).not.toContain('\\$');
    if (shell === 'powershell') return;
    if (!isInstalled(shell)) skip(`${shell} is not installed`);
    const check = await execa(shell, ['-n', join(tempFolder({ script: stdout }), 'script')], { reject: false });
    expect(check).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
