import type { Command } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import { outputOption } from '../cli/options.ts';
import { EXIT } from '../model/exit.ts';
import type { Host } from '../model/host.ts';

interface Flags {
  readonly output: 'table' | 'text' | 'json' | 'yaml';
  readonly origin?: true;
}

const DESCRIPTION = [
  'show the settings in force that come from .meshctl.yaml and from the environment',
  '',
  'A flag takes its value from the command line, else from the environment variable MESHCTL_<FLAG>, else from the \
configuration file, else its default. The file is --config, else MESHCTL_CONFIG, else the nearest .meshctl.yaml between \
this folder and the root of its git repository. In it flags stand under their long names, for every command that has \
them, or below the name of a command for that command alone:',
  '',
  '  color: never',
  '  version:',
  '    output: json',
].join('\n');

/** `meshctl config`: meshctl's own configuration. */
export function register(program: Command, host: Host): Command {
  const config = program.command('config').description("look at meshctl's own configuration");
  const show = config
    .command('show')
    .summary('show the settings in force')
    .description(DESCRIPTION)
    .addOption(outputOption(['table', 'text', 'json', 'yaml']))
    .option('--origin', 'say where each setting comes from')
    .action(handle<Flags>(host, (flags, _, command) => print(flags, command, host)));
  examples(show, [
    { does: 'Which settings are in force here', run: 'meshctl config show' },
    { does: 'And which file and line, or which variable, they come from', run: 'meshctl config show --origin' },
  ]);
  return config.action(() => config.outputHelp());
}

async function print({ output, origin }: Flags, command: Command, host: Host) {
  const { effectiveSettings } = await import('../cli/settings/effective.ts');
  const settings = await effectiveSettings(command, host);
  if (output === 'json' || output === 'yaml') {
    const [{ documentText }, { envelope }] = await Promise.all([
      import('../output/document.ts'),
      import('../output/json.ts'),
    ]);
    host.stdout.write(await documentText(output, envelope('Configuration', { settings })));
  } else {
    const { table } = await import('../output/table.ts');
    const rows = settings.map(({ name, value, origin: from }) => (origin ? [name, value, from] : [name, value]));
    host.stdout.write(table(origin ? ['SETTING', 'VALUE', 'ORIGIN'] : ['SETTING', 'VALUE'], rows));
  }
  return EXIT.ok;
}
