import { type Command, Option } from 'commander';
import { handle } from '../../cli/action.ts';
import { examples } from '../../cli/help.ts';
import type { Host } from '../../model/host.ts';
import { addProfileFlags, type PlaceFlags } from './profile-flags.ts';

/** The forms rules are printed in. */
export const GENERATE_FORMATS = ['restore', 'commands', 'nft', 'json', 'mermaid', 'svg'] as const;

/** One of the forms rules are printed in. */
export type GenerateFormat = (typeof GENERATE_FORMATS)[number];

/** The flags of `meshctl iptables generate` as commander gives them. */
export interface GenerateFlags extends PlaceFlags {
  readonly output?: GenerateFormat;
  readonly out?: string;
  readonly color: 'auto' | 'always' | 'never';
}

/** `meshctl iptables generate`: the rules of a configuration, printed. */
export function registerGenerate(parent: Command, host: Host): Command {
  const command = parent
    .command('generate')
    .description('print the rules of a configuration; changes nothing and needs no privileges')
    .argument('[WORD...]', 'the word clean, with the profile istio-2018: remove the rules')
    .addOption(
      new Option(
        '--output <FORMAT>',
        'restore is for iptables-restore --noflush, commands for a shell, nft for nft -f (default: what the peer uses)',
      ).choices(GENERATE_FORMATS),
    )
    .addOption(new Option('--out <PATH>', 'file to write to'));
  addProfileFlags(command, host, { letters: true });
  command.action(
    handle<GenerateFlags>(host, async (flags, words, self) =>
      (await import('./run-generate.ts')).runGenerate(flags, words, { command: self, host }),
    ),
  );
  return examples(command, [
    {
      does: "What the init container of Istio's sidecar does by default",
      run: "meshctl iptables generate -i '*' -b '*' -d 15090,15021,15020",
    },
    { does: 'Take only calls to mesh names', run: "meshctl iptables generate -b '*' --vip-range 240.240.0.0/16" },
    { does: 'The rules the pods of a Deployment get', run: 'meshctl iptables generate --from-pod deployment.yaml' },
    { does: 'As a drawing', run: "meshctl iptables generate -i '*' -b '*' --output svg --out rules.svg" },
    { does: "Linkerd's rules", run: 'meshctl iptables generate --profile linkerd -p 4143 -o 4140' },
    { does: 'The flags of another profile', run: 'meshctl iptables generate --profile kuma --help' },
  ]);
}
