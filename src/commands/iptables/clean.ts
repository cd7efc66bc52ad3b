import type { Command } from 'commander';
import { handle } from '../../cli/action.ts';
import { examples } from '../../cli/help.ts';
import type { Host } from '../../model/host.ts';
import { addChangeFlags, type ChangeFlags } from './live-flags.ts';
import { addProfileFlags } from './profile-flags.ts';

/** `meshctl iptables clean`: everything that is ours, taken out of a namespace. */
export function registerClean(parent: Command, host: Host): Command {
  const command = parent
    .command('clean')
    .description('take rules, policy rules, routes and addresses out again, whatever flags they were made with');
  addChangeFlags(command);
  addProfileFlags(command, host, { letters: true });
  command.action(
    handle<ChangeFlags>(host, async (flags, _, self) =>
      (await import('./run-apply.ts')).runClean(flags, { command: self, host }),
    ),
  );
  return examples(command, [
    { does: 'In the pod', run: 'meshctl iptables clean --this-namespace' },
    { does: 'What would be run', run: 'meshctl iptables clean --netns pod --dry-run' },
    { does: "Linkerd's rules", run: 'meshctl iptables clean --netns pod --profile linkerd -p 4143 -o 4140' },
  ]);
}
