import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../support/temp.ts';
import { deployment, meshctl } from './support.ts';

describe('folders', () => {
  const files = { 'deploy/done.yaml': 'apiVersion: v1\nkind: Service\n', 'deploy/sub/web.yaml': deployment('web') };

  it.each([['inject'], ['uninject']])(
    '%s reads those inside as well, with and without --recursive',
    async (command) => {
      const cwd = tempFolder(files);
      for (const flags of [[], ['--recursive']]) {
        const { status, stdout } = await meshctl([command, '-f', 'deploy', ...flags], { cwd });
        expect(status).toBe(0);
        expect(stdout).toContain('name: web');
      }
    },
  );

  it('--check does not pass over what is inside', async () => {
    const cwd = tempFolder(files);
    expect((await meshctl(['inject', '-f', 'deploy/', '--check'], { cwd })).status).toBe(79);
  });
});

describe('nothing to read', () => {
  it.each([['inject'], ['uninject']])('%s says so of standard input', async (command) => {
    for (const stdin of ['', ' \n']) {
      const { status, stdout, stderr } = await meshctl([command, '-f', '-'], { stdin });
      expect({ status, stdout }).toEqual({ status: 66, stdout: '' });
      expect(stderr).toContain('standard input is empty');
      expect(stderr).toContain('pipefail');
    }
  });

  it('says so of files, and not when one of them has text', async () => {
    const cwd = tempFolder({ 'a.yaml': '', 'b.yaml': '\n', 'c.yaml': deployment('c') });
    const both = await meshctl(['inject', '-f', 'a.yaml', '-f', 'b.yaml', '--check'], { cwd });
    expect(both).toMatchObject({
      status: 66,
      stderr: expect.stringContaining('a.yaml, b.yaml: there is no text in it'),
    });
    expect((await meshctl(['inject', '-f', 'a.yaml', '-f', 'c.yaml'], { cwd })).status).toBe(0);
  });

  it('is what the reference takes', async () => {
    expect(await meshctl(['inject', '-f', '-', '--compat', 'istioctl'])).toMatchObject({ status: 0, stderr: '' });
  });
});
