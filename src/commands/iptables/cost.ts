import type { Command } from 'commander';
import { handle } from '../../cli/action.ts';
import { examples } from '../../cli/help.ts';
import type { Host } from '../../model/host.ts';
import { addRuleFlags, type RuleFlags } from './rule-flags.ts';

/** `meshctl iptables cost`: rules crossed by each class of packets, and cheaper forms. */
export function registerCost(parent: Command, host: Host): Command {
  const command = parent
    .command('cost')
    .description('count the rules each class of packets crosses, estimate the price, and name cheaper forms')
    .argument('[FILE]', 'saved rules or a listing; - for standard input');
  addRuleFlags(command, host);
  command.action(
    handle<RuleFlags>(host, async (flags, files, self) =>
      (await import('./run-cost.ts')).runCost(files, { flags, command: self, host }),
    ),
  );
  return examples(command, [
    {
      does: 'The default rules, and beside them capture of mesh names alone',
      run: "meshctl iptables cost --istio-service-cidr '*'",
    },
    { does: 'With live counters, which order would be better?', run: 'iptables-save -c | meshctl iptables cost -' },
  ]);
}
