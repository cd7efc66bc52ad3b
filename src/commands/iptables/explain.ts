import type { Command } from 'commander';
import { handle } from '../../cli/action.ts';
import { examples } from '../../cli/help.ts';
import type { Host } from '../../model/host.ts';
import { addRuleFlags, type RuleFlags } from './rule-flags.ts';

/** `meshctl iptables explain`: every rule with why it is there. */
export function registerExplain(parent: Command, host: Host): Command {
  const command = parent
    .command('explain')
    .description('tell of every rule why it is there, which flag made it, and what breaks without it')
    .argument('[FILE]', 'saved rules or a listing; - for standard input');
  addRuleFlags(command, host);
  command.action(
    handle<RuleFlags>(host, async (flags, files, self) =>
      (await import('./run-explain.ts')).runExplain(files, { flags, command: self, host }),
    ),
  );
  return examples(command, [
    { does: 'The rules of a listing somebody pasted', run: 'meshctl iptables explain listing.txt' },
    { does: 'The rules of this machine', run: 'meshctl iptables explain --live' },
    { does: 'The rules a configuration makes', run: "meshctl iptables explain --istio-service-cidr '*'" },
  ]);
}
