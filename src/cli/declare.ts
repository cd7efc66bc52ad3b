/** Groups of commands as tables. */
import type { Command, Option, OptionValues } from 'commander';
import type { ExitStatus } from '../model/exit.ts';
import type { Host } from '../model/host.ts';
import { handle } from './action.ts';
import { type Example, examples } from './help.ts';

/** A call of a command: its flags and arguments, and where it runs. */
export interface Call<Flags> {
  readonly flags: Flags;
  readonly positionals: readonly string[];
  readonly command: Command;
  readonly host: Host;
}

/** A subcommand of a group. */
export interface Subcommand<Flags extends OptionValues> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly does: string;
  /** `<NAME>`, `[NAME]`, `[NAME...]`. */
  readonly argument?: string;
  readonly options: readonly Option[];
  /** Imports what it needs when it is called. */
  readonly run: (call: Call<Flags>) => Promise<ExitStatus>;
  readonly examples: readonly Example[];
}

/** Declares the subcommands of a group. `Flags` is a promise of the caller, as for {@link handle}. */
export function declareSubcommands<Flags extends OptionValues>(
  group: Command,
  subcommands: readonly Subcommand<Flags>[],
  host: Host,
): void {
  for (const { name, aliases = [], does, argument, options, run, examples: shown } of subcommands) {
    const command = group.command(name).aliases(aliases).description(does);
    if (argument !== undefined) command.argument(argument);
    for (const option of options) command.addOption(option);
    command.action(
      handle<Flags>(host, (flags, positionals, called) => run({ flags, positionals, command: called, host })),
    );
    examples(command, shown);
  }
}
