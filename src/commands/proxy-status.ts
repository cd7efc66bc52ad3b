import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CONTROL_PLANE_OPTIONS } from '../cli/control-plane-options.ts';
import { examples } from '../cli/help.ts';
import { collect, compatOption } from '../cli/options.ts';
import { DEFAULT_ADMIN_PORT, formatOption, numberOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { StatusFlags } from './proxy-status/run.ts';

/** `meshctl proxy-status`: is every proxy in step with its control plane? */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('proxy-status')
    .alias('ps')
    .description('show which proxies a control plane knows and whether they have what it sent (debug/syncz)')
    .argument('[WORKLOAD]', 'compare what this proxy has with what its control plane means it to have');
  const options = [
    new Option(
      '--file <FILE>',
      'the debug answer of a control plane, or - for standard input (repeatable); with WORKLOAD a dump of its proxy',
    ).argParser(collect),
    new Option('-n, --namespace <NAMESPACE>', 'only proxies of this namespace'),
    numberOption('-v, --verbosity <LEVEL>', '1 gives a column for every type of configuration').default(0),
    formatOption(),
    new Option('--exit-code', 'end with status 79 when a proxy is not in step'),
    numberOption('--proxy-admin-port <PORT>', 'the admin port of proxies in a cluster').default(DEFAULT_ADMIN_PORT),
    ...CONTROL_PLANE_OPTIONS,
    compatOption(),
  ];
  for (const option of options) command.addOption(option);
  command.action(
    handle<StatusFlags>(host, async (flags, positionals, called) => {
      const call = { flags, positionals, command: called, host };
      if (positionals.length > 0) return (await import('./proxy-status/compare.ts')).runCompare(call);
      return (await import('./proxy-status/run.ts')).runStatus(call);
    }),
  );
  return examples(command, [
    { does: 'What every control plane of the cluster says', run: 'meshctl proxy-status' },
    {
      does: 'What a proxy has that it should not have, and the other way round',
      run: 'meshctl ps deploy/cart -n shop',
    },
    { does: 'From saved answers of two control planes', run: 'meshctl proxy-status --file a.json --file b.json' },
    { does: 'What is stale, type by type', run: 'meshctl ps --file syncz.json -v 1' },
  ]);
}
