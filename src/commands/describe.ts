import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS, SYSTEM_OPTION } from '../cli/cluster-options.ts';
import { declareSubcommands, type Subcommand } from '../cli/declare.ts';
import { compatOption, filenameOption } from '../cli/options.ts';
import { DEFAULT_ADMIN_PORT, numberOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { DescribeFlags } from './describe/subject.ts';

const OPTIONS = [
  filenameOption(),
  new Option('--file <FILE>', 'a saved config dump of the pod, with -f instead of a cluster'),
  numberOption('--proxy-admin-port <PORT>', 'the admin port of proxies in a cluster').default(DEFAULT_ADMIN_PORT),
  SYSTEM_OPTION,
  ...CLUSTER_OPTIONS,
  compatOption(),
];

const SUBCOMMANDS: readonly Subcommand<DescribeFlags>[] = [
  {
    name: 'pod',
    aliases: ['po', 'pods'],
    does: 'its services, routing rules, policies and the gateways that lead to it',
    argument: '[POD]',
    options: OPTIONS,
    run: async (call) => (await import('./describe/run.ts')).runDescribePod(call),
    examples: [
      { does: 'What applies to this pod?', run: 'meshctl describe pod cart-6b746f74dc-9rlmh.shop' },
      { does: 'From files', run: 'meshctl describe pod cart-1 -n shop -f manifests/ --file dump.json' },
    ],
  },
  {
    name: 'service',
    aliases: ['svc', 'services'],
    does: 'its ports, routing rules and policies',
    argument: '[SERVICE]',
    options: OPTIONS,
    run: async (call) => (await import('./describe/run.ts')).runDescribeService(call),
    examples: [{ does: 'What applies to this service?', run: 'meshctl describe service cart.shop' }],
  },
];

/** `meshctl describe`: what the mesh does with a pod or a service. */
export function register(program: Command, host: Host): Command {
  const group = program.command('describe').description('tell what the mesh does with a pod or a service');
  declareSubcommands(group, SUBCOMMANDS, host);
  // Other kinds are refused with the reference's words where it is imitated.
  group.argument('[KIND...]').addOption(compatOption().hideHelp());
  return group.action(
    handle<DescribeFlags>(host, async (flags, positionals, command) =>
      (await import('./describe/run.ts')).runDescribe({ flags, positionals, command, host }),
    ),
  );
}
