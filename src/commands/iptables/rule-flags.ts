/** Where the subcommands that read and reason take rules from. */
import { type Command, Option } from 'commander';
import { collect } from '../../cli/options.ts';
import type { Host } from '../../model/host.ts';
import type { NamespaceFlags } from '../../netns/target.ts';
import type { ColorChoice } from '../../output/color.ts';
import { addNamespaceFlags } from './live-flags.ts';
import { addProfileFlags, type PlaceFlags } from './profile-flags.ts';

/** What these subcommands have in common, as commander gives it. */
export interface RuleFlags extends PlaceFlags, NamespaceFlags {
  readonly output: 'table' | 'text' | 'json' | 'yaml';
  readonly from?: readonly string[];
  readonly live?: boolean;
  readonly table?: string;
  readonly color: ColorChoice;
}

/** The `-o` flag: a table, for which `text` is another word, or data. */
function tableOption(): Option {
  return new Option('-o, --output <FORMAT>', 'output format')
    .choices(['table', 'text', 'json', 'yaml'])
    .default('table');
}

/** Adds the flags that say which rules are meant: files, a live namespace, or those a configuration would make. */
export function addRuleFlags(command: Command, host: Host): Command {
  command
    .addOption(tableOption())
    .addOption(
      new Option(
        '--from <RULES>',
        'rules that were saved: iptables-save, nft list ruleset, iptables -L -v, a script; - for standard input (repeatable)',
      ).argParser(collect),
    )
    .addOption(new Option('--live', 'the rules of a network namespace: this one, or the one named'))
    .addOption(new Option('--table <TABLE>', 'the table of a listing that does not show it'));
  addNamespaceFlags(command);
  return addProfileFlags(command, host, { letters: false });
}
