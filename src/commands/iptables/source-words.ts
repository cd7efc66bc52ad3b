/** Where rules came from, as flags of another command, so that what one prints can be pasted. */
import type { Command, Option } from 'commander';

/** What a command does with the rules, not which they are. */
const OF_THE_ANSWER: ReadonlySet<string | undefined> = new Set(['--output', '--exit-code', '--from']);

/** What also matters to rules that are read from files. */
const OF_READING: ReadonlySet<string | undefined> = new Set(['--table', '--family', '--address']);

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function optionWords(command: Command, option: Option): readonly string[] {
  const name = option.attributeName();
  if (command.getOptionValueSource(name) !== 'cli' || option.long === undefined) return [];
  const value: unknown = command.getOptionValue(name);
  if (value === true) return [option.long];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.map(
    (one) => `${option.long}${option.isBoolean() || option.optional ? '=' : ' '}${quoted(String(one))}`,
  );
}

/** The flags with which a command was told which rules it is about; files stand behind `--from`. */
export function sourceWords(command: Command, files: readonly string[]): string {
  const told = command.options.filter(({ long }) =>
    files.length > 0 ? OF_READING.has(long) : !OF_THE_ANSWER.has(long),
  );
  return [...files.map((file) => `--from ${quoted(file)}`), ...told.flatMap((option) => optionWords(command, option))]
    .join(' ')
    .trim();
}
