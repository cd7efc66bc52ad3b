import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { ConfigError, UsageError } from '../../model/errors.ts';
import { goBoolean } from '../../model/go-boolean.ts';
import type { Host } from '../../model/host.ts';
import { rootOf } from '../help.ts';
import type { FileSetting } from './file.ts';
import { type Flag, flagsBelow, isBoolean, isExcluded, settableFlags, settingName, variablesOf } from './flags.ts';
import { loadSettings } from './load.ts';

/** Flags whose value names a file say so in their help; those count from the configuration file's folder. */
const FILE_VALUE = /<(?:FILE|DIR|PATH)\b/;

/** Sources a later one overrides: what commander sets itself, and what was not set at all. */
const WEAK_SOURCES: ReadonlySet<string | undefined> = new Set([undefined, 'default', 'implied']);

/**
 * Gives the flags of a command that stand in no argument the values of the environment, else of the configuration file.
 * Throws UsageError for a bad value in the environment, ConfigError for one in the file.
 */
export async function applySettings(command: Command, host: Host): Promise<void> {
  const open = settableFlags(command).filter(({ owner, option }) =>
    WEAK_SOURCES.has(owner.getOptionValueSource(option.attributeName())),
  );
  const settings = await loadSettings(command, host);
  const scope = scopeOf(command);
  for (const flag of open) {
    if (fromEnvironment(flag, host)) continue;
    const setting = mostSpecific(flag.option, scope, settings);
    if (setting) fromFile(flag, setting, host);
  }
}

/** Sets flags that were switched off by value (`--ipv6=false`), which commander has no notation for. */
export function switchOff(command: Command, options: readonly Option[]): void {
  for (const { owner, option } of settableFlags(command)) {
    if (options.includes(option)) owner.setOptionValueWithSource(option.attributeName(), option.negate, 'cli');
  }
}

function scopeOf(command: Command): readonly string[] {
  const words: string[] = [];
  for (let at = command; at.parent; at = at.parent) words.unshift(at.name());
  return words;
}

function fromEnvironment({ owner, option }: Flag, host: Host): boolean {
  const variable = variablesOf(option).find((name) => host.env[name]);
  const value = variable === undefined ? undefined : host.env[variable];
  if (value === undefined || isForOthers({ owner, option }, [value])) return false;
  const wrong = assignFlag({ owner, option }, [value], 'env');
  if (wrong === undefined) return true;
  throw new UsageError('USAGE_ENVIRONMENT', `the environment variable ${variable} has a bad value: ${wrong}`);
}

function fromFile({ owner, option }: Flag, setting: FileSetting, host: Host): void {
  if (setting.scope.length === 0 && isForOthers({ owner, option }, setting.values)) return;
  const values = FILE_VALUE.test(option.flags)
    ? setting.values.map((path) => fromFolderOf(setting.file, path, host))
    : setting.values;
  const wrong = assignFlag({ owner, option }, values, 'config');
  if (wrong !== undefined) throw new ConfigError('CONFIG_VALUE', `${setting.origin}: ${wrong}`);
}

/** The setting for the command itself, else for the nearest command above it, else for all. */
function mostSpecific(
  option: Option,
  scope: readonly string[],
  settings: readonly FileSetting[],
): FileSetting | undefined {
  const name = settingName(option);
  return settings
    .filter((setting) => setting.name === name && setting.scope.every((word, index) => word === scope[index]))
    .sort((a, b) => b.scope.length - a.scope.length)[0];
}

/** A value shared by all commands, such as `output: sarif`, is skipped where it is not on the list but is on another command's. */
function isForOthers({ owner, option }: Flag, values: readonly string[]): boolean {
  if (!values.some((value) => isExcluded(option, value))) return false;
  return flagsBelow(rootOf(owner)).some(
    (other) =>
      settingName(other.option) === settingName(option) && !values.some((value) => isExcluded(other.option, value)),
  );
}

/** Sets a flag as if it had been given; returns what is wrong with the value, if something is. */
export function assignFlag(
  { owner, option }: Flag,
  values: readonly string[],
  source: 'env' | 'config',
): string | undefined {
  const key = option.attributeName();
  if (isBoolean(option)) {
    const on = goBoolean(values[0] ?? '');
    if (on === undefined) return `"${values[0]}" for ${option.long} is neither true nor false`;
    owner.setOptionValueWithSource(key, on, source);
    return undefined;
  }
  try {
    owner.setOptionValueWithSource(key, parsed(option, values), source);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidArgumentError) return `"${values.join(', ')}" for ${option.long}: ${error.message}`;
    throw error;
  }
}

/** What the flag's parser makes of the values, each in turn, as commander calls it; without a parser the last text counts. */
function parsed(option: Option, values: readonly string[]): unknown {
  let value: unknown;
  for (const text of values) value = option.parseArg ? option.parseArg(text, value) : text;
  return value;
}

function fromFolderOf(file: string, path: string, host: Host): string {
  if (path === '-' || isAbsolute(path) || /^https?:/i.test(path)) return path;
  return relative(host.cwd, resolve(host.cwd, dirname(file), path)) || '.';
}
