import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { EXIT } from '../../src/model/exit.ts';
import { type TestHostOptions, testHost } from '../support/host.ts';
import { tempFolder } from '../support/temp.ts';

/** `version` stands for any command: it has a flag with a closed list of values and a boolean one. */
async function meshctl(words: readonly string[], options: TestHostOptions) {
  const host = testHost(options);
  return { status: await run(words, host), stdout: host.written(), stderr: host.complained() };
}

const YAML = '.meshctl.yaml';
const isJson = (text: string) => text.startsWith('{');

describe('where a value comes from', () => {
  it('the file for one command', async () => {
    const cwd = tempFolder({ [YAML]: 'version:\n  output: json\n' });
    expect(isJson((await meshctl(['version'], { cwd })).stdout)).toBe(true);
  });

  it('the file for every command that knows the value', async () => {
    const cwd = tempFolder({ [YAML]: 'output: table\n' });
    expect((await meshctl(['version'], { cwd })).stdout).toMatch(/^meshctl /);
  });

  it('the section of a command before the top level', async () => {
    const cwd = tempFolder({ [YAML]: 'output: yaml\nversion: {output: json}\n' });
    expect(isJson((await meshctl(['version'], { cwd })).stdout)).toBe(true);
  });

  it('the environment before the file, the command line before both', async () => {
    const cwd = tempFolder({ [YAML]: 'output: yaml\n' });
    const env = { MESHCTL_OUTPUT: 'json' };
    expect(isJson((await meshctl(['version'], { cwd, env })).stdout)).toBe(true);
    expect((await meshctl(['version', '-o', 'text'], { cwd, env })).stdout).toMatch(/^meshctl /);
  });

  it('booleans, and a command line that switches them off', async () => {
    const cwd = tempFolder({ [YAML]: 'short: true\n' });
    expect((await meshctl(['version'], { cwd })).stdout).toBe('0.0.0-dev\n');
    expect((await meshctl(['version', '--short=false'], { cwd })).stdout).toMatch(/^meshctl /);
    expect((await meshctl(['version'], { cwd, env: { MESHCTL_SHORT: 'false' } })).stdout).toMatch(/^meshctl /);
  });

  it('an empty variable is not set', async () => {
    expect((await meshctl(['version'], { env: { MESHCTL_OUTPUT: '' } })).stdout).toMatch(/^meshctl /);
  });
});

describe('which file', () => {
  const show = async (cwd: string, ...words: string[]) =>
    JSON.parse((await meshctl(['config', 'show', '-o', 'json', ...words], { cwd })).stdout).settings;

  it('the nearest one up to the root of the repository', async () => {
    const root = tempFolder({ [YAML]: 'color: never\n', 'a/b/x': '' });
    mkdirSync(join(root, '.git'));
    expect(await show(join(root, 'a', 'b'))).toEqual([
      { name: 'config', value: '../../.meshctl.yaml', origin: 'nearest file' },
      { name: 'color', value: 'never', origin: '../../.meshctl.yaml:1:1' },
    ]);
  });

  it('none above the root of the repository', async () => {
    const root = tempFolder({ [YAML]: 'color: never\n', 'repo/.git/x': '' });
    expect(await show(join(root, 'repo'))).toEqual([{ name: 'color', value: 'auto', origin: 'default' }]);
  });

  it('only the one of this folder outside a repository', async () => {
    const root = tempFolder({ [YAML]: 'color: never\n', 'sub/x': '' });
    expect(await show(join(root, 'sub'))).toEqual([{ name: 'color', value: 'auto', origin: 'default' }]);
    expect(await show(root)).toContainEqual({ name: 'color', value: 'never', origin: '.meshctl.yaml:1:1' });
  });

  it('the one that is named, alone', async () => {
    const cwd = tempFolder({ [YAML]: 'color: never\n', 'other.yaml': '# nothing\n' });
    expect(await show(cwd, '--config', 'other.yaml')).toEqual([
      { name: 'config', value: 'other.yaml', origin: 'command line' },
      { name: 'color', value: 'auto', origin: 'default' },
    ]);
  });
});

describe('mistakes', () => {
  it.each([
    ['a flag nobody has', 'colour: never\n', ':1:1: "colour" is no flag of "meshctl"', 'did you mean "color"?'],
    ['a command that does not exist', 'versoin:\n  short: true\n', ':1:1: "versoin" is no flag', 'mean "version"?'],
    [
      'a value not on the list',
      'version:\n  output: sarif\n',
      ':2:11: "output" does not take',
      'one of text, json, yaml',
    ],
    ['no boolean', 'version:\n  short: 1.5\n', ':2:10: "short" does not take this value', 'true or false'],
    ['no mapping', '- color\n', ':1:1: a configuration file is a mapping', ''],
    ['a flag in place of a command', 'version: json\n', ':1:1: "version" needs a mapping of flags', ''],
    ['broken YAML', 'color: "never\n', ':2:1: not valid YAML', ''],
    ['a key that is there twice', 'color: never\ncolor: auto\n', ':2:1: not valid YAML', ''],
    ['--config in a file', 'config: other.yaml\n', ':1:1: "config" needs a mapping of flags', ''],
  ])('%s', async (_, text, message, hint) => {
    const { status, stderr, stdout } = await meshctl(['version'], { cwd: tempFolder({ [YAML]: text }) });
    expect({ status, stdout }).toEqual({ status: EXIT.config, stdout: '' });
    expect(stderr).toContain(`${YAML}${message}`);
    expect(stderr).toContain(hint);
  });

  it('a file that is named and does not exist', async () => {
    const { status, stderr } = await meshctl(['version', '--config', 'no.yaml'], { cwd: tempFolder() });
    expect(status).toBe(EXIT.config);
    expect(stderr).toContain('no such file or folder: "no.yaml"');
  });

  it('a bad value in the environment is a mistake of usage', async () => {
    const { status, stderr } = await meshctl(['version'], { env: { MESHCTL_COLOR: 'nonsense' } });
    expect(status).toBe(EXIT.usage);
    expect(stderr).toContain('MESHCTL_COLOR has a bad value: "nonsense" for --color');
  });

  it('help works all the same', async () => {
    const cwd = tempFolder({ [YAML]: 'nonsense\n' });
    expect((await meshctl([], { cwd })).status).toBe(EXIT.ok);
    expect((await meshctl(['version', '--help'], { cwd })).status).toBe(EXIT.ok);
  });
});

describe('config show', () => {
  it('shows each setting with its origin, the variable in place of the file it hides', async () => {
    const cwd = tempFolder({ [YAML]: 'version:\n  output: json\n  short: true\ncolor: always\n' });
    const { stdout } = await meshctl(['config', 'show', '--origin'], { cwd, env: { MESHCTL_COLOR: 'never' } });
    expect(stdout).toMatchInlineSnapshot(`
      "SETTING          VALUE           ORIGIN
      config           .meshctl.yaml   nearest file
      color            never           environment MESHCTL_COLOR
      version.output   json            .meshctl.yaml:2:3
      version.short    true            .meshctl.yaml:3:3
      "
    `);
  });
});
