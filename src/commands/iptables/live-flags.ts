/** The flags of the subcommands that work on a live namespace. */
import { type Command, Option } from 'commander';
import type { NamespaceFlags } from '../../netns/target.ts';
import type { ColorChoice } from '../../output/color.ts';
import type { PlaceFlags } from './profile-flags.ts';

/** What they all have, as commander gives it. */
export interface LiveFlags extends PlaceFlags, NamespaceFlags {
  readonly color: ColorChoice;
}

/** What apply and clean have besides. */
export interface ChangeFlags extends LiveFlags {
  readonly dryRun?: boolean;
  readonly failOpen?: boolean;
  readonly reconcile?: boolean;
  readonly forceApply?: boolean;
  readonly forceIptablesBinary?: 'legacy' | 'nft';
}

/** The flags that name a namespace. */
export function addNamespaceFlags(command: Command): Command {
  return command
    .addOption(new Option('--netns <NAME|PATH>', 'the network namespace: a name of "ip netns", or a path'))
    .addOption(new Option('--pid <N>', 'the network namespace of a process'))
    .addOption(new Option('--this-namespace', 'the network namespace meshctl itself is in'));
}

/** The flags of a change that are not a matter of the profile. */
export function addChangeFlags(command: Command): Command {
  return addNamespaceFlags(command)
    .addOption(
      new Option('-n, --dry-run', 'print the commands and run none of them; without a namespace, for an empty one'),
    )
    .addOption(new Option('--fail-open', 'let traffic pass when even the way back from a failed change fails'))
    .addOption(
      new Option('--force-iptables-binary <TOOL>', 'use these tools instead of choosing').choices(['legacy', 'nft']),
    );
}
