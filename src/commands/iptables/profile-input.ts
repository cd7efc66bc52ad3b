/** From flags to a plan: reads what a profile wants to know of the place its rules are for. */
import type { Command } from 'commander';
import { readInput } from '../../io/inputs.ts';
import { idsIn, nameserversIn } from '../../iptables/config/files.ts';
import { givenValues, type Values } from '../../iptables/config/values.ts';
import type { Family } from '../../iptables/model/rule.ts';
import type {
  Backend,
  GivenValue,
  InterfaceAddress,
  Plan,
  PodValues,
  Profile,
  ProfileName,
  Surroundings,
} from '../../iptables/profiles/profile.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { NoInputError, UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { parseAddressOrPrefix } from '../../model/ip.ts';
import { type PlaceFlags, profileOf } from './profile-flags.ts';

/** A plan and what it was made from. */
export interface LoadedPlan {
  readonly profile: Profile;
  readonly plan: Plan;
  /** What was given for the profile's flags, from wherever. */
  readonly values: Values;
  readonly backend: Backend;
  readonly compat: boolean;
  /** Those of the plan, and what was noticed on the way to it. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a caller knows better than flags say. */
export interface PlanOptions {
  /** Default: nft under --native-nftables, else iptables. */
  readonly backend?: Backend;
  /** The addresses the pod has where no flag names any: those of a live namespace. */
  readonly addresses?: readonly InterfaceAddress[];
  /** Values by long name for flags that nothing says. */
  readonly presets?: ReadonlyMap<string, string>;
}

/** Addresses nobody has (RFC 5737, RFC 3849): they stand for any. */
const SOME_ADDRESS: Readonly<Record<Family, string>> = { ipv4: '192.0.2.1', ipv6: '2001:db8::1' };

const FAMILIES: Readonly<Record<'4' | '6' | 'both', readonly Family[]>> = {
  4: ['ipv4'],
  6: ['ipv6'],
  both: ['ipv4', 'ipv6'],
};

/** The profiles that a flag of the place means something to; elsewhere it would be passed over in silence. */
const ONLY_FOR: Readonly<Record<'host' | 'configFile', readonly ProfileName[]>> = {
  host: ['istio-ambient'],
  configFile: ['kuma', 'istio-ambient'],
};

function refuseMeaningless(flags: PlaceFlags): void {
  for (const [key, flag] of [
    ['host', '--host'],
    ['configFile', '--config-file'],
  ] as const) {
    const profiles = ONLY_FOR[key];
    if (flags[key] === undefined || flags[key] === false || profiles.includes(flags.profile)) continue;
    throw new UsageError('USAGE_PROFILE_FLAG', `${flag} means nothing to the profile ${flags.profile}`, {
      hint: `it is for ${profiles.join(', ')}`,
    });
  }
}

/** The interface of an address that names none. */
const POD_INTERFACE = 'eth0';

function checked(flag: string, { iface, address }: InterfaceAddress, family?: Family): InterfaceAddress {
  const parsed = parseAddressOrPrefix(address);
  if (parsed && (family === undefined || parsed.family === family)) return { iface, address };
  const wanted = { ipv4: 'an IPv4 address', ipv6: 'an IPv6 address', any: 'an IP address' }[family ?? 'any'];
  throw new UsageError('USAGE_ADDRESS', `the flag ${flag} has the value "${address}", which is not ${wanted}`);
}

/** What `--ipv4` or `--ipv6` says; a profile may have a flag of that name which is on or off. */
function ofFamily(family: Family, value: string | boolean | undefined): readonly InterfaceAddress[] {
  if (value === undefined || value === false) return [];
  const address = value === true ? SOME_ADDRESS[family] : value;
  return [checked(`--${family}`, { iface: POD_INTERFACE, address }, family)];
}

/** The addresses that flags name, in order; those of the caller, else one of IPv4, where they name none. */
function addressesOf(flags: PlaceFlags, own: ReadonlySet<string>, known?: readonly InterfaceAddress[]) {
  const named = (flags.address ?? []).map((text) => {
    const [, iface = POD_INTERFACE, address = ''] = /^(?:([^=]*)=)?([\s\S]*)$/.exec(text) ?? [];
    return checked('--address', { iface, address });
  });
  const assumed = (['ipv4', 'ipv6'] as const).flatMap((family) =>
    own.has(family) ? [] : ofFamily(family, flags[family]),
  );
  const given = [...named, ...assumed];
  return given.length > 0 ? given : (known ?? ofFamily('ipv4', true));
}

/** A text file that is named, or one of the system's that need not exist. */
async function textOf(name: string | undefined, fallback: string, host: Host): Promise<string> {
  try {
    return new TextDecoder().decode(await readInput(name ?? fallback, host));
  } catch (error) {
    if (name === undefined && error instanceof NoInputError) return '';
    throw error;
  }
}

async function surroundings(flags: PlaceFlags, host: Host): Promise<Omit<Surroundings, 'addresses'>> {
  const [resolvConf, passwd, group] = await Promise.all([
    textOf(flags.resolvConf, '/etc/resolv.conf', host),
    textOf(flags.passwdFile, '/etc/passwd', host),
    textOf(flags.groupFile, '/etc/group', host),
  ]);
  const name = flags.configFile;
  return {
    nameservers: nameserversIn(resolvConf),
    users: idsIn(passwd),
    groups: idsIn(group),
    ...(name === undefined ? {} : { configFile: { name, text: await textOf(name, name, host) } }),
  };
}

/** Values of the command line by long name, those of the configuration file apart: the environment goes between them. */
function givenFlags(command: Command, { flags }: Profile) {
  const byLong = new Map(command.options.map((option) => [option.long, option]));
  const line = new Map<string, string>();
  const file = new Map<string, string>();
  for (const { long, separator = ',' } of flags) {
    const key = byLong.get(`--${long}`)?.attributeName() ?? '';
    const source = command.getOptionValueSource(key);
    if (source === undefined || source === 'default') continue;
    const value: unknown = command.getOptionValue(key);
    (source === 'config' ? file : line).set(long, Array.isArray(value) ? value.join(separator) : String(value));
  }
  return { line, file };
}

function flagValue(long: string, text: string): GivenValue {
  return { text, source: { kind: 'flag', name: `--${long}` } };
}

async function podValues(profile: Profile, { fromPod }: PlaceFlags, host: Host): Promise<PodValues> {
  if (fromPod === undefined) return { values: new Map(), diagnostics: [] };
  if (!profile.fromPod) {
    throw new UsageError('USAGE_FROM_POD', `the profile ${profile.name} takes nothing from pods: --from-pod`);
  }
  const { readPod } = await import('./pod.ts');
  return profile.fromPod(await readPod(fromPod, host));
}

/**
 * The plan that the flags of a command, the environment, a pod and files say. Throws UsageError or InputError for a value that
 * cannot be used, and what reading the files throws.
 */
export async function loadPlan(
  command: Command,
  flags: PlaceFlags,
  { host, ...options }: PlanOptions & { readonly host: Host },
): Promise<LoadedPlan> {
  const profile = profileOf(command);
  if (profile.name !== flags.profile) {
    throw new UsageError('USAGE_PROFILE', 'a configuration file cannot say the profile', {
      hint: 'give it with --profile or MESHCTL_PROFILE',
    });
  }
  refuseMeaningless(flags);
  const { line, file } = givenFlags(command, profile);
  const pod = await podValues(profile, flags, host);
  const said = (texts: ReadonlyMap<string, string>) =>
    [...texts].map(([long, text]) => [long, flagValue(long, text)] as const);
  const beneath = new Map([...said(options.presets ?? new Map()), ...pod.values, ...said(file)]);
  const { values, diagnostics } = givenValues(profile.flags, { flags: line, env: host.env }, beneath);
  const own = new Set(profile.flags.map(({ long }) => long));
  const backend = options.backend ?? (values.get('native-nftables')?.text === 'true' ? 'nft' : 'iptables');
  const compat = flags.compat !== undefined;
  const plan = profile.plan({
    values,
    around: { addresses: addressesOf(flags, own, options.addresses), ...(await surroundings(flags, host)) },
    ...(flags.family ? { families: FAMILIES[flags.family] } : {}),
    backend,
    compat,
    allowServiceNames: flags.allowServiceNames ?? false,
    host: flags.host ?? false,
  });
  return {
    profile,
    plan,
    values,
    backend,
    compat,
    diagnostics: [...pod.diagnostics, ...diagnostics, ...plan.diagnostics],
  };
}
