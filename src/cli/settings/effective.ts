import type { Command } from 'commander';
import type { Host } from '../../model/host.ts';
import { rootOf } from '../help.ts';
import { flagsBelow, settableFlags, settingName, variablesOf } from './flags.ts';
import { CONFIG_VARIABLE, loadSettings, settingsFile } from './load.ts';

/** A setting in force and where it comes from. */
export interface EffectiveSetting {
  /** The flag's long name, below a command `command.flag`. */
  readonly name: string;
  readonly value: string;
  /** `file:line:col`, `environment NAME`, `command line` or `default`. */
  readonly origin: string;
}

/**
 * What a run in this place would start from, by name: the global flags, and every flag the configuration file or the
 * environment sets. A variable hides what the file says for the same flag, for whichever command.
 */
export async function effectiveSettings(command: Command, host: Host): Promise<readonly EffectiveSetting[]> {
  const root = rootOf(command);
  const variables = environmentSettings(root, host);
  const hidden = new Set([...variables, ...commandLine(root)].map(({ name }) => name));
  const fromFile = (await loadSettings(command, host))
    .filter(({ name }) => !hidden.has(name))
    .map(({ scope, name, values, origin }) => ({ name: [...scope, name].join('.'), value: values.join(', '), origin }));
  const set = new Map<string, EffectiveSetting>();
  for (const setting of [...defaults(root), ...fromFile, ...variables, ...commandLine(root)])
    set.set(setting.name, setting);
  return [...configFile(command, host), ...[...set.values()].sort((a, b) => (a.name < b.name ? -1 : 1))];
}

function defaults(root: Command): readonly EffectiveSetting[] {
  return settableFlags(root)
    .filter(({ option }) => option.defaultValue !== undefined)
    .map(({ option }) => ({ name: settingName(option), value: String(option.defaultValue), origin: 'default' }));
}

function environmentSettings(root: Command, host: Host): readonly EffectiveSetting[] {
  return flagsBelow(root).flatMap(({ option }) => {
    const variable = variablesOf(option).find((name) => host.env[name]);
    if (variable === undefined) return [];
    return [{ name: settingName(option), value: host.env[variable] ?? '', origin: `environment ${variable}` }];
  });
}

function commandLine(root: Command): readonly EffectiveSetting[] {
  return settableFlags(root)
    .filter(({ owner, option }) => owner.getOptionValueSource(option.attributeName()) === 'cli')
    .map(({ owner, option }) => ({
      name: settingName(option),
      value: String(owner.getOptionValue(option.attributeName())),
      origin: 'command line',
    }));
}

function configFile(command: Command, host: Host): readonly EffectiveSetting[] {
  const value = settingsFile(command, host);
  if (value === undefined) return [];
  const given = rootOf(command).getOptionValueSource('config') === 'cli';
  const variable = host.env[CONFIG_VARIABLE] ? `environment ${CONFIG_VARIABLE}` : 'nearest file';
  return [{ name: 'config', value, origin: given ? 'command line' : variable }];
}
