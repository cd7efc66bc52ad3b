import type { Command } from 'commander';
import { examples } from '../cli/help.ts';
import { declareLate } from '../cli/late.ts';
import type { Host } from '../model/host.ts';

/** `meshctl iptables`: the rules that lead a pod's traffic through its proxy. */
export function register(program: Command, host: Host): Command {
  const command = program
    .command('iptables')
    .description('interception rules: make them, apply and remove them, and find out what they do to a packet');
  // The subcommands have flags by the dozen, which depend on the profile; only runs of this command pay for them.
  declareLate(command, async () => {
    const { registerSubcommands } = await import('./iptables/subcommands.ts');
    registerSubcommands(command, host);
  });
  command.action(() => command.outputHelp());
  return examples(command, [
    { does: "The rules of Istio's sidecar", run: "meshctl iptables generate -i '*' -b '*' -d 15090,15021,15020" },
    { does: 'The same for nft', run: "meshctl iptables generate -i '*' -b '*' --output nft" },
    { does: 'The rules a pod gets', run: 'meshctl iptables generate --from-pod pod.yaml' },
  ]);
}
