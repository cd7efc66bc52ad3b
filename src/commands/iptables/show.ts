import type { Command } from 'commander';
import { handle } from '../../cli/action.ts';
import { examples } from '../../cli/help.ts';
import type { Host } from '../../model/host.ts';
import { addRuleFlags, type RuleFlags } from './rule-flags.ts';

/** `meshctl iptables show`: rules with their counters, whose sums add up, and where the packets went. */
export function registerShow(parent: Command, host: Host): Command {
  const command = parent
    .command('show')
    .description('list rules chain by chain with their counters, add these up, and tell where the packets went')
    .argument('[FILE]', 'saved rules or a listing; - for standard input');
  addRuleFlags(command, host);
  command.action(
    handle<RuleFlags>(host, async (flags, files, self) =>
      (await import('./run-show.ts')).runShow(files, { flags, command: self, host }),
    ),
  );
  return examples(command, [
    { does: 'A listing with counters', run: 'iptables -t nat -L -v -n | meshctl iptables show -' },
    { does: 'Saved rules with counters', run: 'iptables-save -c | meshctl iptables show -' },
  ]);
}
