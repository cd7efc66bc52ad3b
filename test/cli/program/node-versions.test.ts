import process from 'node:process';
import { describe, expect, inject, it } from 'vitest';
import { runCli } from '../../support/cli.ts';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: web:1\n';

describe.each(inject('nodes').map((node) => [`Node.js ${node.major}`, node] as const))(
  '%s',
  (_, { path, reason, major }) => {
    it('can be had', ({ skip }) => {
      // A developer may be offline; in CI a version that is not tested is a version that is not promised.
      if (path === undefined && !process.env['CI']) skip(reason);
      expect(reason).toBeUndefined();
    });

    if (path === undefined) return;

    it('runs the program', async () => {
      const { status, stdout } = await runCli(['version', '-o', 'json'], { node: path });
      expect(status).toBe(0);
      expect(JSON.parse(stdout).node).toMatch(new RegExp(`^${major}\\.`));
    });

    it('loads every part without a warning', async () => {
      for (const args of [['--help'], ['doctor', '-o', 'yaml'], ['config', 'show'], ['completion', 'fish']]) {
        expect(await runCli(args, { node: path })).toMatchObject({ status: 0, stderr: '' });
      }
    });

    it('injects', async () => {
      const { status, stdout } = await runCli(['inject', '-f', '-'], { node: path, stdin: POD });
      expect(status).toBe(0);
      expect(stdout).toContain('istio-proxy');
    });

    it('reports mistakes', async () => {
      expect(await runCli(['inject', '-f', 'no-such-file.yaml'], { node: path })).toMatchObject({
        status: 66,
        stdout: '',
      });
      expect(await runCli(['inject', '--no-such-flag'], { node: path })).toMatchObject({ status: 64, stdout: '' });
    });
  },
);
