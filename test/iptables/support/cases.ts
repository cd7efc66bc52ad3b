/** Cases of the comparison data, and arguments as a profile gets them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { givenValues } from '../../../src/iptables/config/values.ts';
import type { Family } from '../../../src/iptables/model/rule.ts';
import type { Plan, Profile, ProfileInput, Surroundings } from '../../../src/iptables/profiles/profile.ts';
import { conformanceDir } from '../../support/conformance.ts';

/** A case of `cases.json`; fields as its README tells. */
export interface Case {
  readonly name: string;
  readonly profile: string;
  readonly group: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly podAddresses?: readonly string[];
  readonly resolvConf?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly proxyEnv?: Readonly<Record<string, string>>;
  readonly proxyUid?: number | null;
  readonly proxyGid?: number | null;
  /** Of Kuma. */
  readonly configFile?: unknown;
  readonly warnings?: readonly string[];
  readonly expected: Readonly<Record<string, string>>;
  readonly iptablesApplyFails?: unknown;
  readonly nftApplyFails?: unknown;
}

export const DATA = conformanceDir('iptables');

/** A file of the comparison data; fails where there is no data. */
export function dataText(path: string): string {
  return readFileSync(join(DATA ?? '', path), 'utf8');
}

/** The cases of a profile; none where there is no data. */
export function casesOf(profile: string): readonly Case[] {
  if (DATA === undefined) return [];
  return (JSON.parse(dataText('cases.json')) as readonly Case[]).filter((item) => item.profile === profile);
}

/** Arguments in Go's notation as values by long name; a word that is no flag is refused. */
function flagsFrom({ flags }: Profile, args: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (let at = 0; at < args.length; at++) {
    const [, name = '', , attached] = /^(--?[^=]+)(=([\s\S]*))?$/.exec(args[at] ?? '') ?? [];
    const flag = flags.find(({ long, short }) => name === `--${long}` || name === `-${short}`);
    if (!flag) throw new Error(`no flag of this profile: ${args[at]}`);
    if (flag.kind === 'boolean') given.set(flag.long, attached ?? 'true');
    else {
      const text = attached ?? args[++at] ?? '';
      const earlier = flag.kind === 'list' ? given.get(flag.long) : undefined;
      given.set(flag.long, earlier === undefined ? text : [earlier, text].join(flag.separator ?? ','));
    }
  }
  return given;
}

/** The groups and users of the machine the data was made on. */
export const GROUPS: ReadonlyMap<string, number> = new Map([
  ['java', 501],
  ['ftp', 502],
]);

/** What a profile gets from arguments and environment, with the surroundings of the data where nothing else is said. */
export function inputFor(
  profile: Profile,
  { args = [], env = {}, podAddresses = ['10.1.1.5/24'], resolvConf = [] }: Partial<Case>,
  rest: Partial<Omit<ProfileInput, 'around'>> & { readonly around?: Partial<Surroundings> } = {},
): ProfileInput {
  const { values } = givenValues(profile.flags, { flags: flagsFrom(profile, args), env });
  const around: Surroundings = {
    addresses: podAddresses.map((address) => ({ iface: 'eth0', address })),
    nameservers: resolvConf,
    users: new Map(),
    groups: GROUPS,
    ...rest.around,
  };
  return { values, backend: 'iptables', compat: false, allowServiceNames: false, host: false, ...rest, around };
}

/** The plan for a case. */
export function planFor(profile: Profile, item: Partial<Case>, rest: Parameters<typeof inputFor>[2] = {}): Plan {
  return profile.plan(inputFor(profile, item, rest));
}

/** The family of a kind of golden. */
export const FAMILY_OF: Readonly<Record<string, Family>> = { v4: 'ipv4', v6: 'ipv6' };
