import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS, SYSTEM_OPTION } from '../cli/cluster-options.ts';
import { examples } from '../cli/help.ts';
import { compatOption, filenameOption } from '../cli/options.ts';
import { DEFAULT_ADMIN_PORT, numberOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { DescribeFlags } from './describe/subject.ts';

/** `meshctl describe`: what the mesh does with a pod or a service. */
export function register(program: Command, host: Host): Command {
  const group = program.command('describe').description('tell what the mesh does with a pod or a service');
  const options = [
    filenameOption(),
    new Option('--file <DUMP>', 'a saved config dump of the pod, with -f instead of a cluster'),
    numberOption('--proxy-admin-port <PORT>', 'the admin port of proxies in a cluster').default(DEFAULT_ADMIN_PORT),
    SYSTEM_OPTION,
    ...CLUSTER_OPTIONS,
    compatOption(),
  ];
  const subcommand = (name: string, does: string, argument: string): Command => {
    const command = group.command(name).description(does).argument(argument);
    for (const option of options) command.addOption(option);
    return command;
  };
  const pod = subcommand('pod', 'its services, routing rules, policies and the gateways that lead to it', '[POD]');
  pod
    .aliases(['po', 'pods'])
    .action(
      handle<DescribeFlags>(host, async (flags, positionals, command) =>
        (await import('./describe/run.ts')).runDescribePod({ flags, positionals, command, host }),
      ),
    );
  examples(pod, [
    { does: 'What applies to this pod?', run: 'meshctl describe pod cart-6b746f74dc-9rlmh.shop' },
    { does: 'From files', run: 'meshctl describe pod cart-1 -n shop -f manifests/ --file dump.json' },
  ]);
  const service = subcommand('service', 'its ports, routing rules and policies', '[SERVICE]');
  service
    .aliases(['svc', 'services'])
    .action(
      handle<DescribeFlags>(host, async (flags, positionals, command) =>
        (await import('./describe/run.ts')).runDescribeService({ flags, positionals, command, host }),
      ),
    );
  examples(service, [{ does: 'What applies to this service?', run: 'meshctl describe service cart.shop' }]);
  group.argument('[KIND...]').addOption(compatOption().hideHelp());
  return group.action(
    handle<DescribeFlags>(host, async (flags, positionals, command) =>
      (await import('./describe/run.ts')).runDescribe({ flags, positionals, command, host }),
    ),
  );
}
