import { type Command, Option } from 'commander';
import { handle } from '../../cli/action.ts';
import { examples } from '../../cli/help.ts';
import type { Host } from '../../model/host.ts';
import { addRuleFlags, type RuleFlags } from './rule-flags.ts';

/** The flags of `meshctl iptables diff` as commander gives them. */
export interface DiffFlags extends RuleFlags {
  readonly exitCode?: boolean;
}

/** `meshctl iptables diff`: two rule sets compared by what they do to packets. */
export function registerDiff(parent: Command, host: Host): Command {
  const command = parent
    .command('diff')
    .description('compare two rule sets by the packets whose fate differs')
    .argument('<BEFORE>', 'saved rules; - for standard input')
    .argument('[AFTER]', 'other saved rules (default: those of the flags, generated or live)')
    .addOption(new Option('--exit-code', 'end with status 79 when packets fare differently'));
  addRuleFlags(command, host);
  command.action(
    handle<DiffFlags>(host, async (flags, files, self) =>
      (await import('./run-diff.ts')).runDiff(files, { flags, command: self, host }),
    ),
  );
  return examples(command, [
    { does: 'What changed between two dumps', run: 'meshctl iptables diff before.txt after.txt' },
    { does: 'What a configuration would change', run: "meshctl iptables diff now.txt --istio-service-cidr '*'" },
  ]);
}
