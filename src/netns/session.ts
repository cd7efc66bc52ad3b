/** One namespace while a command works on it. */
import { type Detection, detect } from '../iptables/detect/decide.ts';
import { atLeast, isLegacyBuild, parseVersion, type Variant, type VariantFacts } from '../iptables/detect/variant.ts';
import type { Family, Program } from '../iptables/model/rule.ts';
import type { Writer } from '../iptables/plan/command.ts';
import type { Live } from '../iptables/plan/live.ts';
import { OWNERSHIP, type Ownership } from '../iptables/plan/ownership.ts';
import type { ProfileName } from '../iptables/profiles/profile.ts';
import { UnavailableError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { readLive } from './live.ts';
import { type Shell, shellIn } from './shell.ts';
import type { Namespace } from './target.ts';
import { readLegacyTables } from './variants.ts';

/** What shall be in a namespace. */
export interface Wanted {
  readonly profile: ProfileName;
  readonly program: Program;
  /** The profile's script where the rules go to nftables itself. */
  readonly nftScript?: string | undefined;
  /** `--force-iptables-binary`. */
  readonly force?: 'legacy' | 'nft' | undefined;
  /** On behalf of a CNI plugin, which works on many pods of a node at once. */
  readonly cni?: boolean;
}

/** A namespace that was looked at. */
export interface Session {
  readonly shell: Shell;
  readonly host: Host;
  readonly wanted: Wanted;
  readonly ownership: Ownership;
  readonly before: Live;
  readonly detection: Detection;
  readonly writer: (variant: Variant) => Writer;
  /** The state now; an `unstoppable` reading goes on when the run is interrupted. */
  readonly read: (unstoppable: boolean) => Promise<Live>;
}

/** The first version of the legacy tools that can wait for their lock. */
const WAIT_SINCE = [1, 6, 2] as const;

/** The first version that can be told to lock another file than the node's. */
const LOCK_FILE_SINCE = [1, 8, 6] as const;

/**
 * Looks at a namespace: its state, and the tools to use there. Throws UnavailableError when none of them works, and what reading
 * the state throws.
 */
export async function openSession(namespace: Namespace, wanted: Wanted, host: Host): Promise<Session> {
  const shell = shellIn(namespace, host);
  const ownership = OWNERSHIP[wanted.profile];
  const settings = wanted.program.host.flatMap(({ kind, args }) =>
    kind === 'sysctl' ? args.flatMap((arg) => (arg.includes('=') ? [arg.split('=')[0]?.trim() ?? ''] : [])) : [],
  );
  const [{ live, facts }, legacyTables] = await Promise.all([readLive(shell, settings), readLegacyTables(shell)]);
  return {
    shell,
    host,
    wanted,
    ownership,
    before: live,
    detection: decide({ facts, legacyTables, wanted, ownership }),
    writer: (variant) => writerFor(facts, variant, wanted.cni ? namespace.path : undefined),
    read: async (unstoppable) => (await readLive(unstoppable ? unstoppableShell(shell) : shell, settings)).live,
  };
}

interface Known {
  readonly facts: readonly VariantFacts[];
  readonly legacyTables: Readonly<Record<Family, readonly string[]>>;
  readonly wanted: Wanted;
  readonly ownership: Ownership;
}

function decide({ facts, legacyTables, wanted, ownership }: Known): Detection {
  const { families } = wanted.program;
  const force = wanted.force === undefined ? {} : { force: wanted.force };
  const found = detect({ facts, legacyTables, families, ownPrefixes: [ownership.chains], ...force });
  if (!('problem' in found)) return found;
  throw new UnavailableError('UNAVAILABLE_IPTABLES', `no iptables tools can be used here: ${found.problem}`, {
    hint: 'install the package "iptables"; "meshctl doctor" shows what else is missing',
  });
}

/** @see istio tools/istio-iptables/pkg/dependencies for the lock files of a CNI plugin */
function writerFor(facts: readonly VariantFacts[], variant: Variant, path: string | undefined): Writer {
  const fact = facts.find((one) => one.variant === variant && one.outcome === 'works');
  if (fact === undefined || !isLegacyBuild(fact)) return { variant, wait: false };
  const version = parseVersion(fact.version);
  const lockFile = atLeast(version, LOCK_FILE_SINCE) ? path : undefined;
  return { variant, wait: atLeast(version, WAIT_SINCE), lockFile };
}

function unstoppableShell(shell: Shell): Shell {
  return { ...shell, run: (run) => shell.run({ ...run, unstoppable: true }) };
}
