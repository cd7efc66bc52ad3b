/** The flags of a profile and of the place its rules are for; every subcommand that makes rules has them. */
import { type Command, Option } from 'commander';
import { writtenLong } from '../../cli/args.ts';
import { declareLate } from '../../cli/late.ts';
import { collect, compatOption } from '../../cli/options.ts';
import { PROFILE_NAMES, type Profile, type ProfileFlag, type ProfileName } from '../../iptables/profiles/profile.ts';
import type { Host } from '../../model/host.ts';

/** The flags all profiles share, as commander gives them. */
export interface PlaceFlags {
  readonly profile: ProfileName;
  readonly family?: '4' | '6' | 'both';
  readonly address?: readonly string[];
  /** `true`: some address of the family. */
  readonly ipv4?: string | boolean;
  readonly ipv6?: string | boolean;
  readonly fromPod?: string;
  readonly resolvConf?: string;
  readonly passwdFile?: string;
  readonly groupFile?: string;
  readonly configFile?: string;
  readonly host?: boolean;
  readonly allowServiceNames?: boolean;
  readonly compat?: string;
}

const DEFAULT_PROFILE: ProfileName = PROFILE_NAMES[0];

/** What the rules are made for. A profile's own flag of the same name goes before one of these. */
const place = (): readonly Option[] => [
  new Option('--from-pod <FILE>', "take what the pod of a manifest says: its annotations, its proxy's settings"),
  new Option('--family <FAMILY>', 'make rules for exactly these families, whatever addresses the pod has').choices([
    '4',
    '6',
    'both',
  ]),
  new Option('--address <IFACE=CIDR>', "an address of the pod, in the interfaces' order (repeatable)").argParser(
    collect,
  ),
  new Option('--ipv4 [ADDRESS]', 'the pod has an IPv4 address (so it is assumed when none is given)'),
  new Option('--ipv6 [ADDRESS]', 'the pod has an IPv6 address'),
  new Option('--resolv-conf <FILE>', 'where its nameservers stand (default: /etc/resolv.conf)'),
  new Option('--passwd-file <FILE>', "its users' names (default: /etc/passwd)"),
  new Option('--group-file <FILE>', "its groups' names (default: /etc/group)"),
  new Option('--config-file <FILE>', "the peer's own configuration file (kuma, istio-ambient)"),
  new Option('--host', 'the rules of the node instead of those of the pod (istio-ambient)'),
  new Option('--allow-service-names', 'take names of services for ports; the tools of the kernel resolve them'),
  compatOption(),
];

/** A profile's flag in commander's words. */
function optionOf({ long, short, kind, value = 'VALUE', default: preset, help }: ProfileFlag): Option {
  const names = short === undefined ? `--${long}` : `-${short}, --${long}`;
  const flags = kind === 'boolean' ? names : `${names} <${value}>`;
  const repeatable = kind === 'list' ? ' (repeatable)' : '';
  const option = new Option(flags, `${help}${repeatable}${preset === undefined ? '' : ` (default: ${preset})`}`);
  return kind === 'list' ? option.argParser(collect) : option;
}

/** What the single letters of a profile stand for. */
function lettersOf({ flags }: Profile): ReadonlyMap<string, string> {
  return new Map(
    flags.flatMap(({ short, long }) => (short === undefined ? [] : [[`-${short}`, `--${long}`] as const])),
  );
}

/** The profile the arguments or the environment name; the default one where they name none there is. */
function profileNamed(words: readonly string[], { env }: Host): ProfileName {
  const at = words.lastIndexOf('--profile');
  const attached = words.findLast((word) => word.startsWith('--profile='))?.slice('--profile='.length);
  const name = attached ?? (at < 0 ? env['MESHCTL_PROFILE'] : words[at + 1]);
  return PROFILE_NAMES.find((known) => known === name) ?? DEFAULT_PROFILE;
}

const PROFILES = new WeakMap<Command, Profile>();

/** How a subcommand has the flags of profiles. */
export interface ProfileFlagOptions {
  /** Whether the single letters are the profile's: in generate, apply and clean; elsewhere `-o` is the format. */
  readonly letters: boolean;
}

/**
 * Adds `--profile`, the flags of the profile that the arguments name, and those of the place the rules are for. Flags the
 * subcommand has already are left out.
 */
export function addProfileFlags(command: Command, host: Host, { letters }: ProfileFlagOptions): Command {
  command.addOption(
    new Option('--profile <NAME>', 'whose rules; the other flags depend on it')
      .choices(PROFILE_NAMES)
      .default(DEFAULT_PROFILE),
  );
  declareLate(command, async (_, words) => {
    const { loadProfile } = await import('../../iptables/profiles/registry.ts');
    const profile = await loadProfile(profileNamed(words, host));
    PROFILES.set(command, profile);
    const taken = new Set(command.options.flatMap(({ long, short }) => [long, short]));
    const own = profile.flags.map(({ short = '', ...flag }) =>
      optionOf(letters && short !== '' && !taken.has(`-${short}`) ? { ...flag, short } : flag)
        .hideHelp(!letters && flag.operation === true)
        .helpGroup(`Flags of the profile ${profile.name}:`),
    );
    if (!letters) writtenLong(command, lettersOf(profile));
    const shared = place().map((option) => option.helpGroup('The pod:'));
    for (const option of [...own, ...shared]) {
      if (taken.has(option.long)) continue;
      taken.add(option.long);
      command.addOption(option);
    }
  });
  return command;
}

/** The profile whose flags a command has. Throws where it has none: a defect of the caller. */
export function profileOf(command: Command): Profile {
  const profile = PROFILES.get(command);
  if (!profile) throw new Error(`${command.name()} has no flags of a profile`);
  return profile;
}
