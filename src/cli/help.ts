import type { Command } from 'commander';

/** A command line worth copying and what it does. */
export interface Example {
  readonly does: string;
  readonly run: string;
}

/** The program's name where it is a command, not where it is part of a file's name. */
const PROGRAM_WORD = /(?<![\w./-])meshctl(?= )/g;

/**
 * Adds an examples section to a command's help. In `run` the word `meshctl` becomes the program as the
 * user called it: `kubectl mesh` when it runs as a plugin.
 */
export function examples(command: Command, list: readonly Example[]): Command {
  return command.addHelpText('after', ({ command: shown }) => {
    const program = rootOf(shown).name();
    const blocks = list.map(({ does, run }) => `  # ${does}\n  ${run.replace(PROGRAM_WORD, program)}`);
    return `\nExamples:\n${blocks.join('\n\n')}`;
  });
}

/** The program a command belongs to. */
export function rootOf(command: Command): Command {
  let at = command;
  while (at.parent) at = at.parent;
  return at;
}

/** The words that call a command, program included: `meshctl config show`. */
export function pathOf(command: Command): string {
  const words: string[] = [];
  for (let at: Command | null = command; at; at = at.parent) words.unshift(at.name());
  return words.join(' ');
}
