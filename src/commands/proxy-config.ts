import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { type Example, examples } from '../cli/help.ts';
import type { Host } from '../model/host.ts';
import type { ViewFlags } from './proxy-config/flags.ts';
import { numberOption, SOURCE_OPTIONS } from './proxy-config/options.ts';
import type { ViewName } from './proxy-config/views.ts';

const flag = (flags: string, description: string): Option => new Option(flags, description);

const FQDN = flag('--fqdn <TEXT>', 'only clusters whose name has this in it');
const DIRECTION = flag('--direction <TEXT>', 'only clusters whose name has this in it: inbound, outbound');
const SUBSET = flag('--subset <TEXT>', 'only clusters whose name has this in it');
const PORT = numberOption('--port <PORT>', 'only this port');
const ADDRESS = flag('--address <ADDRESS>', 'only this address');
const TYPE = flag('--type <TYPE>', 'only listeners of this type: HTTP, TCP, HTTP+TCP');
const NAME = flag('--name <NAME>', 'only the route configuration of this name');
const CLUSTER = flag('--cluster <NAME>', 'only endpoints of this cluster');
const STATUS = flag('--status <STATUS>', 'only endpoints of this health: healthy, unhealthy');
const VERBOSE = flag(
  '--verbose',
  'one row for each filter chain or route; --verbose=false gives one for each listener or configuration',
).default(true);
const WAYPOINT = flag('--waypoint', 'show how the listeners of a waypoint call each other').hideHelp();
const HEADERS = flag('--with-headers', 'put a headline before each part');

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
    options: [FQDN, DIRECTION, SUBSET, PORT],
    examples: [
      { does: 'Every cluster in a saved dump', run: 'meshctl proxy-config cluster --file dump.json' },
      {
        does: 'One cluster in full',
        run: 'meshctl pc c --file dump.json --fqdn reviews.default.svc --port 9080 -o yaml',
      },
    ],
  },
  {
    name: 'listener',
    aliases: ['listeners', 'l'],
    does: 'list the listeners: what traffic the proxy takes, and what it does with it',
    options: [ADDRESS, PORT, TYPE, VERBOSE, WAYPOINT],
    examples: [{ does: 'What happens to port 9080', run: 'meshctl pc listener --file dump.json --port 9080' }],
  },
  {
    name: 'route',
    aliases: ['routes', 'r'],
    does: 'list the routes: which host and path goes where',
    options: [NAME, VERBOSE],
    examples: [{ does: 'The routes of port 9080', run: 'meshctl pc route --file dump.json --name 9080' }],
  },
  {
    name: 'endpoint',
    aliases: ['endpoints', 'ep'],
    does: 'list the endpoints of all clusters and their health (/clusters?format=json)',
    options: [ADDRESS, PORT, CLUSTER, STATUS],
    examples: [{ does: 'What is not healthy', run: 'meshctl pc endpoint --admin localhost:15000 --status unhealthy' }],
  },
  {
    name: 'eds',
    aliases: [],
    does: 'list the endpoints as the control plane sent them (/config_dump?include_eds)',
    options: [ADDRESS, PORT, CLUSTER, STATUS],
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
    options: [FQDN, DIRECTION, SUBSET, PORT, ADDRESS, TYPE, NAME, VERBOSE, HEADERS],
    examples: [{ does: 'Everything, with headlines', run: 'meshctl pc all --file dump.json --with-headers' }],
  },
];

/** `meshctl proxy-config`: what a proxy believes. */
export function register(program: Command, host: Host): Command {
  const group = program
    .command('proxy-config')
    .alias('pc')
    .description('show what a proxy believes, from a saved config dump or a live admin port');
  for (const part of PARTS) registerPart(group, part, host);
  return group.action(() => group.outputHelp());
}

function registerPart(group: Command, part: PartCommand, host: Host): void {
  const command = group
    .command(part.name, { hidden: part.hidden ?? false })
    .aliases(part.aliases)
    .description(part.does)
    .argument('[POD]', 'a workload in the cluster');
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
