import type { Command } from 'commander';
import { Option } from 'commander';
import { handle } from '../cli/action.ts';
import { CONNECTION_OPTIONS, SYSTEM_OPTION } from '../cli/cluster-options.ts';
import { examples } from '../cli/help.ts';
import { compatOption } from '../cli/options.ts';
import { formatOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { RemoteClustersFlags } from './remote-clusters/run.ts';

/** `meshctl remote-clusters`: the clusters control planes read besides their own. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('remote-clusters')
    .description('list the clusters each control plane reads, and whether it has all of them')
    .addOption(formatOption())
    .addOption(new Option('-r, --revision <REVISION>', 'only control planes of this revision'));
  for (const option of [SYSTEM_OPTION, ...CONNECTION_OPTIONS, compatOption()]) command.addOption(option);
  command.action(
    handle<RemoteClustersFlags>(host, async (flags, positionals, called) =>
      (await import('./remote-clusters/run.ts')).runRemoteClusters({ flags, positionals, command: called, host }),
    ),
  );
  return examples(command, [{ does: 'Are all clusters read?', run: 'meshctl remote-clusters' }]);
}
