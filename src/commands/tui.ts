import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS } from '../cli/cluster-options.ts';
import { examples } from '../cli/help.ts';
import { collect, filenameOption, outputOption } from '../cli/options.ts';
import { DEFAULT_ADMIN_PORT, numberOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { TuiFlags } from './tui/flags.ts';

const VIEW_NAMES = [
  'overview',
  'clusters',
  'listeners',
  'routes',
  'config',
  'certificates',
  'endpoints',
  'loggers',
  'diff',
] as const;

const OPTIONS: readonly Option[] = [
  new Option('--admin <HOST:PORT>', 'a live admin port (repeatable)').argParser(collect),
  new Option('--view <VIEW>', 'the view to begin with').choices(VIEW_NAMES).default('clusters'),
  new Option('-d, --interval <DURATION>', 'how often to look').default('2s'),
  filenameOption(),
  new Option('--record <FILE>', 'write every look at the proxies to this file'),
  new Option('--replay <FILE>', 'show a recording instead of live proxies'),
  new Option('--once', 'print the view and end; so it is also where no terminal is'),
  new Option('--filter <REGEX>', 'with --once: only rows in which this is found; ! in front inverts'),
  new Option('--ascii', 'draw bars and lines with ASCII characters'),
  outputOption(['table', 'json', 'yaml']),
  ...CLUSTER_OPTIONS,
  numberOption('--proxy-admin-port <PORT>', 'the admin port of workloads').default(DEFAULT_ADMIN_PORT),
];

/** `meshctl tui`: the live screen of one or several proxies. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('tui')
    .alias('top')
    .description('watch proxies live: what fails since when, down to the endpoint, the route and the YAML')
    .argument(
      '[PROXY...]',
      'admin ports as HOST:PORT, workloads (POD[.NAMESPACE], deploy/NAME), or saved answers: dumps, folders, bug reports',
    );
  for (const option of OPTIONS) command.addOption(option);
  command.action(
    handle<TuiFlags>(host, async (flags, words) => (await import('./tui/run.ts')).runTui({ flags, words, host })),
  );
  return examples(command, [
    {
      does: 'Watch a proxy (kubectl port-forward POD 15000), with the YAML at hand',
      run: 'meshctl top localhost:15000 -f mesh/',
    },
    {
      does: 'Several at once, recorded',
      run: 'meshctl tui --admin localhost:15000 --admin localhost:15001 --record night.rec',
    },
    { does: 'All proxies of a bug report', run: 'meshctl tui bug-report.tar.gz' },
    { does: 'Look at it again', run: 'meshctl tui --replay night.rec' },
    { does: 'One view for a script', run: 'meshctl tui localhost:15000 --once --view endpoints -o json' },
  ]);
}
