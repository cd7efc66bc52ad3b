import { type Command, Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS } from '../cli/cluster-options.ts';
import { examples } from '../cli/help.ts';
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

/** `meshctl waypoint`: proxies of namespaces without sidecars. */
export function register(program: Command, host: Host): Command {
  const group = program.command('waypoint').description('manage waypoints: proxies of namespaces without sidecars');
  const shared = [...CLUSTER_OPTIONS, compatOption()];
  const subcommand = (name: string, does: string, options: readonly Option[]): Command => {
    const command = group.command(name).description(does);
    for (const option of [...options, ...shared]) command.addOption(option);
    return command;
  };
  const generate = subcommand('generate', 'print the Gateway of a waypoint', [NAME, FOR, REVISION]);
  generate.action(
    handle<WaypointFlags>(host, async (flags, positionals, command) =>
      (await import('./waypoint/generate.ts')).runGenerate({ flags, positionals, command, host }),
    ),
  );
  examples(generate, [
    { does: 'A waypoint for the workloads of a namespace', run: 'meshctl waypoint generate -n shop --for workload' },
  ]);
  const apply = subcommand('apply', 'make a waypoint', [NAME, FOR, REVISION, ENROLL, OVERWRITE, WAIT, TIMEOUT]);
  apply.action(
    handle<WaypointFlags>(host, async (flags, positionals, command) =>
      (await import('./waypoint/apply.ts')).runApply({ flags, positionals, command, host }),
    ),
  );
  examples(apply, [{ does: 'Make one and use it', run: 'meshctl waypoint apply -n shop --enroll-namespace --wait' }]);
  const list = subcommand('list', 'list waypoints', [EVERYWHERE, filenameOption()]);
  list.action(
    handle<WaypointFlags>(host, async (flags, positionals, command) =>
      (await import('./waypoint/list.ts')).runList({ flags, positionals, command, host }),
    ),
  );
  examples(list.addOption(formatOption()), [{ does: 'Every waypoint', run: 'meshctl waypoint list -A' }]);
  const status = subcommand('status', 'tell whether waypoints are ready; waits until they are', [TIMEOUT]).argument(
    '[NAME]',
  );
  status.action(
    handle<WaypointFlags>(host, async (flags, positionals, command) =>
      (await import('./waypoint/status.ts')).runWaypointStatus({ flags, positionals, command, host }),
    ),
  );
  examples(status, [{ does: 'Are they ready?', run: 'meshctl waypoint status -n shop' }]);
  const remove = subcommand('delete', 'remove waypoints', [ALL, REVISION]).argument('[NAME...]');
  remove.action(
    handle<WaypointFlags>(host, async (flags, positionals, command) =>
      (await import('./waypoint/delete.ts')).runDelete({ flags, positionals, command, host }),
    ),
  );
  examples(remove, [{ does: 'Remove one', run: 'meshctl waypoint delete waypoint -n shop' }]);
  return group.action(() => group.outputHelp());
}
