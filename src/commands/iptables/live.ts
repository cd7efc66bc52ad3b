/** From flags to a namespace that was looked at, and a plan for it. */
import type { Command } from 'commander';
import type { Family } from '../../iptables/model/rule.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { openEmptySession } from '../../netns/empty.ts';
import { readAddresses } from '../../netns/host-items.ts';
import { openSession, type Session } from '../../netns/session.ts';
import { shellIn } from '../../netns/shell.ts';
import {
  findNamespace,
  type Namespace,
  type NamespaceFlags,
  requireNamespace,
  requireNetAdmin,
} from '../../netns/target.ts';
import type { ChangeFlags, LiveFlags } from './live-flags.ts';
import { type LoadedPlan, loadPlan } from './profile-input.ts';

/** A command as it was called. */
export interface Call {
  readonly command: Command;
  readonly host: Host;
}

/** A namespace and what is wanted of it. */
export interface Opened {
  readonly loaded: LoadedPlan;
  /** Where; `undefined` for the empty namespace a dry run without a name is about. */
  readonly namespace: Namespace | undefined;
  /** Whether a flag of the profile is on, or one of the command's own of that name. */
  readonly isOn: (long: string) => boolean;
}

/** Whether a flag is on: said on the command line, or by what the profile reads besides. */
function switches({ values }: Pick<LoadedPlan, 'values'>, command: Command): (long: string) => boolean {
  return (long) => {
    const option = command.options.find((one) => one.long === `--${long}`);
    return (
      values.get(long)?.text === 'true' ||
      (option !== undefined && command.getOptionValue(option.attributeName()) === true)
    );
  };
}

/** The flags that name a namespace, the profile's own way to do it among them. */
function namespaceFlags(flags: NamespaceFlags, command: Command): NamespaceFlags {
  const path: unknown = command.getOptionValue('networkNamespace');
  return typeof path === 'string' && path !== '' && flags.netns === undefined ? { ...flags, netns: path } : flags;
}

/** How a plan is opened. */
export interface OpenOptions {
  /** Whether a namespace has to be named. */
  readonly needed: boolean;
  /** What is planned is only to be removed: the rules of both families, and of no particular flags. */
  readonly removal?: boolean;
}

/**
 * The plan for the namespace the flags name; its families follow the addresses the interfaces there have. Throws UsageError
 * when none is named although one is needed, and what finding the namespace and making the plan throw.
 */
export async function openPlan(
  flags: LiveFlags,
  { command, host }: Call,
  { needed, removal = false }: OpenOptions,
): Promise<Opened> {
  const named = namespaceFlags(flags, command);
  const namespace = needed ? await requireNamespace(named, host) : await findNamespace(named, host);
  const addresses = namespace && !removal && (await readAddresses(shellIn(namespace, host)));
  const asked: LiveFlags = removal ? { ...flags, family: flags.family ?? 'both' } : flags;
  const presets = removal ? REMOVAL_PRESETS : new Map<string, string>();
  const loaded = await loadPlan(command, asked, { host, presets, ...(addresses ? { addresses } : {}) });
  return { loaded, namespace, isOn: switches(loaded, command) };
}

/** Stand for flags that a profile requires and that make no difference to what belongs to it. */
const REMOVAL_PRESETS: ReadonlyMap<string, string> = new Map([
  ['incoming-proxy-port', '4143'],
  ['outgoing-proxy-port', '4140'],
]);

/** The state of the namespace beside what is wanted. Throws UsageError for a profile without rules for nft, and what reading throws. */
export async function openState({ loaded, namespace, isOn }: Opened, flags: ChangeFlags, host: Host): Promise<Session> {
  const wanted = {
    profile: loaded.profile.name,
    program: loaded.plan.program,
    nftScript: nftScriptOf(loaded, loaded.plan.program.families),
    force: forced(loaded, flags),
    cni: loaded.profile.name === 'istio-cni' || isOn('cni-mode'),
  };
  if (!namespace) return openEmptySession(wanted, host);
  await requireNetAdmin();
  return openSession(namespace, wanted, host);
}

/** The script where the rules go to nftables itself. */
function nftScriptOf({ profile, plan, backend }: LoadedPlan, families: readonly Family[]): string | undefined {
  if (backend !== 'nft') return undefined;
  const text = plan.texts?.nft;
  if (text) return text(families);
  throw new UsageError('USAGE_NFT', `the profile ${profile.name} has no rules for nftables itself`);
}

function forced({ values }: LoadedPlan, { forceIptablesBinary }: ChangeFlags): 'legacy' | 'nft' | undefined {
  const given = values.get('force-iptables-binary')?.text ?? forceIptablesBinary;
  return given === 'legacy' || given === 'nft' ? given : undefined;
}
