import type { Command, Option } from 'commander';
import { assignFlag } from '../../cli/settings/apply.ts';
import { settableFlags, settingName } from '../../cli/settings/flags.ts';
import { ConfigError } from '../../model/errors.ts';
import { asMap, asString, type JsonMap } from '../../model/json.ts';
import { nearest } from '../../model/suggest.ts';

/** Flags the command line has the last word about. */
const FROM_COMMAND_LINE = 'cli';

/** The settings of a function's configuration: the data of a ConfigMap, else the spec of whatever it is. */
function settingsOf(config: JsonMap): JsonMap {
  return asMap(config['kind'] === 'ConfigMap' ? config['data'] : config['spec']);
}

/** The texts of a value; several stand in a list, or in the lines of a text where the flag may be repeated. */
function textsOf(value: unknown, option: Option): readonly string[] | undefined {
  if (Array.isArray(value)) return value.every((item) => typeof item !== 'object') ? value.map(String) : undefined;
  const text = asString(value);
  if (text !== undefined) return option.parseArg ? text.split('\n').filter((line) => line.trim() !== '') : [text];
  return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : undefined;
}

/**
 * Sets the flags a function's configuration names, those of the command line apart. Throws ConfigError for names that are no
 * flags and for values they do not take.
 */
export function applyFunctionConfig(command: Command, config: JsonMap): void {
  const flags = settableFlags(command).filter(({ owner }) => owner === command);
  for (const [name, value] of Object.entries(settingsOf(config))) {
    const flag = flags.find(({ option }) => settingName(option) === name);
    if (!flag) {
      const meant = nearest(
        name,
        flags.map(({ option }) => settingName(option)),
      );
      throw new ConfigError('CONFIG_FUNCTION', `functionConfig: there is no setting "${name}"`, {
        hint: meant === undefined ? 'the settings are the flags of the command' : `did you mean ${meant}?`,
      });
    }
    if (command.getOptionValueSource(flag.option.attributeName()) === FROM_COMMAND_LINE) continue;
    const texts = textsOf(value, flag.option);
    const wrong = texts ? assignFlag(flag, texts, 'config') : `"${name}" takes text`;
    if (wrong !== undefined) throw new ConfigError('CONFIG_FUNCTION', `functionConfig: ${wrong}`);
  }
}
