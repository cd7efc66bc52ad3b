import { type Command, Option } from 'commander';
import { handle } from '../../cli/action.ts';
import { examples } from '../../cli/help.ts';
import type { PacketOptions } from '../../iptables/trace/packet-text.ts';
import type { Host } from '../../model/host.ts';
import { addRuleFlags, type RuleFlags } from './rule-flags.ts';

/** The flags of `meshctl iptables trace` as commander gives them. */
export interface TraceFlags extends RuleFlags, PacketOptions {
  readonly packets?: string;
  readonly whyNot?: string;
}

/** `meshctl iptables trace`: what becomes of a packet, rule by rule. */
export function registerTrace(parent: Command, host: Host): Command {
  const command = parent
    .command('trace')
    .description('walk a packet through generated, saved or live rules, and tell every rule it crosses')
    .argument('[PACKET...]', 'DIRECTION PROTO SRC[:PORT] DST[:PORT], such as: out tcp 10.1.1.5 203.0.113.10:443')
    .addOption(
      new Option('--iface <NAME>', 'the interface it leaves or arrives by (default: eth0, lo for this machine)'),
    )
    .addOption(new Option('--state <STATE>', 'its state in conntrack: NEW (default), ESTABLISHED, RELATED, INVALID'))
    .addOption(new Option('--uid <ID>', 'user of the socket that sends it (default: 1000, no proxy)'))
    .addOption(new Option('--gid <ID>', 'group of the socket that sends it (default: the value of --uid)'))
    .addOption(new Option('--mark <MARK>', 'its mark'))
    .addOption(new Option('--connmark <MARK>', 'the mark of its connection'))
    .addOption(new Option('--tcp-flags <FLAGS>', 'a stray segment no socket sends, such as rst'))
    .addOption(new Option('--why-not <PORT>', 'tell why it does not end at this port of the proxy'))
    .addOption(new Option('--packets <FILE>', 'many packets from a file: {"rulesets": …, "packets": […]}'));
  addRuleFlags(command, host);
  command.action(
    handle<TraceFlags>(host, async (flags, words, self) =>
      (await import('./run-trace.ts')).runTrace(words, { flags, command: self, host }),
    ),
  );
  return examples(command, [
    {
      does: "What happens to the application's call",
      run: "meshctl iptables trace out tcp 10.1.1.5 203.0.113.10:443 --uid 1000 --istio-service-cidr '*'",
    },
    {
      does: 'The same through rules somebody sent',
      run: 'meshctl iptables trace out tcp 10.1.1.5 203.0.113.10:443 --from rules.txt',
    },
    {
      does: 'Why is this call not captured?',
      run: 'meshctl iptables trace out tcp 10.1.1.5 10.0.0.9:3306 --why-not 15001 --live',
    },
    { does: 'Many packets at once', run: 'meshctl iptables trace --packets packets.json -o json' },
  ]);
}
