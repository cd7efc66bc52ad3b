import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { examples } from '../cli/help.ts';
import { collect, compatOption } from '../cli/options.ts';
import { formatOption, numberOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { StatusFlags } from './proxy-status/run.ts';

/** `meshctl proxy-status`: is every proxy in step with its control plane? */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('proxy-status')
    .alias('ps')
    .description('show which proxies a control plane knows and whether they have what it sent (debug/syncz)');
  const options = [
    new Option('--file <FILE>', 'the debug answer of a control plane, or - for standard input (repeatable)').argParser(
      collect,
    ),
    new Option('-n, --namespace <NAMESPACE>', 'only proxies of this namespace'),
    numberOption('-v, --verbosity <LEVEL>', '1 gives a column for every type of configuration').default(0),
    formatOption(),
    compatOption(),
  ];
  for (const option of options) command.addOption(option);
  command.action(
    handle<StatusFlags>(host, async (flags, _, called) =>
      (await import('./proxy-status/run.ts')).runStatus({ flags, command: called, host }),
    ),
  );
  return examples(command, [
    { does: 'From saved answers of two control planes', run: 'meshctl proxy-status --file a.json --file b.json' },
    { does: 'What is stale, type by type', run: 'meshctl ps --file syncz.json -v 1' },
  ]);
}
