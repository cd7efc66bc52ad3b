import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';
import { deployment, meshctl } from './support.ts';

const listed = 'kind: List\napiVersion: v1\nitems: []\n';

/** A file that `uninject` changes. */
const injected = async (): Promise<string> =>
  (await meshctl(['inject', '-f', '-'], { stdin: deployment('web') })).stdout;

describe('output that could not be written', () => {
  it.each([['inject'], ['uninject']])('%s claims nothing when it is interrupted', async (command) => {
    const text = command === 'inject' ? deployment('web') : await injected();
    const cwd = tempFolder({ 'a.yaml': text });
    const host = testHost({ cwd });
    const running = run([command, '-f', 'a.yaml', '--in-place'], host);
    await host.interrupt();
    expect(await running).toBe(130);
    expect(host.complained()).not.toContain('injected');
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe(text);
    expect(readdirSync(cwd)).toEqual(['a.yaml']);
  });

  it.each([['inject'], ['uninject']])('%s claims nothing when one file cannot be', async (command) => {
    const text = command === 'inject' ? deployment('web') : await injected();
    const cwd = tempFolder({ 'a.yaml': text, 'b.yaml': `${listed}---\n${text}` });
    mkdirSync(join(cwd, 'out', 'b.yaml'), { recursive: true });
    const { status, stderr } = await meshctl([command, '-f', 'a.yaml', '-f', 'b.yaml', '-o', 'out/'], { cwd });
    expect(status).toBe(64);
    expect(stderr).toContain('nothing was written');
    expect(stderr).not.toContain('injected');
    expect(readdirSync(join(cwd, 'out'))).toEqual(['b.yaml']);
  });
});

describe('the report of uninject', () => {
  it('names the objects', async () => {
    const text = `${deployment('other')}---\n${await injected()}`;
    const check = await meshctl(['uninject', '-f', '-', '--check'], { stdin: text });
    expect(check).toMatchObject({
      status: 79,
      stderr: expect.stringMatching(/^to uninject Deployment web \(-:\d+\)$/m),
    });
    const { stderr } = await meshctl(['uninject', '-f', '-'], { stdin: text });
    expect(stderr).toMatch(/^uninjected {2}Deployment web \(-:15\)\n$/);
  });

  it('names the files it wrote, and leaves out what it is told to', async () => {
    const text = await injected();
    const cwd = tempFolder({ 'deploy/a.yaml': text, 'deploy/plain.yaml': listed, 'deploy/old/b.yaml': text });
    const args = ['uninject', '-f', 'deploy', '--exclude', 'old', '--in-place'];
    const { status, stderr } = await meshctl(args, { cwd });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'uninjected  Deployment web (deploy/a.yaml:1)\nwrote deploy/a.yaml\n',
    });
    expect(readFileSync(join(cwd, 'deploy/old/b.yaml'), 'utf8')).toBe(text);
  });

  it('names those of a List', async () => {
    const pod = (name: string): object => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'shop' },
      spec: { containers: [{ name: 'a' }] },
    });
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod('a'), pod('b')] });
    const { stdout } = await meshctl(['inject', '-f', '-'], { stdin: list });
    const { stderr } = await meshctl(['uninject', '-f', '-'], { stdin: stdout });
    expect(stderr.match(/uninjected {2}Pod shop\/[ab] /g)).toHaveLength(2);
  });
});
