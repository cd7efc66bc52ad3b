import type { Command, Option } from 'commander';

/** A flag and the command that declares it; the command a user calls may be below that one. */
export interface Flag {
  readonly owner: Command;
  readonly option: Option;
}

/** Flags that only make sense on a command line. */
const COMMAND_LINE_ONLY: ReadonlySet<string> = new Set(['config', 'version', 'help']);

/** The name of a flag in a configuration file: its long name without dashes; `watch` for `--no-watch`. */
export function settingName(option: Option): string {
  const long = (option.long ?? '').replace(/^--/, '');
  return option.negate ? long.replace(/^no-/, '') : long;
}

/**
 * The environment variables of a flag, the better one first: words apart (`MESHCTL_MESH_CONFIG_FILE` for
 * `--meshConfigFile`), and the flag in capitals as it stands (`MESHCTL_MESHCONFIGFILE`).
 */
export function variablesOf(option: Option): readonly string[] {
  const name = settingName(option).replaceAll('-', '_');
  const apart = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  return [...new Set([apart, name])].map((text) => `MESHCTL_${text.toUpperCase()}`);
}

/** The flags a command understands, those of the commands above it included, that a file or the environment can set. */
export function settableFlags(command: Command): readonly Flag[] {
  const flags: Flag[] = [];
  for (let owner: Command | null = command; owner; owner = owner.parent) {
    for (const option of owner.options) {
      if (option.long && !COMMAND_LINE_ONLY.has(settingName(option))) flags.push({ owner, option });
    }
  }
  return flags;
}

/** The settable flags of a command and of all commands below it. */
export function flagsBelow(command: Command): readonly Flag[] {
  return [...settableFlags(command), ...command.commands.flatMap((child) => flagsBelow(child))];
}

/** Whether a flag takes no value. */
export function isBoolean(option: Option): boolean {
  return !option.required && !option.optional;
}

/** Other names of flags, which pages of the peers and older scripts use; help tells one name for one thing. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([['--mesh-config', '--meshConfigFile']]);

/** Whether a flag's value is one of a closed list that does not have `value`. */
export function isExcluded(option: Option, value: string): boolean {
  return option.argChoices !== undefined && !option.argChoices.includes(value);
}

/** Whether a word of a command line, `-o` or `--output`, is this flag. */
export function isNamed(option: Option, word: string): boolean {
  return option.short === word || option.long === (SYNONYMS.get(word) ?? word);
}
