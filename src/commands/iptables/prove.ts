import type { Command } from 'commander';
import { handle } from '../../cli/action.ts';
import { examples } from '../../cli/help.ts';
import type { Host } from '../../model/host.ts';
import { addRuleFlags, type RuleFlags } from './rule-flags.ts';

/** `meshctl iptables prove`: questions answered for every packet there can be. */
export function registerProve(parent: Command, host: Host): Command {
  const command = parent
    .command('prove')
    .description(
      'answer for all packets: does traffic escape, is there a loop, do iptables and nft agree; status 79 on a loop',
    )
    .argument('[FILE]', 'saved rules or a listing; - for standard input');
  addRuleFlags(command, host);
  command.action(
    handle<RuleFlags>(host, async (flags, files, self) =>
      (await import('./run-prove.ts')).runProve(files, { flags, command: self, host }),
    ),
  );
  return examples(command, [
    {
      does: 'The rules injection asks for',
      run: "meshctl iptables prove --istio-service-cidr '*' --istio-inbound-ports '*'",
    },
    { does: 'The rules of a pod', run: 'meshctl iptables prove --pid 4711' },
  ]);
}
