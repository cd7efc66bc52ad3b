import { chmodSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { hasNetAdmin, kernelRelease } from '../../src/io/system.ts';
import { askTool } from '../../src/io/tool.ts';
import { testHost } from '../support/host.ts';
import { tempFolder } from '../support/temp.ts';

describe('askTool', () => {
  function toolSaying(script: string) {
    const folder = tempFolder({ 'some-tool': `#!/bin/sh\n${script}\n` });
    chmodSync(`${folder}/some-tool`, 0o755);
    return testHost({ cwd: folder, env: { PATH: `${folder}:${process.env['PATH']}`, GREETING: 'hello' } });
  }

  it('gives what the tool says, its complaints last', async () => {
    const host = toolSaying('echo problem >&2; echo "$GREETING $1"; exit 3');
    expect(await askTool('some-tool', ['you'], host)).toEqual({ exitCode: 3, text: 'hello you\nproblem' });
  });

  it('gives nothing for a tool that is not installed', async () => {
    expect(await askTool('no-such-tool-here', [], testHost())).toBeUndefined();
  });

  it('does not read the terminal', async () => {
    expect(await askTool('some-tool', [], toolSaying('cat; echo end'))).toEqual({ exitCode: 0, text: 'end' });
  });
});

describe('the system', () => {
  it('has a kernel', () => {
    expect(kernelRelease()).toMatch(/^\d+\./);
  });

  it.skipIf(process.platform !== 'linux')('knows whether network rules may be changed', async () => {
    expect(typeof (await hasNetAdmin())).toBe('boolean');
  });
});
