import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS, SELECTOR_OPTION, SYSTEM_OPTION } from '../cli/cluster-options.ts';
import * as by from '../cli/dump-options.ts';
import { type Example, examples } from '../cli/help.ts';
import { collect, compatOption } from '../cli/options.ts';
import { formatOption, numberOption, SOURCE_OPTIONS, WATCH_OPTIONS } from '../cli/proxy-options.ts';
import type { ExitStatus } from '../model/exit.ts';
import type { Host } from '../model/host.ts';
import type { ViewFlags } from './proxy-config/flags.ts';
import type { ViewCall } from './proxy-config/run.ts';
import type { ViewName } from './proxy-config/views.ts';

const flag = (flags: string, description: string): Option => new Option(flags, description);

/** A subcommand that prints a part of a dump. */
interface PartCommand {
  readonly name: ViewName | 'all';
  readonly aliases: readonly string[];
  readonly does: string;
  readonly options: readonly Option[];
  readonly hidden?: true;
  readonly examples: readonly Example[];
}

const PARTS: readonly PartCommand[] = [
  {
    name: 'cluster',
    aliases: ['clusters', 'c'],
    does: 'list the clusters: where the proxy can send traffic',
    options: [by.FQDN, by.DIRECTION, by.SUBSET, by.PORT],
    examples: [
      { does: 'Every cluster in a saved dump', run: 'meshctl proxy-config cluster --file dump.json' },
      { does: 'One cluster in full', run: 'meshctl pc c --file dump.json --fqdn reviews --port 9080 -o yaml' },
    ],
  },
  {
    name: 'listener',
    aliases: ['listeners', 'l'],
    does: 'list the listeners: what traffic the proxy takes, and what it does with it',
    options: [by.ADDRESS, by.PORT, by.TYPE, by.VERBOSE, by.WAYPOINT],
    examples: [{ does: 'What happens to port 9080', run: 'meshctl pc listener --file dump.json --port 9080' }],
  },
  {
    name: 'route',
    aliases: ['routes', 'r'],
    does: 'list the routes: which host and path goes where',
    options: [by.NAME, by.VERBOSE],
    examples: [{ does: 'The routes of port 9080', run: 'meshctl pc route --file dump.json --name 9080' }],
  },
  {
    name: 'endpoint',
    aliases: ['endpoints', 'ep'],
    does: 'list the endpoints of all clusters and their health (/clusters?format=json)',
    options: [by.ADDRESS, by.PORT, by.CLUSTER, by.STATUS],
    examples: [{ does: 'What is not healthy', run: 'meshctl pc endpoint --admin localhost:15000 --status unhealthy' }],
  },
  {
    name: 'eds',
    aliases: [],
    does: 'list the endpoints as the control plane sent them (/config_dump?include_eds)',
    options: [by.ADDRESS, by.PORT, by.CLUSTER, by.STATUS],
    hidden: true,
    examples: [{ does: 'From a saved dump', run: 'meshctl pc eds --file dump.json' }],
  },
  {
    name: 'bootstrap',
    aliases: ['b'],
    does: 'print what the proxy was started with; -o table gives its versions',
    options: [],
    examples: [{ does: 'Which version is this?', run: 'meshctl pc bootstrap --file dump.json -o table' }],
  },
  {
    name: 'secret',
    aliases: ['secrets', 's'],
    does: 'list the certificates the proxy holds; private keys are never printed',
    options: [],
    examples: [{ does: 'When do they expire?', run: 'meshctl pc secret --file dump.json' }],
  },
  {
    name: 'ecds',
    aliases: ['ec'],
    does: 'list the filter configurations that came by extension discovery',
    options: [],
    examples: [{ does: 'From a saved dump', run: 'meshctl pc ecds --file dump.json' }],
  },
  {
    name: 'all',
    aliases: ['a'],
    does: 'print bootstrap, clusters, listeners, routes, secrets and endpoints',
    options: [by.FQDN, by.DIRECTION, by.SUBSET, by.PORT, by.ADDRESS, by.TYPE, by.NAME, by.VERBOSE, by.HEADERS],
    examples: [{ does: 'Everything, with headlines', run: 'meshctl pc all --file dump.json --with-headers' }],
  },
];

const EXIT_CODE = flag('--exit-code', 'end with status 79 when there is something to report');

/** A subcommand the reference does not have, or does not do right. */
interface OwnCommand {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly does: string;
  readonly operands: readonly [name: string, does: string];
  readonly options: readonly Option[];
  readonly run: (call: ViewCall) => Promise<ExitStatus>;
  readonly examples: readonly Example[];
}

