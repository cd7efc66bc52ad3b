import { chmodSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { BIN } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

/** What bash would offer, given its own way of cutting a command line into words. */
async function bashOffers(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout: script } = await runCli(['completion', 'bash']);
  const folder = tempFolder({ meshctl: `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`, script });
  chmodSync(join(folder, 'meshctl'), 0o755);
  const ask = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _meshctl; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await execa('bash', ['-c', ask, 'bash', join(folder, 'script'), 'meshctl', ...words], {
    env: { PATH: [folder, process.env['PATH']].join(delimiter) },
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

describe.each(['bash', 'zsh', 'fish', 'powershell'])('%s', (shell) => {
  it('gets a script that is for it and in its own syntax', async ({ skip }) => {
    const { status, stdout } = await runCli(['completion', shell]);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^#(?:compdef meshctl| ${shell} completion for meshctl)\n`, 'i'));
    expect(stdout).not.toContain('\\$');
    if (shell === 'powershell') return;
    const check = await execa(shell, ['-n'], { input: stdout, reject: false });
    if (check.exitCode === undefined) skip(`${shell} is not installed`);
    expect(check).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
