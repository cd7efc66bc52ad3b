import { type Command, Option } from 'commander';
import { handle } from '../../cli/action.ts';
import { examples } from '../../cli/help.ts';
import { outputOption } from '../../cli/options.ts';
import type { Host } from '../../model/host.ts';
import { addNamespaceFlags, type LiveFlags } from './live-flags.ts';
import { addProfileFlags } from './profile-flags.ts';

/** The flags of `meshctl iptables verify` as commander gives them. */
export interface VerifyFlags extends LiveFlags {
  readonly output: 'text' | 'json' | 'yaml';
  /** A file, `-`, or `live`. */
  readonly from: string;
  readonly forceIptablesBinary?: 'legacy' | 'nft';
}

/** `meshctl iptables verify`: how live or saved rules differ from those of a configuration. */
export function registerVerify(parent: Command, host: Host): Command {
  const command = parent
    .command('verify')
    .description('compare live or saved rules with those of a configuration; status 79 when they differ')
    .addOption(outputOption(['text', 'json', 'yaml']))
    .addOption(
      new Option('--from <FILE>', 'rules saved by iptables-save, ip6tables-save or nft; - for standard input').default(
        'live',
      ),
    )
    .addOption(
      new Option('--force-iptables-binary <TOOL>', 'which tools show the live rules').choices(['legacy', 'nft']),
    );
  addNamespaceFlags(command);
  addProfileFlags(command, host, { letters: false });
  command.action(
    handle<VerifyFlags>(host, async (flags, _, self) =>
      (await import('./run-verify.ts')).runVerify(flags, { command: self, host }),
    ),
  );
  return examples(command, [
    {
      does: 'Are the rules of this pod still those it was given?',
      run: "meshctl iptables verify --pid 4711 --istio-service-cidr '*' --istio-inbound-ports '*'",
    },
    { does: 'The rules somebody sent', run: 'meshctl iptables verify --from rules.txt --from-pod pod.yaml' },
  ]);
}
