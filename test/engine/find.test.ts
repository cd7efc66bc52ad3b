import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findEnvoy } from '../../src/engine/find.ts';
import { tempFolder } from '../support/temp.ts';

function program(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, 0o755);
  return path;
}

describe('which Envoy is meant', () => {
  it('is the one of the flag before that of the variable, and that before the PATH', async () => {
    const cwd = tempFolder();
    const [flag, variable, path] = [program(cwd, 'mine'), program(cwd, 'theirs'), program(join(cwd, 'bin'), 'envoy')];
    const env = { MESHCTL_ENVOY: variable, PATH: `/nonexistent:${join(cwd, 'bin')}` };
    expect(await findEnvoy('./mine', { cwd, env })).toBe(flag);
    expect(await findEnvoy(undefined, { cwd, env })).toBe(variable);
    expect(await findEnvoy(undefined, { cwd, env: { ...env, MESHCTL_ENVOY: '' } })).toBe(path);
  });

  it('is an error with the next step when there is none', async () => {
    const host = { cwd: '/', env: { PATH: '' } };
    await expect(findEnvoy(undefined, host)).rejects.toMatchObject({ exitCode: 66, hint: /MESHCTL_ENVOY/ });
    await expect(findEnvoy('/no/such', host)).rejects.toMatchObject({ message: '--envoy: "/no/such" is no program' });
    const variable = { cwd: '/', env: { MESHCTL_ENVOY: '/no/such' } };
    await expect(findEnvoy(undefined, variable)).rejects.toMatchObject({ message: /^\$MESHCTL_ENVOY/ });
  });
});