const OWN: readonly OwnCommand[] = [
  {
    name: 'rootca-compare',
    aliases: ['rc'],
    does: 'tell whether two proxies trust a common root certificate',
    operands: ['[PROXY...]', 'two dumps, admin ports as HOST:PORT, or workloads'],
    options: [...CLUSTER_OPTIONS, compatOption()],
    run: async (call) => (await import('./proxy-config/rootca.ts')).runRootCompare(call),
    examples: [{ does: 'Can these two talk?', run: 'meshctl pc rootca-compare a.json b.json' }],
  },
  {
    name: 'log',
    aliases: ['o'],
    does: 'show the loggers of a proxy, or set their levels',
    operands: ['[PROXY]', 'an admin port as HOST:PORT, or a workload: POD[.NAMESPACE], deploy/NAME'],
    options: [
      flag('--level <LEVEL|LOGGER:LEVEL,...>', 'set the level of all loggers, or of some (repeatable)').argParser(
        collect,
      ),
      flag('-r, --reset', 'set all loggers back to the level proxies are injected with, else to warning'),
      SELECTOR_OPTION,
      SYSTEM_OPTION,
      ...SOURCE_OPTIONS,
    ],
    run: async (call) => (await import('./proxy-config/log.ts')).runLog(call),
    examples: [
      { does: 'Which loggers are there?', run: 'meshctl pc log --admin localhost:15000' },
      { does: 'Watch requests', run: 'meshctl pc log --admin localhost:15000 --level http:debug,router:debug' },
    ],
  },
  {
    name: 'errors',
    aliases: [],
    does: 'list configuration the proxy rejected, and what is still warming or draining',
    operands: ['[PROXY]', 'a dump, an admin port as HOST:PORT, or a workload: POD[.NAMESPACE], deploy/NAME'],
    options: [...SOURCE_OPTIONS, EXIT_CODE],
    run: async (call) => (await import('./proxy-config/errors.ts')).runErrors(call),
    examples: [{ does: 'Why is my change not in force?', run: 'meshctl pc errors --admin localhost:15000' }],
  },
  {
    name: 'certs',
    aliases: [],
    does: 'list the certificates of one or many proxies, the next to expire first',
    operands: ['[PROXY...]', 'dumps, admin ports as HOST:PORT, or workloads'],
    options: [
      ...SOURCE_OPTIONS,
      numberOption('--warn-days <DAYS>', 'days before expiry that count as soon').default(30),
      SELECTOR_OPTION,
      flag('-A, --all-namespaces', 'the proxies of all namespaces'),
      EXIT_CODE,
    ],
    run: async (call) => (await import('./proxy-config/certs.ts')).runCerts(call),
    examples: [
      { does: 'What expires within a week?', run: 'meshctl pc certs dumps/*.json --warn-days 7' },
      { does: 'In the whole mesh', run: 'meshctl pc certs -A --exit-code' },
    ],
  },
  {
    name: 'unused',
    aliases: [],
    does: 'list clusters and listeners that took no connection since the proxy started',
    operands: [
      '[PROXY]',
      'an admin port as HOST:PORT, a workload (POD[.NAMESPACE], deploy/NAME), or a folder or archive of saved answers',
    ],
    options: [...SOURCE_OPTIONS, EXIT_CODE],
    run: async (call) => (await import('./proxy-config/unused.ts')).runUnused(call),
    examples: [{ does: 'What could a Sidecar resource leave out?', run: 'meshctl pc unused deploy/cart.shop' }],
  },
  {
    name: 'size',
    aliases: [],
    does: 'show what takes the room in a config dump',
    operands: ['[PROXY]', 'a dump, an admin port as HOST:PORT, or a workload: POD[.NAMESPACE], deploy/NAME'],
    options: [...SOURCE_OPTIONS, numberOption('--top <N>', 'how many of the biggest objects').default(10)],
    run: async (call) => (await import('./proxy-config/size.ts')).runSize(call),
    examples: [{ does: 'Why is this dump so large?', run: 'meshctl pc size --file dump.json' }],
  },
  {
    name: 'diff',
    aliases: [],
    does: 'show how the configuration of two proxies, or of one at two moments, differs',
    operands: ['[PROXY...]', 'two dumps, admin ports as HOST:PORT, or workloads; with --watch one is enough'],
    options: [formatOption(), ...CLUSTER_OPTIONS, ...WATCH_OPTIONS, EXIT_CODE],
    run: async (call) => (await import('./proxy-config/diff.ts')).runDiff(call),
    examples: [
      { does: 'What did the rollout change?', run: 'meshctl pc diff before.json after.json' },
      { does: 'Fail when anything changed', run: 'meshctl pc diff before.json localhost:15000 --exit-code' },
      { does: 'What is the control plane changing now?', run: 'meshctl pc diff localhost:15000 --watch' },
    ],
  },
];

/** `meshctl proxy-config`: what a proxy believes. */
export function register(program: Command, host: Host): Command {
  const group = program
    .command('proxy-config')
    .alias('pc')
    .description('show what a proxy believes, from a saved config dump or a live admin port');
  for (const part of PARTS) registerPart(group, part, host);
  for (const own of OWN) registerOwn(group, own, host);
  return group.action(() => group.outputHelp());
}

function registerOwn(
  group: Command,
  { name, aliases, does, operands, options, run, examples: shown }: OwnCommand,
  host: Host,
) {
  const command = group
    .command(name)
    .aliases(aliases)
    .description(does)
    .argument(...operands);
  for (const option of options) command.addOption(option);
  command.action(
    handle<ViewFlags>(host, (flags, positionals, called) => run({ flags, positionals, command: called, host })),
  );
  examples(command, shown);
}

function registerPart(group: Command, part: PartCommand, host: Host): void {
  const command = group
    .command(part.name, { hidden: part.hidden ?? false })
    .aliases(part.aliases)
    .description(part.does)
    .argument('[PROXY]', 'a dump, an admin port as HOST:PORT, or a workload: POD[.NAMESPACE], deploy/NAME');
  for (const option of [...part.options, ...SOURCE_OPTIONS]) command.addOption(option);
  command.action(
    handle<ViewFlags>(host, async (flags, positionals, called) => {
      const call = { flags, positionals, command: called, host };
      if (part.name === 'all') return (await import('./proxy-config/all.ts')).runAll(call);
      return (await import('./proxy-config/run.ts')).runView(part.name, call);
    }),
  );
  examples(command, part.examples);
}
