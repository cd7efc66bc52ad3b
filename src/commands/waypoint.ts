import { type Command, Option } from 'commander';
import { CLUSTER_OPTIONS } from '../cli/cluster-options.ts';
import { declareSubcommands, type Subcommand } from '../cli/declare.ts';
import { compatOption, filenameOption } from '../cli/options.ts';
import { formatOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { WaypointFlags } from './waypoint/flags.ts';

const NAME = new Option('--name <NAME>', 'the name of the waypoint').default('waypoint');
const FOR = new Option('--for <TRAFFIC>', 'what traffic it takes').choices(['all', 'service', 'workload', 'none']);
const REVISION = new Option('-r, --revision <REVISION>', 'the revision of the control plane it belongs to');
const ENROLL = new Option('--enroll-namespace', 'let the namespace use it');
const OVERWRITE = new Option('--overwrite', 'let the namespace use it instead of another one');
const WAIT = new Option('-w, --wait', 'wait until it is ready');
const TIMEOUT = new Option('--waypoint-timeout <DURATION>', 'how long to wait').default('90s');
const ALL = new Option('--all', 'all waypoints of the namespace');
const EVERYWHERE = new Option('-A, --all-namespaces', 'of all namespaces');
const SHARED = [...CLUSTER_OPTIONS, compatOption()];

const SUBCOMMANDS: readonly Subcommand<WaypointFlags>[] = [
  {
    name: 'generate',
    does: 'print the Gateway of a waypoint',
    options: [NAME, FOR, REVISION, ...SHARED],
    run: async (call) => (await import('./waypoint/generate.ts')).runGenerate(call),
    examples: [
      { does: 'A waypoint for the workloads of a namespace', run: 'meshctl waypoint generate -n shop --for workload' },
    ],
  },
  {
    name: 'apply',
    does: 'make a waypoint',
    options: [NAME, FOR, REVISION, ENROLL, OVERWRITE, WAIT, TIMEOUT, ...SHARED],
    run: async (call) => (await import('./waypoint/apply.ts')).runApply(call),
    examples: [{ does: 'Make one and use it', run: 'meshctl waypoint apply -n shop --enroll-namespace --wait' }],
  },
  {
    name: 'list',
    does: 'list waypoints',
    options: [EVERYWHERE, filenameOption(), formatOption(), ...SHARED],
    run: async (call) => (await import('./waypoint/list.ts')).runList(call),
    examples: [{ does: 'Every waypoint', run: 'meshctl waypoint list -A' }],
  },
  {
    name: 'status',
    does: 'tell whether waypoints are ready; waits until they are',
    argument: '[NAME]',
    options: [TIMEOUT, ...SHARED],
    run: async (call) => (await import('./waypoint/status.ts')).runWaypointStatus(call),
    examples: [{ does: 'Are they ready?', run: 'meshctl waypoint status -n shop' }],
  },
  {
    name: 'delete',
    does: 'remove waypoints',
    argument: '[NAME...]',
    options: [ALL, REVISION, ...SHARED],
    run: async (call) => (await import('./waypoint/delete.ts')).runDelete(call),
    examples: [{ does: 'Remove one', run: 'meshctl waypoint delete waypoint -n shop' }],
  },
];

/** `meshctl waypoint`: proxies of namespaces without sidecars. */
export function register(program: Command, host: Host): Command {
  const group = program.command('waypoint').description('manage waypoints: proxies of namespaces without sidecars');
  declareSubcommands(group, SUBCOMMANDS, host);
  return group.action(() => group.outputHelp());
}
