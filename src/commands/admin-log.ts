import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS, SYSTEM_OPTION } from '../cli/cluster-options.ts';
import { examples } from '../cli/help.ts';
import { collect, compatOption } from '../cli/options.ts';
import { formatOption, numberOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { AdminLogFlags } from './admin-log/run.ts';

const CONTROLZ_PORT = 9876;

/** `meshctl admin`: the control plane itself. */
export function register(program: Command, host: Host): Command {
  const group = program.command('admin').alias('istiod').description('look into control planes');
  const log = group
    .command('log')
    .alias('l')
    .description('show the log levels of control planes, or set them')
    .argument('[POD]', 'a control plane (default: all of the revision)');
  const options = [
    new Option('--level <SCOPE:LEVEL,...>', 'the level of some scopes: ads:debug, or all:info (repeatable)').argParser(
      collect,
    ),
    new Option('--stack-trace-level <SCOPE:LEVEL,...>', 'from which level on a stack is logged (repeatable)').argParser(
      collect,
    ),
    new Option('-r, --reset', 'set all scopes back to info'),
    new Option('--revision <REVISION>', 'only control planes of this revision').default('default'),
    numberOption('--ctrlz_port <PORT>', 'the port on which a control plane tells of itself').default(CONTROLZ_PORT),
    formatOption(),
    SYSTEM_OPTION,
    ...CLUSTER_OPTIONS,
    compatOption(),
  ];
  for (const option of options) log.addOption(option);
  log.action(
    handle<AdminLogFlags>(host, async (flags, positionals, called) =>
      (await import('./admin-log/run.ts')).runAdminLog({ flags, positionals, command: called, host }),
    ),
  );
  examples(log, [
    { does: 'Which scopes are there?', run: 'meshctl admin log' },
    { does: 'Watch what is sent to proxies', run: 'meshctl admin log --level ads:debug' },
  ]);
  return group.action(() => group.outputHelp());
}
