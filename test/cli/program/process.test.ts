import { once } from 'node:events';
import process from 'node:process';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { runCli, startCli } from '../../support/cli.ts';
import { BIN } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

/** A command that waits for standard input before it does anything: its configuration comes from there. */
const WAITING = ['config', 'show', '--config', '-'];

describe('status and streams', () => {
  it('data goes to standard output', async () => {
    const { status, stdout, stderr } = await runCli(['version', '-o', 'json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'Version', node: process.versions.node });
  });

  it('complaints go to standard error', async () => {
    const { status, stdout, stderr } = await runCli(['no-such-command']);
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toBe('meshctl: unknown command: "no-such-command"\nhint: "meshctl --help" shows what there is\n');
  });

  it('--version is the version of the package', async () => {
    const { default: pkg } = await import('../../../package.json', { with: { type: 'json' } });
    expect(await runCli(['--version'])).toEqual({ status: 0, stdout: `${pkg.version}\n`, stderr: '' });
  });

  it.each([
    [['--color', 'always'], {}, true],
    [[], { FORCE_COLOR: '1' }, true],
    [[], { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [[], {}, false],
  ])('colour with %j and %j: %s', async (flags, env, coloured) => {
    const { stdout } = await runCli(['doctor', ...flags], { env });
    expect(stdout.includes('\u001b[')).toBe(coloured);
  });

  it('says when its folder is gone, and does what needs none', async () => {
    const folder = tempFolder({ 'gone/x': '' });
    const inGone = (args: string) =>
      execa('bash', ['-c', `cd gone && rm -r ../gone && "${process.execPath}" "${BIN}" ${args}`], {
        cwd: folder,
        reject: false,
      });
    expect(await inGone('version')).toMatchObject({
      exitCode: 66,
      stderr: 'meshctl: the folder this runs in does not exist any more',
    });
    await execa('mkdir', ['gone'], { cwd: folder });
    expect(await inGone('--version')).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('reads the configuration of the folder it runs in', async () => {
    const cwd = tempFolder({ '.meshctl.yaml': 'version:\n  output: nonsense\n' });
    const { status, stderr } = await runCli(['version'], { cwd });
    expect({ status, stderr }).toMatchObject({ status: 78, stderr: expect.stringContaining('.meshctl.yaml:2:11: ') });
  });
});

describe('ends early', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s gives status %i and says nothing', async (signal, status) => {
    const running = startCli(WAITING);
    // The handlers are in place once the program has begun to read.
    running.stdin.write('# nothing yet\n');
    await new Promise((resolve) => running.stdin.write('\n', resolve));
    await started(running.pid);
    running.kill(signal);
    expect(await running).toMatchObject({ exitCode: status, stdout: '', stderr: '' });
  });

  it('quietly with status 0 when the reader of its output goes away', async () => {
    const running = startCli(WAITING);
    running.stdout.destroy();
    await once(running.stdout, 'close');
    running.stdin.end('color: never\n');
    expect(await running).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('with status 69 when its output cannot be written', async () => {
    const line = `"${process.execPath}" "${BIN}" completion bash > /dev/full`;
    const { exitCode, stderr } = await execa('bash', ['-c', line], { reject: false });
    expect(exitCode).toBe(69);
    expect(stderr).toMatch(/^meshctl: cannot write the output: .*ENOSPC/);
  });
});

/** Waits until the process has taken over the signal: the kernel lists it among those it catches. */
async function started(pid: number | undefined): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  const SIGHUP_BIT = 1n;
  for (;;) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const caught = BigInt(`0x${/^SigCgt:\s*(\w+)$/m.exec(status)?.[1] ?? '0'}`);
    if ((caught & SIGHUP_BIT) === SIGHUP_BIT) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
