import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { collect } from '../../src/cli/options.ts';
import { applySettings, switchOff } from '../../src/cli/settings/apply.ts';
import { testHost } from '../support/host.ts';
import { tempFolder } from '../support/temp.ts';

function commandWithFlags(): Command {
  const root = new Command('meshctl').option('--config <FILE>');
  const proxy = root.command('proxy');
  const run = proxy
    .command('run')
    .option('-f, --filename <FILE>', '', collect)
    .option('--meshConfigFile <FILE>')
    .option('--set <KEY=VALUE>', '', collect)
    .option('--no-watch')
    .option('--report <FORMAT>')
    .addOption(new Option('--engine <NAME>').choices(['builtin', 'envoy']));
  proxy.command('check').addOption(new Option('--engine <NAME>').choices(['none']));
  return run;
}

interface Case {
  readonly yaml?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly argv?: readonly string[];
}

/** The flags of `proxy run` in the folder `sub` of a repository whose root has this configuration. */
async function flags({ yaml = '', env = {}, argv = [] }: Case): Promise<Record<string, unknown>> {
  const root = tempFolder({ '.meshctl.yaml': yaml, 'sub/x': '' });
  mkdirSync(join(root, '.git'));
  const command = commandWithFlags();
  command.parseOptions([...argv]);
  await applySettings(command, testHost({ cwd: join(root, 'sub'), env }));
  return command.opts();
}

describe('applySettings', () => {
  it('takes lists for flags that may be given several times', async () => {
    expect(await flags({ yaml: 'set: [a=1, b=2]\n' })).toMatchObject({ set: ['a=1', 'b=2'] });
    expect(await flags({ yaml: 'set: a=1\n' })).toMatchObject({ set: ['a=1'] });
  });

  it('lets the command line replace a list, not add to it', async () => {
    expect(await flags({ yaml: 'set: [a=1, b=2]\n', argv: ['--set', 'c=3'] })).toMatchObject({ set: ['c=3'] });
  });

  it('counts files from the folder of the configuration file', async () => {
    const yaml =
      'filename: [deploy/a.yaml, "-", /abs/b.yaml, "https://example.com/c.yaml"]\nmeshConfigFile: mesh.yaml\n';
    expect(await flags({ yaml })).toMatchObject({
      filename: ['../deploy/a.yaml', '-', '/abs/b.yaml', 'https://example.com/c.yaml'],
      meshConfigFile: '../mesh.yaml',
    });
  });

  it('leaves values that are no files as they are', async () => {
    expect(await flags({ yaml: 'report: 1.10\n' })).toMatchObject({ report: '1.10' });
  });

  it.each([
    ['MESHCTL_MESH_CONFIG_FILE', 'words apart'],
    ['MESHCTL_MESHCONFIGFILE', 'as Istio writes its own'],
  ])('reads %s, %s', async (name) => {
    expect(await flags({ env: { [name]: 'm.yaml' } })).toMatchObject({ meshConfigFile: 'm.yaml' });
  });

  it('sets flags that only have a negative form by their positive name', async () => {
    expect(await flags({ yaml: 'watch: false\n' })).toMatchObject({ watch: false });
    expect(await flags({ env: { MESHCTL_WATCH: '0' } })).toMatchObject({ watch: false });
    expect(await flags({})).toMatchObject({ watch: true });
  });

  it.each([
    ['proxy:\n  run:\n    report: c\n  report: b\nreport: a\n', 'c'],
    ['proxy:\n  report: b\nreport: a\n', 'b'],
    ['report: a\nproxy:\n  check:\n    engine: none\n', 'a'],
  ])('prefers the nearer section: %j', async (yaml, report) => {
    expect(await flags({ yaml })).toMatchObject({ report });
  });

  it('passes over a shared value that only another command takes', async () => {
    expect(await flags({ yaml: 'engine: none\n' })).not.toHaveProperty('engine');
    expect(await flags({ env: { MESHCTL_ENGINE: 'none' } })).not.toHaveProperty('engine');
  });

  it.each([
    [{ env: { MESHCTL_ENGINE: 'other' } }, { exitCode: 64 }],
    [{ env: { MESHCTL_WATCH: 'maybe' } }, { exitCode: 64 }],
    [{ yaml: 'engine: other\n' }, { exitCode: 78 }],
    [{ yaml: 'proxy:\n  run:\n    engine: none\n' }, { exitCode: 78 }],
    [{ yaml: 'watch: [true, false]\n' }, { exitCode: 78 }],
    [{ yaml: 'set: {a: 1}\n' }, { exitCode: 78 }],
    [{ yaml: 'set: [a=1, ~]\n' }, { exitCode: 78 }],
    [{ yaml: 'report:\n' }, { exitCode: 78 }],
  ])('refuses %j', async (given, error) => {
    await expect(flags(given)).rejects.toMatchObject(error);
  });
});

describe('switchOff', () => {
  it('makes a flag false, and one that is negative true', () => {
    const command = commandWithFlags().option('--ipv6');
    const named = (long: string) => command.options.filter((option) => option.long === long);
    command.setOptionValueWithSource('watch', false, 'config');
    switchOff(command, [...named('--ipv6'), ...named('--no-watch')]);
    expect(command.opts()).toMatchObject({ ipv6: false, watch: true });
  });
});
