import { Command, Help, InvalidArgumentError, Option } from 'commander';
import { COMMANDS } from '../commands/index.ts';
import type { Host } from '../model/host.ts';
import { BUILD } from './build-info.ts';
import { examples } from './help.ts';

/** The words of --color. */
const COLOR_CHOICES = ['auto', 'always', 'never'];

/** Columns of help text where no terminal says how wide it is. */
const HELP_WIDTH = 100;

const DESCRIPTION = [
  'Service mesh work without a cluster: sidecars, interception rules, mesh resources, what proxies believe.',
  'Data goes to standard output, talk to standard error; the exit status never depends on the format.',
].join('\n');

/**
 * The whole command line: global flags and every command, nothing parsed yet. It throws CommanderError instead of ending
 * the process, and prints help to the host's standard output.
 */
export function createProgram(host: Host, name = 'meshctl'): Command {
  const program = new Command(name)
    .description(DESCRIPTION)
    .version(BUILD.version, '--version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureHelp({ showGlobalOptions: true, subcommandTerm })
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      // Errors come back as exceptions; `report.ts` prints them.
      writeErr: () => undefined,
      getOutHelpWidth: () => host.stdout.columns ?? HELP_WIDTH,
      getOutHasColors: () => false,
    })
    .addOption(
      new Option('--color <WHEN>', 'colour the output: auto is when a terminal reads it')
        .choices(COLOR_CHOICES)
        .argParser(colorChoice)
        .default('auto'),
    )
    .addOption(new Option('--config <FILE>', 'configuration file, instead of the nearest .meshctl.yaml'));
  // Called without a command it says what it can do, as kubectl and istioctl do.
  program.action(() => program.outputHelp());
  for (const { group, register } of COMMANDS) register(program, host).helpGroup(`${group}:`);
  examples(program, [
    { does: 'Write the sidecar into manifests', run: 'meshctl inject -f deployment.yaml' },
    { does: 'See where the settings of this folder come from', run: 'meshctl config show --origin' },
  ]);
  program.addHelpText('after', `\n"${name} COMMAND --help" says more about a command.`);
  return program;
}

/** A word of --color; `true` and `false` are what istioctl calls always and never. */
function colorChoice(word: string): string {
  const choice = { true: 'always', false: 'never' }[word] ?? word;
  if (COLOR_CHOICES.includes(choice)) return choice;
  throw new InvalidArgumentError(`Allowed choices are ${COLOR_CHOICES.join(', ')}.`);
}

/** A command in a list: its name and aliases, without its flags. */
function subcommandTerm(command: Command): string {
  return new Help().subcommandTerm(command).split(' ')[0] ?? command.name();
}
