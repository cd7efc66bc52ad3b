import type { Command } from 'commander';
import type { ExitStatus } from '../model/exit.ts';
import type { Host } from '../model/host.ts';
import type { ColorChoice } from '../output/color.ts';
import { normaliseArgs } from './args.ts';
import { declareNamed } from './late.ts';
import { createProgram } from './program.ts';
import { reportError } from './report.ts';
import { applySettings, switchOff } from './settings/apply.ts';

/** The hidden command the shells' completion scripts call; its words are unfinished, so they are not parsed as arguments. */
const COMPLETE_WORD = '__complete';

/**
 * Runs one command line against a host, and returns the status it ends with. Never throws: what a command throws is printed
 * on the host's standard error. `name` is what the user calls the program.
 */
export async function run(argv: readonly string[], host: Host, name?: string): Promise<ExitStatus> {
  const program = createProgram(host, name);
  try {
    await declareNamed(program, argv);
    if (argv[0] === COMPLETE_WORD) {
      const { complete } = await import('./completion/complete.ts');
      host.stdout.write(await complete(program, { words: argv.slice(1), host }));
    } else {
      await parse(program, argv, host);
    }
    return host.outcome.status;
  } catch (error) {
    return reportError(error, host, program.getOptionValue('color') as ColorChoice | undefined);
  }
}

async function parse(program: Command, argv: readonly string[], host: Host): Promise<void> {
  const { argv: normalised, off } = normaliseArgs(program, argv);
  program.hook('preAction', async (_, command) => {
    // A command that only lists the commands below it works whatever the configuration file says.
    if (command.commands.length > 0) return;
    switchOff(command, off);
    await applySettings(command, host);
  });
  await program.parseAsync(normalised, { from: 'user' });
}
