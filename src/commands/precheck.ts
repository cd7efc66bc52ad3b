import type { Command } from 'commander';
import { handle } from '../cli/action.ts';
import { CLUSTER_OPTIONS, SYSTEM_OPTION } from '../cli/cluster-options.ts';
import { examples } from '../cli/help.ts';
import { compatOption } from '../cli/options.ts';
import { formatOption } from '../cli/proxy-options.ts';
import type { Host } from '../model/host.ts';
import type { PrecheckFlags } from './precheck/run.ts';

/** `meshctl precheck`: can a mesh be installed here? */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('precheck')
    .description('tell whether a cluster can take a control plane, and whether this user may install it');
  for (const option of [formatOption(), SYSTEM_OPTION, ...CLUSTER_OPTIONS, compatOption()]) command.addOption(option);
  command.action(
    handle<PrecheckFlags>(host, async (flags, positionals, called) =>
      (await import('./precheck/run.ts')).runPrecheck({ flags, positionals, command: called, host }),
    ),
  );
  return examples(command, [{ does: 'May I install here?', run: 'meshctl precheck --context staging' }]);
}
