import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { SYSTEM_OPTION } from '../cli/cluster-options.ts';
import { type Example, examples } from '../cli/help.ts';
import { collect } from '../cli/options.ts';
import { SOURCE_OPTIONS } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { ZtunnelFlags, ZtunnelPart } from './ztunnel-config/run.ts';

const WORKLOAD_NAMESPACE = new Option('--workload-namespace <NAMESPACE>', 'only workloads of this namespace');
const WORKLOAD_NODE = new Option('--workload-node <NODE>', 'only workloads on this node');
const ADDRESS = new Option('--address <ADDRESS>', 'only the workload with this address');
const SERVICE_NAMESPACE = new Option('--service-namespace <NAMESPACE>', 'only services of this namespace');
const POLICY_NAMESPACE = new Option('--policy-namespace <NAMESPACE>', 'only policies of this namespace');
const DIRECTION = new Option('--direction <DIRECTION>', 'only inbound or only outbound connections');
const RAW = new Option('--raw', 'addresses instead of names');
const HEADERS = new Option('--with-headers', 'put a headline before each part');
const NODE = new Option('--node <NODE>', 'the ztunnel of this node of the cluster');

/** A subcommand that prints a part of a ztunnel's dump. */
interface PartCommand {
  readonly name: ZtunnelPart | 'all';
  readonly aliases: readonly string[];
  readonly does: string;
  readonly options: readonly Option[];
  readonly example: Example;
}

const example = (does: string, rest: string): Example => ({ does, run: `meshctl ztunnel-config ${rest}` });

const PARTS: readonly PartCommand[] = [
  {
    name: 'workload',
    aliases: ['workloads', 'w'],
    does: 'list the workloads the ztunnel knows',
    options: [WORKLOAD_NAMESPACE, WORKLOAD_NODE, ADDRESS],
    example: example('Who has this address?', 'workload --file dump.json --address 10.244.5.1'),
  },
  {
    name: 'service',
    aliases: ['services', 's', 'svc'],
    does: 'list the services the ztunnel knows and how many of their endpoints are healthy',
    options: [SERVICE_NAMESPACE],
    example: example('The services of a namespace', 'service --file dump.json --service-namespace shop'),
  },
  {
    name: 'policy',
    aliases: ['policies', 'p', 'pol'],
    does: 'list the policies the ztunnel enforces',
    options: [POLICY_NAMESPACE],
    example: example('The policies of a namespace', 'policy --file dump.json --policy-namespace shop'),
  },
  {
    name: 'certificate',
    aliases: ['certificates', 'certs', 'cert'],
    does: 'list the certificates of the workloads on the node',
    options: [],
    example: example('When do they expire?', 'certificate --file dump.json'),
  },
  {
    name: 'connections',
    aliases: ['cons'],
    does: 'list the open connections of the workloads on the node',
    options: [WORKLOAD_NAMESPACE, DIRECTION, RAW],
    example: example('Who talks to the namespace?', 'connections --file dump.json --workload-namespace shop'),
  },
  {
    name: 'all',
    aliases: [],
    does: 'print workloads, services, policies, certificates and connections',
    options: [HEADERS],
    example: example('Everything, with headlines', 'all --file dump.json --with-headers'),
  },
];

/** `meshctl ztunnel-config`: what the proxy of a node believes. */
export function register(program: Command, host: Host): Command {
  const group = program
    .command('ztunnel-config')
    .alias('zc')
    .description('show what the ztunnel of a node believes, from a saved config dump or a live admin port');
  for (const { name, aliases, does, options, example: shown } of PARTS) {
    const command = group
      .command(name)
      .aliases(aliases)
      .description(does)
      .argument('[PROXY]', 'a dump, an admin port as HOST:PORT, a ztunnel, or a workload whose node is meant');
    for (const option of [...options, NODE, SYSTEM_OPTION, ...SOURCE_OPTIONS]) command.addOption(option);
    command.action(
      handle<ZtunnelFlags>(host, async (flags, positionals, called) =>
        (await import('./ztunnel-config/run.ts')).runZtunnel(name, { flags, positionals, command: called, host }),
      ),
    );
    examples(command, [shown]);
  }
  registerLog(group, host);
  return group.action(() => group.outputHelp());
}

function registerLog(group: Command, host: Host): void {
  const command = group
    .command('log')
    .description('show the log levels of ztunnels, or set them')
    .argument('[ZTUNNEL]', 'a ztunnel (default: all of them)')
    .addOption(
      new Option(
        '--level <LEVEL|TARGET:LEVEL,...>',
        'the level of everything, or of some targets (repeatable)',
      ).argParser(collect),
    )
    .option('-r, --reset', 'set the level back to info')
    .addOption(SYSTEM_OPTION);
  for (const option of SOURCE_OPTIONS) command.addOption(option);
  command.action(
    handle<ZtunnelFlags>(host, async (flags, positionals, called) =>
      (await import('./ztunnel-config/log.ts')).runZtunnelLog({ flags, positionals, command: called, host }),
    ),
  );
  examples(command, [
    example('The levels of all ztunnels', 'log'),
    example('Every access in the log of one node', 'log ztunnel-abcde --level access:debug,info'),
  ]);
}
