import type { Command, OptionValues } from 'commander';
import type { ExitStatus } from '../model/exit.ts';
import type { Host } from '../model/host.ts';

/** The work of a command: its flags (global ones included) and positional arguments in, the exit status out. */
export type Handler<Flags extends OptionValues> = (
  flags: Flags,
  positionals: readonly string[],
  command: Command,
) => Promise<ExitStatus>;

/**
 * Wraps a handler for `command.action(…)`: hands it the parsed flags and reports its status to the host. `Flags` is a
 * promise of the caller that its option declarations give these types; commander cannot check it.
 */
export function handle<Flags extends OptionValues>(host: Host, handler: Handler<Flags>) {
  return async function act(this: Command): Promise<void> {
    host.outcome.status = await handler(this.optsWithGlobals<Flags>(), this.args, this);
  };
}
