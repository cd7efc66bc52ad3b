import { type Command, Option } from 'commander';
import { handle } from '../../cli/action.ts';
import { examples } from '../../cli/help.ts';
import type { Host } from '../../model/host.ts';
import { addChangeFlags, type ChangeFlags } from './live-flags.ts';
import { addProfileFlags } from './profile-flags.ts';

/** `meshctl iptables apply`: the rules of a configuration, put into a namespace. */
export function registerApply(parent: Command, host: Host): Command {
  const command = parent
    .command('apply')
    .description('put the rules into a network namespace as one change; what fails leaves everything as it was');
  addChangeFlags(command)
    .addOption(new Option('--reconcile', 'replace rules of this kind that are different'))
    .addOption(new Option('--force-apply', 'write the rules although they are there already'));
  addProfileFlags(command, host, { letters: true });
  command.action(
    handle<ChangeFlags>(host, async (flags, _, self) =>
      (await import('./run-apply.ts')).runApply(flags, { command: self, host }),
    ),
  );
  return examples(command, [
    { does: 'In an init container', run: "meshctl iptables apply --this-namespace -i '*' -b '*' -d 15090,15021,15020" },
    { does: "In a pod's namespace, from the node", run: "meshctl iptables apply --pid 4711 -i '*' -b '*'" },
    { does: 'What would be run', run: "meshctl iptables apply --netns pod -i '*' -b '*' --dry-run" },
    {
      does: 'From REDIRECT to TPROXY',
      run: "meshctl iptables apply --netns pod -m TPROXY -i '*' -b '*' --reconcile",
    },
  ]);
}
