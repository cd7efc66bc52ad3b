import type { Command } from 'commander';

/** Declares what depends on the rest of the command line; `words` are the arguments of the run. */
export type LateDeclaration = (command: Command, words: readonly string[]) => Promise<void>;

const LATE = new WeakMap<Command, LateDeclaration>();

/**
 * Leaves part of a command's declaration, subcommands or flags, to the time when arguments name the command: it may need
 * modules that no other command is to pay for, or know other arguments.
 */
export function declareLate(command: Command, declare: LateDeclaration): void {
  LATE.set(command, declare);
}

/** Whether a command has flags or subcommands that are not declared, since no argument names it. */
export function isIncomplete(command: Command): boolean {
  return LATE.has(command);
}

/** Completes the declaration of every command the arguments name, from the outermost to the innermost. */
export async function declareNamed(program: Command, words: readonly string[]): Promise<void> {
  let command = program;
  for (const word of words) {
    const next = command.commands.find((child) => child.name() === word || child.aliases().includes(word));
    // Flags and their values; a value that is a command's name only completes a declaration nobody uses.
    if (!next) continue;
    command = next;
    const declare = LATE.get(command);
    LATE.delete(command);
    await declare?.(command, words);
  }
}
