import { type Command, Option } from 'commander';
import { handle } from '../../cli/action.ts';
import { examples } from '../../cli/help.ts';
import { outputOption } from '../../cli/options.ts';
import type { Host } from '../../model/host.ts';
import { addNamespaceFlags, type LiveFlags } from './live-flags.ts';
import { addProfileFlags } from './profile-flags.ts';

/** The flags of `meshctl iptables validate` as commander gives them. */
export interface ValidateFlags extends LiveFlags {
  readonly output: 'table' | 'text' | 'json' | 'yaml';
  readonly quick?: boolean;
  readonly probeTimeout?: string;
}

/** `meshctl iptables validate`: packets sent for real, one for each class of traffic. */
export function registerValidate(parent: Command, host: Host): Command {
  const command = parent
    .command('validate')
    .description('send a packet of each class of traffic and see where it arrives; status 79 when one goes astray')
    .addOption(outputOption(['table', 'text', 'json', 'yaml']))
    .addOption(new Option('--quick', "send the peer's single probe only: one call the proxy makes to itself"))
    .addOption(new Option('--probe-timeout <DURATION>', 'how long to wait for each packet (default: 5s)'));
  addNamespaceFlags(command);
  addProfileFlags(command, host, { letters: false });
  command.action(
    handle<ValidateFlags>(host, async (flags, _, self) =>
      (await import('./run-validate.ts')).runValidate(flags, { command: self, host }),
    ),
  );
  return examples(command, [
    {
      does: 'In a pod whose rules are new',
      run: "meshctl iptables validate --this-namespace --istio-inbound-ports '*'",
    },
    { does: 'As the init container does', run: 'meshctl iptables validate --this-namespace --quick' },
  ]);
}

/** The process `validate` starts inside a namespace; not for people. */
export function registerProbeAgent(parent: Command, host: Host): Command {
  return parent.command('probe-agent', { hidden: true }).action(
    handle(host, async () => {
      const [{ runAgent }, { EXIT }] = await Promise.all([
        import('../../netns/probe/agent.ts'),
        import('../../model/exit.ts'),
      ]);
      await runAgent(host);
      return EXIT.ok;
    }),
  );
}
